package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.concurrent.ThreadLocalRandom;

/// A socket to the kernel (netlink(7)), in the network namespace of the thread that opened it, and
/// there for its life; it keeps that namespace alive. Messages go to the kernel and come from it:
/// what another process sends here is thrown away. Never blocks but in [#awaitReadable], or where
/// asked for ([#receiveBlocks]); one thread at a time. Sending and receiving allocate nothing.
public final class NetlinkSocket implements AutoCloseable {
    /// [#receive] and [#send]: it would have to wait.
    public static final int WOULD_BLOCK = -1;

    /// [#receive]: the kernel had more messages than there was room for in the socket, and has
    /// dropped some since the last time (ENOBUFS).
    public static final int OVERRUN = -2;

    /// [#receive]: a message was thrown away that did not come from the kernel, or that was longer
    /// than the room for it.
    public static final int DISCARDED = -3;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_GENERIC = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int MSG_PEEK = 2;
    private static final int MSG_TRUNC = 0x20;
    private static final int KERNEL = 0;

    /// Above the numbers of processes, below those that the kernel makes up.
    private static final int FIRST_PORT = 1 << 30;

    private static final int MAX_PORTS_TRIED = 16;

    private final Fd fd;
    private final int portId;

    private NetlinkSocket(Fd fd) {
        this.fd = fd;
        // Answers to our mistakes shall say what was wrong, and not repeat what we sent. Kernels
        // before 4.12 do not know how, and need not.
        option(NETLINK_EXT_ACK);
        option(NETLINK_CAP_ACK);
        this.portId = bind(fd);
    }

    /// Takes a number that the kernel would not give anybody: it gives a process's, so that sockets
    /// of several protocols have the same, and there are drivers that take one's end for another's
    /// (mac80211_hwsim does not look whose socket was closed: its medium's place is free then).
    private static int bind(Fd fd) {
        for (int i = 1; ; i++) {
            int number = FIRST_PORT + ThreadLocalRandom.current().nextInt(FIRST_PORT);
            long address = kernelAddress();
            Scratch.ofThread().bytes.set(ValueLayout.JAVA_INT, Layout.SOCKADDR_NL_PID, number);
            int result = Libc.bind(fd.value(), address, Layout.SOCKADDR_NL_SIZE);
            if (result != -Errno.EADDRINUSE || i == MAX_PORTS_TRIED) {
                LinuxException.check(result, "bind", "netlink port " + number);
                return number;
            }
        }
    }

    /// Opens one for generic netlink.
    ///
    /// @throws LinuxException EMFILE, ENFILE
    public static NetlinkSocket generic() {
        return open(NETLINK_GENERIC);
    }

    /// Opens one for what the kernel knows of links, addresses and routes (rtnetlink(7)).
    ///
    /// @throws LinuxException EMFILE, ENFILE
    public static NetlinkSocket route() {
        return open(NETLINK_ROUTE);
    }

    private static NetlinkSocket open(int protocol) {
        int type = SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK;
        int raw = Libc.socket(AF_NETLINK, type, protocol);
        Fd fd = Fd.adopt(LinuxException.check(raw, "socket", "AF_NETLINK"));
        try {
            return new NetlinkSocket(fd);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /// Asks for room for so many octets that were not received yet; who may not have as much
    /// (net.core.rmem_max) gets less.
    ///
    /// @return how many there is room for now: the kernel counts its own overhead, and doubles what
    ///   is asked for
    public int receiveRoom(int octets) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, 0, octets);
        long value = bytes.address();
        if (Libc.setsockopt(fd.value(), SOL_SOCKET, SO_RCVBUFFORCE, value, Integer.BYTES) < 0) {
            int result = Libc.setsockopt(fd.value(), SOL_SOCKET, SO_RCVBUF, value, Integer.BYTES);
            LinuxException.check(result, "setsockopt SO_RCVBUF", fd);
        }
        bytes.set(ValueLayout.JAVA_INT, Integer.BYTES, Integer.BYTES);
        int result =
                Libc.getsockopt(fd.value(), SOL_SOCKET, SO_RCVBUF, value, value + Integer.BYTES);
        LinuxException.check(result, "getsockopt SO_RCVBUF", fd);
        return bytes.get(ValueLayout.JAVA_INT, 0);
    }

