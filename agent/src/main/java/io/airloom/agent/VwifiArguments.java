package io.airloom.agent;

import io.airloom.linux.StreamSocket;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.VsockSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What `airloom agent --speak vwifi` was asked for.
///
/// @param to where the server is, as it was written
/// @param host how to get there
/// @param name what this machine calls itself in its log
/// @param radios that there shall be
/// @param once end when the first connection does?
record VwifiArguments(
        String to, Host host, String name, int radios, boolean once, boolean quiet, boolean help) {
    static final String HELP =
            """
            Usage: airloom agent --speak vwifi [--spy] [--to ADDRESS] [--name NAME]
                                 [--radios N] [--once] [-q]

            In the place of vwifi-client: carries the frames of this kernel's simulated
            radios to a vwifi-server, or to an air that serves vwifi's users, and back.

              --to ADDRESS   vsock[:PORT], vsock:CID:PORT, tcp:HOST[:PORT] or unix:PATH
                             (default vsock:8211; as a spy tcp:127.0.0.1:8213)
              --spy          hear everything, as vwifi-client --spy does (port 8213)
              --name NAME    what it is called in its log (default: vwifi)
              --radios N     create radios until there are N, with addresses 74:f8:f6:…
                             as vwifi-client -n does
              --once         end when the connection ends, and do not connect again
              -q, --quiet    say nothing but errors
              -h, --help     this

            Every frame is acknowledged to the kernel as soon as it is sent, as
            vwifi-client does: the protocol carries no verdicts. `airloom agent` without
            --speak knows the truth.
            """;

    private static final String SPEAK = "--speak";
    private static final int CLIENT_VSOCK_PORT = 8211;
    private static final int CLIENT_TCP_PORT = 8212;
    private static final int SPY_PORT = 8213;
    private static final int HOST_CID = 2;
    private static final int MAX_RADIOS = 100;
    private static final int MAX_PORT = 65_535;

    /// A place to connect to.
    @FunctionalInterface
    interface Host {
        /// Begins to connect; the socket is writable when that is over.
        ///
        /// @throws io.airloom.linux.LinuxException if it is over already
        StreamSocket connect();
    }

    /// Is this command line for here?
    static boolean areMeant(String... args) {
        int speak = Arrays.asList(args).indexOf(SPEAK);
        return speak >= 0 && speak + 1 < args.length && args[speak + 1].equals("vwifi");
    }

    /// Reads a command line.
    ///
    /// @throws IllegalArgumentException that says what is wrong with it
    static VwifiArguments parse(String... args) {
        String to = null;
        String name = "vwifi";
        int radios = 0;
        boolean spy = false;
        boolean once = false;
        boolean quiet = false;
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case SPEAK -> i++;
                case "--to" -> to = value(args, i++);
                case "--name" -> name = value(args, i++);
                case "--radios" -> radios = radios(value(args, i++));
                case "--spy" -> spy = true;
                case "--once" -> once = true;
                case "-q", "--quiet" -> quiet = true;
                case "-h", "--help" -> help = true;
                default ->
                        throw new IllegalArgumentException(
                                "unknown option with --speak vwifi: " + args[i]);
            }
        }
        String place = to != null ? to : spy ? "tcp:127.0.0.1" : "vsock";
        return new VwifiArguments(place, host(place, spy), name, radios, once, quiet, help);
    }

    private static int radios(String text) {
        int radios = number("--radios", text);
        if (radios < 0 || radios > MAX_RADIOS) {
            throw new IllegalArgumentException("--radios wants 0 to 100, not " + text);
        }
        return radios;
    }

    private static String value(String[] args, int option) {
        if (option + 1 == args.length) {
            throw new IllegalArgumentException(args[option] + " wants a value");
        }
        return args[option + 1];
    }

    private static Host host(String place, boolean spy) {
        String[] parts = place.split(":", 3);
        return switch (parts[0]) {
            case "vsock" -> {
                int last = parts.length - 1;
                int port =
                        last == 0
                                ? (spy ? SPY_PORT : CLIENT_VSOCK_PORT)
                                : number("--to", parts[last]);
                int cid = last == 2 ? number("--to", parts[1]) : HOST_CID;
                yield () -> VsockSocket.connect(cid, port);
            }
            case "tcp" -> {
                InetAddress address = resolve(place, parts.length > 1 ? parts[1] : "");
                int port =
                        parts.length == 3
                                ? number("--to", parts[2])
                                : spy ? SPY_PORT : CLIENT_TCP_PORT;
                if (port > MAX_PORT) {
                    throw new IllegalArgumentException("--to " + place + ": no such port");
                }
                yield () -> TcpSocket.connect(new InetSocketAddress(address, port));
            }
            case "unix" -> {
                Path path = Path.of(place.substring("unix:".length()));
                yield () -> UnixSocket.connectNow(path);
            }
            default ->
                    throw new IllegalArgumentException(
                            "--to "
                                    + place
                                    + " is not vsock[:PORT], vsock:CID:PORT, tcp:HOST[:PORT] or"
                                    + " unix:PATH");
        };
    }

    private static int number(String option, String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": " + text + " is no number", e);
        }
    }

    private static InetAddress resolve(String place, @Nullable String host) {
        try {
            if (host == null || host.isEmpty()) {
                throw new IllegalArgumentException("--to " + place + ": a host is missing");
            }
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--to " + place + ": unknown host", e);
        }
    }
}
