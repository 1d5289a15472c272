package io.airloom.agent;

import io.airloom.linux.CharacterDevice;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import io.airloom.wire.AgentProtocol;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Where the host is, and the way there.
sealed interface HostAddress {
    /// Milliseconds that a connection may take.
    int CONNECT_MILLIS = 3000;

    /// The host's CID on every vsock.
    int HOST_CID = 2;

    /// Connects, waiting up to [#CONNECT_MILLIS].
    ///
    /// @throws AgentException that says why not, and what to do
    HostLink open();

    /// Reads what a user writes: `vsock:[CID:]PORT`, `unix:PATH`, `tcp:HOST:PORT`, `serial:PATH`.
    ///
    /// @throws IllegalArgumentException that says what is wrong
    static HostAddress parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        int last = rest.lastIndexOf(':');
        return switch (kind) {
            case "vsock" ->
                    new Vsock(
                            last < 0 ? HOST_CID : number(text, rest.substring(0, last)),
                            rest.isEmpty()
                                    ? AgentProtocol.DEFAULT_PORT
                                    : number(text, rest.substring(last + 1)));
            case "unix" -> new Unix(path(text, rest));
            case "serial" -> new Serial(path(text, rest));
            case "tcp" -> {
                String host = last < 0 ? rest : rest.substring(0, last);
                int port =
                        last < 0
                                ? AgentProtocol.DEFAULT_PORT
                                : number(text, rest.substring(last + 1));
                if (host.isEmpty() || port < 1 || port > 0xffff) {
                    throw wrong(text);
                }
                yield new Tcp(unbracketed(host), port);
            }
            default -> throw wrong(text);
        };
    }

    private static Path path(String text, String path) {
        if (path.isEmpty()) {
            throw wrong(text);
        }
        return Path.of(path);
    }

    /// `[::1]` as `::1`.
    private static String unbracketed(String host) {
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        return brackets ? host.substring(1, host.length() - 1) : host;
    }

    private static int number(String text, String digits) {
        try {
            return Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\""
                        + text
                        + "\" is no address of a host such as vsock:8215, unix:/run/air.sock,"
                        + " tcp:192.168.1.2:8215 or serial:/dev/ttyS1");
    }

    /// Waits for a connection that was begun.
    private static HostLink finish(StreamSocket socket, String where) {
        try {
            if (!socket.awaitWritable(CONNECT_MILLIS)) {
                throw new AgentException(
                        where + " does not answer", "is it the right address, and no firewall?");
            }
            socket.finishConnect();
            return new SocketLink(socket);
        } catch (LinuxException | AgentException e) {
            socket.close();
            throw e;
        }
    }

    /// A port of a vsock.
    record Vsock(int cid, int port) implements HostAddress {
        @Override
        public HostLink open() {
            try {
                return finish(VsockSocket.connect(cid, port), toString());
            } catch (LinuxException e) {
                throw new AgentException(
                        "cannot connect to " + this + ": " + Errno.text(e.errno()),
                        switch (e.errno()) {
                            case Errno.EAFNOSUPPORT, Errno.ENODEV ->
                                    "this machine has no vsock device: give it one, or use another"
                                            + " way (--to); if it has one: modprobe"
                                            + " vmw_vsock_virtio_transport";
                            default ->
                                    "start the air on the host with: airloom air --agents vsock:"
                                            + Integer.toUnsignedString(port);
                        });
            }
        }

        @Override
        public String toString() {
            return "vsock:"
                    + (cid == HOST_CID ? "" : Integer.toUnsignedString(cid) + ":")
                    + Integer.toUnsignedString(port);
        }
    }

    /// A Unix socket.
    record Unix(Path path) implements HostAddress {
        @Override
        public HostLink open() {
            try {
                return new SocketLink(UnixSocket.connect(path));
            } catch (LinuxException e) {
                throw new AgentException(
                        "cannot connect to " + this + ": " + Errno.text(e.errno()),
                        "start the air with: airloom air --agents " + this);
            }
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /// A port of TCP.
    record Tcp(String host, int port) implements HostAddress {
        @Override
        public HostLink open() {
            InetSocketAddress to = new InetSocketAddress(host, port);
            if (to.isUnresolved()) {
                throw new AgentException(
                        "nobody knows a machine \"" + host + "\"",
                        "use its address in numbers, or see what this machine's resolver says");
            }
            try {
                return finish(TcpSocket.connect(to), toString());
            } catch (LinuxException e) {
                throw new AgentException(
                        "cannot connect to " + this + ": " + Errno.text(e.errno()),
                        e.errno() == Errno.ECONNREFUSED
                                ? "start the air there with: airloom air --agents tcp:ADDRESS:"
                                        + port
                                        + " --secret FILE"
                                : "is it the right address, and no firewall?");
            }
        }

        @Override
        public String toString() {
            return "tcp:" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /// A character device.
    record Serial(Path path) implements HostAddress {
        @Override
        public HostLink open() {
            try {
                return new LineLink(CharacterDevice.open(path));
            } catch (LinuxException e) {
                throw new AgentException(
                        "cannot open " + this + ": " + Errno.text(e.errno()),
                        switch (e.errno()) {
                            case Errno.ENOENT ->
                                    "give the machine a virtio-serial port with the name"
                                            + " io.airloom.agent, or name another device (--to)";
                            case Errno.EACCES -> "start the agent as root";
                            case Errno.EBUSY -> "end the program that has it open";
                            default -> "";
                        });
            }
        }

        @Override
        public String toString() {
            return "serial:" + path;
        }
    }
}
