package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Path;

/// A character device that carries a stream of octets each way: a port of a virtio console, or a
/// serial line, which is put into raw mode (every octet passes as it is, and none is sent by the
/// line itself). Never blocks but in the methods whose names begin with `await`; one thread may
/// receive while another sends.
public final class CharacterDevice implements AutoCloseable {
    /// What [#receive] and [#send] return when they would have to wait.
    public static final int WOULD_BLOCK = -1;

    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int S_IFMT = 0xF000;
    private static final int S_IFCHR = 0x2000;
    private static final int ENOTTY = 25;

    private final Fd fd;

    private CharacterDevice(Fd fd) {
        this.fd = fd;
    }

    /// Opens a device.
    ///
    /// @throws LinuxException ENOENT, EACCES; EBUSY if another program has the port; EINVAL if it
    ///   is not a character device
    public static CharacterDevice open(Path path) {
        Fd fd = Fd.open(path, Fd.O_RDWR | O_NOCTTY | O_NONBLOCK);
        try {
            checkKind(fd, path);
            makeRaw(fd, path);
            return new CharacterDevice(fd);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    private static void checkKind(Fd fd, Path path) {
        MemorySegment stat = Scratch.ofThread().bytes;
        LinuxException.check(Libc.fstat(fd.value(), stat.address()), "fstat", fd);
        if ((stat.get(ValueLayout.JAVA_INT, Layout.STAT_MODE) & S_IFMT) != S_IFCHR) {
            throw new LinuxException(
                    "open", SocketAddress.quoted(path), Errno.EINVAL, "not a character device");
        }
    }

    private static void makeRaw(Fd fd, Path path) {
        long termios = Scratch.ofThread().bytes.address();
        int result = LibcTerminal.tcgetattr(fd.value(), termios);
        if (result == -ENOTTY) {
            return;
        }
        LinuxException.check(result, "tcgetattr", SocketAddress.quoted(path));
        LibcTerminal.cfmakeraw(termios);
        result = LibcTerminal.tcsetattr(fd.value(), termios);
        LinuxException.check(result, "tcsetattr", SocketAddress.quoted(path));
    }

    /// Receives up to `length` octets (at least one) into native memory at `offset`.
    ///
    /// @return the number of octets (> 0), 0 if nobody is at the other end now, or [#WOULD_BLOCK]
    /// @throws LinuxException EIO or ENODEV if the device is gone
    public int receive(MemorySegment buffer, long offset, int length) {
        long address = Libc.address(buffer, offset, length);
        int n;
        try {
            do {
                n = Libc.read(fd.value(), address, length);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
        }
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "read", fd);
    }

    /// Sends octets of native memory. Fewer than `length` may go.
    ///
    /// @return how many went, or [#WOULD_BLOCK], also while nobody is at the other end
    /// @throws LinuxException EIO or ENODEV if the device is gone
    public int send(MemorySegment buffer, long offset, int length) {
        long address = Libc.address(buffer, offset, length);
        int n;
        try {
            do {
                n = Libc.write(fd.value(), address, length);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
        }
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "write", fd);
    }

    /// Waits until there is something to receive, or nobody at the other end.
    ///
    /// @return false if neither was in time, or a signal interrupted the wait
    public boolean awaitReadable(int timeoutMillis) {
        return await(LibcEvents.POLLIN, timeoutMillis);
    }

    /// Waits until octets can be sent, or nobody is at the other end.
    ///
    /// @return false if neither was in time, or a signal interrupted the wait
    public boolean awaitWritable(int timeoutMillis) {
        return await(LibcEvents.POLLOUT, timeoutMillis);
    }

    private boolean await(int events, int timeoutMillis) {
        int n = LibcEvents.poll(fd.value(), events, timeoutMillis);
        return n != -Errno.EINTR && LinuxException.check(n, "poll", fd) > 0;
    }

    /// The device's descriptor.
    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}
