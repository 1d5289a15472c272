package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.vhost.VsockAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a proxy and its guests meet, as people write it.
sealed interface ProxyAddress {
    /// AF_VSOCK of this machine's kernel; for clients, the CID of the host.
    record Vsock(int cid) implements ProxyAddress {}

    /// A vhost-user vsock device of our own at a Unix socket.
    record VhostUser(Path socket) implements ProxyAddress {}

    /// The Unix sockets of a hybrid vsock.
    record Uds(Path uds) implements ProxyAddress {}

    /// TCP.
    record Tcp(InetSocketAddress address) implements ProxyAddress {
        /// Where guests are told of something: the port after that for requests, as drivers have
        /// it.
        int notificationPort() {
            return address.getPort() + 1;
        }
    }

    /// Reads one.
    ///
    /// @param option that named it
    /// @throws UsageException if it is none
    static ProxyAddress parse(String option, String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "vsock" -> new Vsock(cid(option, rest));
            case "vhost-user" -> new VhostUser(path(option, rest));
            case "uds" -> new Uds(path(option, rest));
            case "tcp" -> tcp(option, text, rest);
            default ->
                    throw new UsageException(
                            "%s: %s begins with none of vsock, vhost-user:, uds: and tcp:"
                                    .formatted(option, Printable.quoted(text)));
        };
    }

    private static int cid(String option, String text) {
        if (text.isEmpty()) {
            return VsockAddress.HOST_CID;
        }
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) > 0xffff_fffeL) {
            throw new UsageException(
                    option + ": vsock: wants a CID, not " + Printable.quoted(text));
        }
        return (int) Long.parseLong(text);
    }

    private static Path path(String option, String text) {
        if (text.isEmpty()) {
            throw new UsageException(option + ": a path is missing");
        }
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": " + Printable.quoted(text) + " is no path");
        }
    }

    private static Tcp tcp(String option, String text, String rest) {
        Matcher parts = Pattern.compile("(?:\\[(.+)]|([^:]+)):(\\d{1,5})").matcher(rest);
        int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
        if (port < 1 || port > 65_534) {
            throw new UsageException(
                    "%s: %s is not like tcp:127.0.0.1:12345"
                            .formatted(option, Printable.quoted(text)));
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        try {
            return new Tcp(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new UsageException(option + ": " + Printable.quoted(host) + " has no address");
        }
    }
}
