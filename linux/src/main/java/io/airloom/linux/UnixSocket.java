package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A Unix stream socket that carries octets and file descriptors. Never blocks after it is made;
/// one thread at a time.
public final class UnixSocket implements StreamSocket {
    /// The kernel's own limit of descriptors in one message.
    public static final int MAX_SENT_FDS = 253;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_SNDTIMEO = 21;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 8;
    static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int F_SETFL = 4;
    private static final int OWNER_ONLY = 0600;
    private static final long CONNECT_SECONDS = 10;

    private final Fd fd;
    private final @Nullable Path boundPath;
    private final long boundInode;

    private UnixSocket(Fd fd) {
        this.fd = fd;
        this.boundPath = null;
        this.boundInode = -1;
    }

    private UnixSocket(Fd fd, Path boundPath) {
        this.fd = fd;
        this.boundPath = boundPath;
        this.boundInode = SocketAddress.inode(boundPath);
    }

    /// Listens at a path, with access for the owner only. A socket that a dead program left there
    /// is replaced. [#close()] removes the path again, unless somebody has put something else
    /// there.
    ///
    /// @throws LinuxException EADDRINUSE if a living program listens there; EEXIST if there is a
    ///   file that is no socket; ENAMETOOLONG if the path has more than 107 octets
    public static UnixSocket listen(Path path, int backlog) {
        int length = SocketAddress.write(path, "bind");
        makeRoom(path);
        Fd fd = socket();
        try {
            // The mode of the socket is what the path's inode starts with: no moment when others
            // could connect.
            LinuxException.check(Libc.fchmod(fd.value(), OWNER_ONLY), "fchmod", fd);
            SocketAddress.write(path, "bind");
            check(Libc.bind(fd.value(), scratch(), length), "bind", path);
            check(Libc.listen(fd.value(), backlog), "listen", path);
            return new UnixSocket(fd, path);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /// Connects, waiting up to ten seconds while the listener's backlog is full.
    ///
    /// @throws LinuxException ENOENT, ECONNREFUSED (nobody listens), ENAMETOOLONG, EAGAIN (backlog)
    public static UnixSocket connect(Path path) {
        int length = SocketAddress.write(path, "connect");
        Fd fd = Fd.adopt(socket(SocketCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC));
        try {
            MemorySegment patience = Scratch.ofThread().bytes;
            patience.set(ValueLayout.JAVA_LONG, 0, CONNECT_SECONDS);
            patience.set(ValueLayout.JAVA_LONG, Long.BYTES, 0);
            Libc.setsockopt(fd.value(), SOL_SOCKET, SO_SNDTIMEO, scratch(), Layout.TIMEVAL_SIZE);
            SocketAddress.write(path, "connect");
            check(Libc.connect(fd.value(), scratch(), length), "connect", path);
            int flags = Libc.fcntl(fd.value(), F_SETFL, SocketCalls.SOCK_NONBLOCK);
            LinuxException.check(flags, "fcntl F_SETFL", fd);
            return new UnixSocket(fd);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /// Connects without waiting.
    ///
    /// @throws LinuxException ENOENT, ECONNREFUSED (nobody listens), EACCES, ENAMETOOLONG; EAGAIN
    ///   if the listener's backlog is full
    public static UnixSocket connectNow(Path path) {
        int length = SocketAddress.write(path, "connect");
        Fd fd = socket();
        try {
            SocketAddress.write(path, "connect");
            check(Libc.connect(fd.value(), scratch(), length), "connect", path);
            return new UnixSocket(fd);
        } catch (LinuxException e) {
            fd.close();
            throw e;
        }
    }

    /// Two sockets connected to each other.
    public static UnixSocket[] pair() {
        MemorySegment two = Scratch.ofThread().bytes;
        int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC | SocketCalls.SOCK_NONBLOCK;
        int result = Libc.socketpair(SocketAddress.AF_UNIX, type, two.address());
        LinuxException.check(result, "socketpair", "AF_UNIX");
        return new UnixSocket[] {
            new UnixSocket(Fd.adopt(two.get(ValueLayout.JAVA_INT, 0))),
            new UnixSocket(Fd.adopt(two.get(ValueLayout.JAVA_INT, Integer.BYTES)))
        };
    }

    /// Takes a connection, or null if none waits.
    ///
    /// @throws LinuxException EMFILE, ENFILE if there are too many descriptors; the connection then
    ///   goes on waiting, and epoll goes on saying so
    public @Nullable UnixSocket accept() {
        Fd accepted = SocketCalls.accept(fd);
        return accepted == null ? null : new UnixSocket(accepted);
    }

    /// Receives up to `length` octets into the buffer at `offset`, and the descriptors that came
    /// with them. Without `fds` such descriptors are thrown away.
    ///
    /// Descriptors are added to those that `fds` still counts; what goes beyond [ReceivedFds#MAX]
    /// is lost and sets [ReceivedFds#truncated()].
    ///
    /// @return the number of octets (> 0), 0 at the end of the stream (also if the peer died with
    ///   octets unread), or [#WOULD_BLOCK]
    public int receive(MemorySegment buffer, long offset, int length, @Nullable ReceivedFds fds) {
        if (length <= 0) {
            throw new IllegalArgumentException("length=" + length);
        }
        Scratch s = Scratch.ofThread();
        prepare(s, Libc.address(buffer, offset, length), length);
        int room = fds == null ? 0 : ReceivedFds.MAX - fds.count();
        // Exactly the room, unpadded: the padding would let one more descriptor in.
        setControl(s, room == 0 ? 0 : Layout.CMSGHDR_DATA + room * Integer.BYTES);
        int n;
        try {
            do {
                n = Libc.recvmsg(fd.value(), s.msghdr.address(), MSG_CMSG_CLOEXEC);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
        }
        if (n == -Errno.EAGAIN) {
            return WOULD_BLOCK;
        }
        if (n == -Errno.ECONNRESET) {
            return 0;
        }
        LinuxException.check(n, "recvmsg", fd);
        if (fds != null) {
            collect(s, fds);
        }
        return n;
    }

    /// Sends octets with up to [#MAX_SENT_FDS] descriptors (nobody here takes more than
    /// [ReceivedFds#MAX]); these go with the first octet, so that after a partial send only octets
    /// remain. The caller still owns its descriptors.
    ///
    /// @return how many octets went, or [#WOULD_BLOCK]
    /// @throws LinuxException EPIPE or ECONNRESET if the peer is gone
    public int send(MemorySegment buffer, long offset, int length, Fd... fds) {
        if (fds.length > MAX_SENT_FDS) {
            throw new IllegalArgumentException("fds.length=" + fds.length);
        }
        MemorySegment control = Scratch.ofThread().control;
        for (int i = 0; i < fds.length; i++) {
            int at = Layout.CMSGHDR_DATA + i * Integer.BYTES;
            control.set(ValueLayout.JAVA_INT, at, fds[i].value());
        }
        return send(buffer, offset, length, fds.length);
    }

    private int send(MemorySegment buffer, long offset, int length, int fdCount) {
        if (length <= 0) {
            throw new IllegalArgumentException("length=" + length);
        }
        Scratch s = Scratch.ofThread();
        prepare(s, Libc.address(buffer, offset, length), length);
        if (fdCount == 0) {
            setControl(s, 0);
        } else {
            int payload = fdCount * Integer.BYTES;
            setControl(s, Layout.controlSpace(payload));
            s.control.set(
                    ValueLayout.JAVA_LONG,
                    Layout.CMSGHDR_LEN,
                    (long) Layout.CMSGHDR_DATA + payload);
            s.control.set(ValueLayout.JAVA_INT, Layout.CMSGHDR_LEVEL, SOL_SOCKET);
            s.control.set(ValueLayout.JAVA_INT, Layout.CMSGHDR_TYPE, SCM_RIGHTS);
        }
        int n;
        try {
            do {
                n = Libc.sendmsg(fd.value(), s.msghdr.address(), MSG_NOSIGNAL);
            } while (n == -Errno.EINTR);
        } finally {
            Reference.reachabilityFence(buffer);
        }
        return n == -Errno.EAGAIN ? WOULD_BLOCK : LinuxException.check(n, "sendmsg", fd);
    }

    /// The process at the other end, as the kernel knew it when the connection was made.
    public int peerPid() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        int lengthAt = Layout.UCRED_SIZE;
        bytes.set(ValueLayout.JAVA_INT, lengthAt, Layout.UCRED_SIZE);
        int result =
                Libc.getsockopt(
                        fd.value(),
                        SOL_SOCKET,
                        SO_PEERCRED,
                        bytes.address(),
                        bytes.address() + lengthAt);
        LinuxException.check(result, "getsockopt SO_PEERCRED", fd);
        return bytes.get(ValueLayout.JAVA_INT, Layout.UCRED_PID);
    }

    @Override
    public Fd fd() {
        return fd;
    }

    /// Closes the socket, and removes the path of one that listens.
    @Override
    public void close() {
        boolean wasOpen = fd.isOpen();
        if (wasOpen && boundPath != null && SocketAddress.inode(boundPath) == boundInode) {
            SocketAddress.delete(boundPath);
        }
        fd.close();
    }

    private static void prepare(Scratch s, long address, int length) {
        s.iovec.set(ValueLayout.JAVA_LONG, Layout.IOVEC_BASE, address);
        s.iovec.set(ValueLayout.JAVA_LONG, Layout.IOVEC_LEN, length);
        s.msghdr.set(ValueLayout.JAVA_INT, Layout.MSGHDR_FLAGS, 0);
    }

    private static void setControl(Scratch s, int length) {
        s.msghdr.set(
                ValueLayout.JAVA_LONG,
                Layout.MSGHDR_CONTROL,
                length == 0 ? 0 : s.control.address());
        s.msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_CONTROLLEN, length);
    }

    private static void collect(Scratch s, ReceivedFds fds) {
        long end = s.msghdr.get(ValueLayout.JAVA_LONG, Layout.MSGHDR_CONTROLLEN);
        long at = 0;
        while (at + Layout.CMSGHDR_DATA <= end) {
            long length = s.control.get(ValueLayout.JAVA_LONG, at + Layout.CMSGHDR_LEN);
            boolean rights =
                    s.control.get(ValueLayout.JAVA_INT, at + Layout.CMSGHDR_LEVEL) == SOL_SOCKET
                            && s.control.get(ValueLayout.JAVA_INT, at + Layout.CMSGHDR_TYPE)
                                    == SCM_RIGHTS;
            for (long p = Layout.CMSGHDR_DATA; rights && p + Integer.BYTES <= length; p += 4) {
                fds.add(Fd.adopt(s.control.get(ValueLayout.JAVA_INT, at + p)));
            }
            at += (length + 7) & ~7L;
        }
        if ((s.msghdr.get(ValueLayout.JAVA_INT, Layout.MSGHDR_FLAGS) & MSG_CTRUNC) != 0) {
            fds.markTruncated();
        }
    }

    /// Removes what a dead program left at the path. Two programs that start at the same moment at
    /// the path of a third, dead one may both get here; the later one then wins the path.
    private static void makeRoom(Path path) {
        if (SocketAddress.isOccupiedByOther(path)) {
            throw new LinuxException(
                    "bind",
                    SocketAddress.quoted(path),
                    Errno.EEXIST,
                    "there is something that is not a socket");
        }
        int result;
        try (Fd probe = socket()) {
            int length = SocketAddress.write(path, "connect");
            result = Libc.connect(probe.value(), scratch(), length);
        }
        if (result == -Errno.ECONNREFUSED) {
            SocketAddress.delete(path);
        } else if (result >= 0 || result == -Errno.EAGAIN || result == -Errno.EPROTOTYPE) {
            throw new LinuxException(
                    "bind",
                    SocketAddress.quoted(path),
                    Errno.EADDRINUSE,
                    "a running program listens there");
        }
    }

    private static Fd socket() {
        return Fd.adopt(
                socket(
                        SocketCalls.SOCK_STREAM
                                | SocketCalls.SOCK_CLOEXEC
                                | SocketCalls.SOCK_NONBLOCK));
    }

    private static int socket(int type) {
        return LinuxException.check(Libc.socket(SocketAddress.AF_UNIX, type), "socket", "AF_UNIX");
    }

    private static long scratch() {
        return Scratch.ofThread().bytes.address();
    }

    private static void check(int result, String call, Path path) {
        LinuxException.check(result, call, SocketAddress.quoted(path));
    }
}