    /// From now on [#receive] waits for so long until something is there: one system call a message
    /// less for a thread that does nothing else. Sending to the kernel never waits, and may be done
    /// by other threads meanwhile.
    public void receiveBlocks(int millis) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
        bytes.set(ValueLayout.JAVA_LONG, Long.BYTES, millis % 1000 * 1000L);
        long value = bytes.address();
        int result =
                Libc.setsockopt(fd.value(), SOL_SOCKET, SO_RCVTIMEO, value, Layout.TIMEVAL_SIZE);
        LinuxException.check(result, "setsockopt SO_RCVTIMEO", fd);
        EventFd.blocking(fd, true);
    }

    /// From now on receives what the kernel tells a multicast group of this protocol.
    ///
    /// @param group its number, not a bit
    /// @throws LinuxException EINVAL if there is none, EPERM if only root may listen
    public void join(int group) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, 0, group);
        int result =
                Libc.setsockopt(
                        fd.value(),
                        SOL_NETLINK,
                        NETLINK_ADD_MEMBERSHIP,
                        bytes.address(),
                        Integer.BYTES);
        LinuxException.check(result, "setsockopt NETLINK_ADD_MEMBERSHIP", "group " + group);
    }

    /// By what the kernel knows this socket; positive.
    public int portId() {
        return portId;
    }

    /// The socket's descriptor.
    public Fd fd() {
        return fd;
    }

    /// Receives what the kernel sent at once: one message or several, never a part of one.
    ///
    /// @return the number of octets (> 0), [#WOULD_BLOCK], [#OVERRUN] or [#DISCARDED]
    public int receive(MemorySegment buffer, long offset, int length) {
        return receive(buffer, offset, length, 0);
    }

    /// Looks at what [#receive] would give next, and leaves it there. [#DISCARDED] is there to be
    /// received, too.
    public int peek(MemorySegment buffer, long offset, int length) {
        return receive(buffer, offset, length, MSG_PEEK);
    }

    private int receive(MemorySegment buffer, long offset, int length, int flags) {
        Scratch s = Scratch.ofThread();
        prepare(s, Libc.address(buffer, offset, length), length);
        int n;
        try {
            do {
                n = Libc.recvmsg(fd.value(), s.msghdr.address(), flags);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
            s.forgetName();
        }
        if (n == -Errno.EAGAIN) {
            return WOULD_BLOCK;
        }
        if (n == -Errno.ENOBUFS) {
            return OVERRUN;
        }
        LinuxException.check(n, "recvmsg", fd);
        boolean whole = (s.msghdr.get(ValueLayout.JAVA_INT, Layout.MSGHDR_FLAGS) & MSG_TRUNC) == 0;
        int sender = s.bytes.get(ValueLayout.JAVA_INT, Layout.SOCKADDR_NL_PID);
        return whole && n > 0 && sender == KERNEL ? n : DISCARDED;
    }

    /// Sends one message or several, all or none, to the kernel, which has dealt with them when
    /// this returns; its answers can be received then.
    ///
    /// @return `length`, or [#WOULD_BLOCK]
    /// @throws LinuxException EMSGSIZE if they are longer than the socket's buffer; ECONNREFUSED if
    ///   the kernel has no such protocol
    public int send(MemorySegment buffer, long offset, int length) {
        return send(KERNEL, buffer, offset, length);
    }

    /// Sends to any socket, as a hostile process may.
    int send(int portId, MemorySegment buffer, long offset, int length) {
        Scratch s = Scratch.ofThread();
        prepare(s, Libc.address(buffer, offset, length), length);
        s.bytes.set(ValueLayout.JAVA_INT, Layout.SOCKADDR_NL_PID, portId);
        int n;
        try {
            do {
                n = Libc.sendmsg(fd.value(), s.msghdr.address(), UnixSocket.MSG_NOSIGNAL);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
            s.forgetName();
        }
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "sendmsg", fd);
    }

    /// Waits until there is something to receive.
    ///
    /// @return false if there was nothing in time, or a signal interrupted the wait
    public boolean awaitReadable(int timeoutMillis) {
        int n = LibcEvents.poll(fd.value(), LibcEvents.POLLIN, timeoutMillis);
        return n != -Errno.EINTR && LinuxException.check(n, "poll", fd) > 0;
    }

    @Override
    public void close() {
        fd.close();
    }

    private void option(int name) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, 0, 1);
        Libc.setsockopt(fd.value(), SOL_NETLINK, name, bytes.address(), Integer.BYTES);
    }

    /// Writes the kernel's address into this thread's scratch.
    private static long kernelAddress() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_LONG, 0, 0);
        bytes.set(ValueLayout.JAVA_INT, Long.BYTES, 0);
        bytes.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
        return bytes.address();
    }

    private static void prepare(Scratch s, long address, int length) {
        if (length <= 0) {
            throw new IllegalArgumentException("length=" + length);
        }
        s.iovec.set(ValueLayout.JAVA_LONG, Layout.IOVEC_BASE, address);
        s.iovec.set(ValueLayout.JAVA_LONG, Layout.IOVEC_LEN, length);
        s.msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_NAME, kernelAddress());
        s.msghdr.set(ValueLayout.JAVA_INT, Layout.MSGHDR_NAMELEN, Layout.SOCKADDR_NL_SIZE);
        s.msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_CONTROL, 0);
        s.msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_CONTROLLEN, 0);
        s.msghdr.set(ValueLayout.JAVA_INT, Layout.MSGHDR_FLAGS, 0);
    }
}
