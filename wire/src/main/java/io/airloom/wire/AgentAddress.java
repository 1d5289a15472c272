package io.airloom.wire;

/// Where agents and hosts meet: `vsock:PORT`, `unix:PATH`, `tcp:HOST:PORT` or `serial:PATH`. Where
/// a port is missing it is [AgentProtocol#DEFAULT_PORT], and a missing host is this machine.
public sealed interface AgentAddress {
    /// A vsock port of the host.
    ///
    /// @param port unsigned
    record Vsock(int port) implements AgentAddress {
        @Override
        public String toString() {
            return "vsock:" + Integer.toUnsignedString(port);
        }
    }

    /// A Unix socket, on which the host listens.
    record Unix(String path) implements AgentAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /// A TCP port, on which the host listens.
    ///
    /// @param host a name, or an address (IPv6 without brackets)
    record Tcp(String host, int port) implements AgentAddress {
        @Override
        public String toString() {
            return "tcp:" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /// A serial line: to the agent a character device, to the host the Unix socket on which the
    /// machine offers the other end.
    record Serial(String path) implements AgentAddress {
        @Override
        public String toString() {
            return "serial:" + path;
        }
    }

    /// Where the host listens for TCP if it is not told.
    String LOOPBACK = "127.0.0.1";

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if the text is none; the message says why
    static AgentAddress parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "vsock" ->
                    new Vsock(rest.isEmpty() ? AgentProtocol.DEFAULT_PORT : vsockPort(rest, text));
            case "unix" -> new Unix(path(rest, text));
            case "serial" -> new Serial(path(rest, text));
            case "tcp" -> tcp(rest, text);
            default ->
                    throw wrong(
                            text, "begins with vsock:, unix:, tcp: or serial:, as in tcp:10.0.2.2");
        };
    }

    private static AgentAddress tcp(String rest, String text) {
        if (rest.startsWith("[")) {
            int end = rest.indexOf(']');
            String behind = end < 0 ? "" : rest.substring(end + 1);
            if (end < 2 || !(behind.isEmpty() || behind.startsWith(":"))) {
                throw wrong(text, "has an IPv6 address as in tcp:[::1]:8215");
            }
            return new Tcp(rest.substring(1, end), tcpPort(behind, text));
        }
        int colon = rest.indexOf(':');
        if (colon >= 0 && rest.indexOf(':', colon + 1) >= 0) {
            throw wrong(text, "has an IPv6 address in brackets, as in tcp:[::1]:8215");
        }
        String host = colon < 0 ? rest : rest.substring(0, colon);
        String behind = colon < 0 ? "" : rest.substring(colon);
        return new Tcp(host.isEmpty() ? LOOPBACK : host, tcpPort(behind, text));
    }

    private static int tcpPort(String colonAndPort, String text) {
        if (colonAndPort.isEmpty()) {
            return AgentProtocol.DEFAULT_PORT;
        }
        String port = colonAndPort.substring(1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw wrong(text, "has a port from 0 to 65535");
        }
        return Integer.parseInt(port);
    }

    private static int vsockPort(String port, String text) {
        if (!port.matches("\\d{1,10}") || Long.parseLong(port) >= 0xffff_ffffL) {
            throw wrong(text, "has a port from 0 to 4294967294");
        }
        return Integer.parseUnsignedInt(port);
    }

    private static String path(String path, String text) {
        if (path.isEmpty()) {
            throw wrong(text, "has a path, as in unix:/run/airloom.agent");
        }
        return path;
    }

    private static IllegalArgumentException wrong(String text, String what) {
        return new IllegalArgumentException(
                "\"%s\": the address of an agent %s"
                        .formatted(AgentProtocol.printable(text, 100), what));
    }
}
