package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// A TCP socket over IPv4 or IPv6 (tcp(7)) that sends what it is given at once (TCP_NODELAY) and
/// notices a peer that is gone without a word ([#DEAD_AFTER_SECONDS]). Never blocks, so names are
/// resolved by the caller; one thread at a time, but for one that receives and one that sends.
public final class TcpSocket implements StreamSocket {
    /// After so long without a sign of life a connection is broken off.
    public static final int DEAD_AFTER_SECONDS = 30;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_KEEPALIVE = 9;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_USER_TIMEOUT = 18;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int PROBES = 3;
    private static final int MILLIS_PER_SECOND = 1_000;

    private static final ValueLayout.OfShort PORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Fd fd;

    private TcpSocket(Fd fd) {
        this.fd = fd;
    }

    /// Listens at an address of this machine; port 0 lets the kernel choose ([#local()]).
    ///
    /// @throws LinuxException EADDRINUSE, EADDRNOTAVAIL, EACCES
    public static TcpSocket listen(InetSocketAddress at, int backlog) {
        TcpSocket socket = socket(at);
        try {
            socket.option(StreamSocket.SOL_SOCKET, SO_REUSEADDR, 1);
            int length = write(at);
            check(Libc.bind(socket.fd.value(), scratch(), length), "bind", at);
            check(Libc.listen(socket.fd.value(), backlog), "listen", at);
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// Begins to connect; when the descriptor is writable, [#finishConnect] says how it went.
    ///
    /// @throws LinuxException ENETUNREACH, ECONNREFUSED
    public static TcpSocket connect(InetSocketAddress to) {
        TcpSocket socket = socket(to);
        try {
            socket.keepAlive();
            int length = write(to);
            int result = Libc.connect(socket.fd.value(), scratch(), length);
            if (result != -Errno.EINPROGRESS) {
                check(result, "connect", to);
            }
            return socket;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// Takes a connection, or null if none waits.
    ///
    /// @throws LinuxException EMFILE, ENFILE if there are too many descriptors; the connection then
    ///   goes on waiting, and epoll goes on saying so
    public @Nullable TcpSocket accept() {
        Fd accepted = SocketCalls.accept(fd);
        if (accepted == null) {
            return null;
        }
        TcpSocket socket = new TcpSocket(accepted);
        try {
            socket.keepAlive();
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    /// The other end.
    ///
    /// @throws LinuxException ENOTCONN if there is none any more
    public InetSocketAddress peer() {
        long length = prepareLength();
        LinuxException.check(
                SocketCalls.getpeername(fd.value(), scratch(), length), "getpeername", fd);
        return read();
    }

    /// This end.
    public InetSocketAddress local() {
        long length = prepareLength();
        LinuxException.check(
                SocketCalls.getsockname(fd.value(), scratch(), length), "getsockname", fd);
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

    private static TcpSocket socket(InetSocketAddress of) {
        if (of.isUnresolved()) {
            throw new IllegalArgumentException("unresolved: " + of);
        }
        boolean v6 = of.getAddress() instanceof Inet6Address;
        int type = SocketCalls.SOCK_STREAM | SocketCalls.SOCK_CLOEXEC | SocketCalls.SOCK_NONBLOCK;
        int raw = check(Libc.socket(v6 ? AF_INET6 : AF_INET, type), "socket", of);
        TcpSocket socket = new TcpSocket(Fd.adopt(raw));
        if (v6) {
            // An address of one family listens for one family.
            socket.option(IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        return socket;
    }

    private void keepAlive() {
        option(IPPROTO_TCP, TCP_NODELAY, 1);
        option(StreamSocket.SOL_SOCKET, SO_KEEPALIVE, 1);
        option(IPPROTO_TCP, TCP_KEEPIDLE, DEAD_AFTER_SECONDS / PROBES);
        option(IPPROTO_TCP, TCP_KEEPINTVL, DEAD_AFTER_SECONDS / PROBES);
        option(IPPROTO_TCP, TCP_KEEPCNT, PROBES - 1);
        option(IPPROTO_TCP, TCP_USER_TIMEOUT, DEAD_AFTER_SECONDS * MILLIS_PER_SECOND);
    }

    private void option(int level, int option, int value) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        bytes.set(ValueLayout.JAVA_INT, 0, value);
        int result = Libc.setsockopt(fd.value(), level, option, bytes.address(), Integer.BYTES);
        LinuxException.check(result, "setsockopt " + level + "," + option, fd);
    }

    /// Writes an address into this thread's scratch.
    ///
    /// @return its length
    private static int write(InetSocketAddress address) {
        MemorySegment bytes = Scratch.ofThread().bytes;
        InetAddress ip = address.getAddress();
        boolean v6 = ip instanceof Inet6Address;
        int length = v6 ? Layout.SOCKADDR_IN6_SIZE : Layout.SOCKADDR_IN_SIZE;
        bytes.asSlice(0, length).fill((byte) 0);
        bytes.set(ValueLayout.JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
        assert Layout.SOCKADDR_IN_PORT == Layout.SOCKADDR_IN6_PORT;
        bytes.set(PORT, Layout.SOCKADDR_IN_PORT, (short) address.getPort());
        byte[] octets = ip.getAddress();
        int at = v6 ? Layout.SOCKADDR_IN6_ADDRESS : Layout.SOCKADDR_IN_ADDRESS;
        MemorySegment.copy(octets, 0, bytes, ValueLayout.JAVA_BYTE, at, octets.length);
        if (ip instanceof Inet6Address six) {
            bytes.set(ValueLayout.JAVA_INT, Layout.SOCKADDR_IN6_SCOPE, six.getScopeId());
        }
        return length;
    }

    /// Room for an address in this thread's scratch, and its length behind it.
    ///
    /// @return where the length is
    private static long prepareLength() {
        int lengthAt = (Layout.SOCKADDR_IN6_SIZE + 7) & ~7;
        Scratch.ofThread().bytes.set(ValueLayout.JAVA_INT, lengthAt, Layout.SOCKADDR_IN6_SIZE);
        return scratch() + lengthAt;
    }

    private static InetSocketAddress read() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        boolean v6 = bytes.get(ValueLayout.JAVA_SHORT, 0) == AF_INET6;
        byte[] octets = new byte[v6 ? 16 : 4];
        int at = v6 ? Layout.SOCKADDR_IN6_ADDRESS : Layout.SOCKADDR_IN_ADDRESS;
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, octets, 0, octets.length);
        int port = bytes.get(PORT, Layout.SOCKADDR_IN_PORT) & 0xffff;
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("octets=" + octets.length, e);
        }
    }

    private static long scratch() {
        return Scratch.ofThread().bytes.address();
    }

    private static int check(int result, String call, InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        boolean v6 = address.getAddress() instanceof Inet6Address;
        return LinuxException.check(
                result, call, (v6 ? "[" + ip + "]" : ip) + ":" + address.getPort());
    }
}
