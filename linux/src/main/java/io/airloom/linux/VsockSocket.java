package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A stream socket of the kernel's own AF_VSOCK (vsock(7)): to guests of `/dev/vhost-vsock`, to the
/// host from inside a guest, or to this machine itself ([#LOCAL_CID]). Never blocks; one thread at
/// a time, but for one that receives and one that sends.
public final class VsockSocket implements StreamSocket {
    /// This machine itself, where the kernel has the loopback transport.
    public static final int LOCAL_CID = 1;

    private static final int AF_VSOCK = 40;
    private static final int ANY_CID = -1;

    private final Fd fd;

    private VsockSocket(Fd fd) {
        this.fd = fd;
    }

    /// Listens on a port of this machine, for connections from anywhere.
    ///
    /// @param port unsigned
    /// @throws LinuxException EADDRINUSE; EAFNOSUPPORT if the kernel has no vsock
    public static VsockSocket listen(int port, int backlog) {
        VsockSocket socket = socket();
        try {
            long address = write(ANY_CID, port);
            check(
                    Libc.bind(socket.fd.value(), address, Layout.SOCKADDR_VM_SIZE),
                    "bind",
                    ANY_CID,
                    port);
            check(Libc.listen(socket.fd.value(), backlog), "listen", ANY_CID, port);
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// Begins to connect; when the descriptor is writable, [#finishConnect] says how it went.
    ///
    /// @param cid unsigned
    /// @param port unsigned
    /// @throws LinuxException ENODEV if there is no transport to that CID; EAFNOSUPPORT
    public static VsockSocket connect(int cid, int port) {
        VsockSocket socket = socket();
        try {
            long address = write(cid, port);
            int result = Libc.connect(socket.fd.value(), address, Layout.SOCKADDR_VM_SIZE);
            if (result != -Errno.EINPROGRESS) {
                check(result, "connect", cid, port);
            }
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// Takes a connection, or null if none waits.
    ///
    /// @throws LinuxException EMFILE, ENFILE if there are too many descriptors
    public @Nullable VsockSocket accept() {
        Fd accepted = SocketCalls.accept(fd);
        return accepted == null ? null : new VsockSocket(accepted);
    }

    /// The other end: its CID in the upper half, its port in the lower one.
    ///
    /// @throws LinuxException ENOTCONN if there is none any more
    public long peer() {
        long address = prepareLength();
        int result =
                SocketCalls.getpeername(fd.value(), address, address + Layout.SOCKADDR_VM_SIZE);
        LinuxException.check(result, "getpeername", fd);
        return read();
    }

    /// This end, as [#peer()].
    public long local() {
        long address = prepareLength();
        int result =
                SocketCalls.getsockname(fd.value(), address, address + Layout.SOCKADDR_VM_SIZE);
        LinuxException.check(result, "getsockname", fd);
        return read();
    }

    @Override
    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }

    private static VsockSocket socket() {
        int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC | SocketCalls.SOCK_NONBLOCK;
        int raw = LinuxException.check(Libc.socket(AF_VSOCK, type), "socket", "AF_VSOCK");
        return new VsockSocket(Fd.adopt(raw));
    }

    /// Writes an address into this thread's scratch.
    private static long write(int cid, int port) {
        MemorySegment address = Scratch.ofThread().bytes;
        address.asSlice(0, Layout.SOCKADDR_VM_SIZE).fill((byte) 0);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_VSOCK);
        address.set(ValueLayout.JAVA_INT, Layout.SOCKADDR_VM_PORT, port);
        address.set(ValueLayout.JAVA_INT, Layout.SOCKADDR_VM_CID, cid);
        return address.address();
    }

    /// Room for an address in this thread's scratch, and its length behind it.
    private static long prepareLength() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, Layout.SOCKADDR_VM_SIZE, Layout.SOCKADDR_VM_SIZE);
        return bytes.address();
    }

    private static long read() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        long cid = bytes.get(ValueLayout.JAVA_INT, Layout.SOCKADDR_VM_CID);
        return cid << Integer.SIZE
                | Integer.toUnsignedLong(bytes.get(ValueLayout.JAVA_INT, Layout.SOCKADDR_VM_PORT));
    }

    private static void check(int result, String call, int cid, int port) {
        LinuxException.check(
                result,
                call,
                "vsock " + Integer.toUnsignedString(cid) + ":" + Integer.toUnsignedString(port));
    }
}
