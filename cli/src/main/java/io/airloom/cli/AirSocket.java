package io.airloom.cli;

import io.airloom.vhost.NodeNaming;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where an air listens, as `--socket [NAME=]PATH` says it.
///
/// @param name the one node that comes there; null if any number may come
record AirSocket(@Nullable String name, Path path) {
    private static final Pattern NAMED = Pattern.compile("([a-zA-Z0-9][a-zA-Z0-9-]{0,62})=(.*)");

    /// Reads one. A path whose first part looks like a name is written `./NAME=…`.
    ///
    /// @throws UsageException if nobody can listen there
    static AirSocket parse(String text) {
        Matcher named = NAMED.matcher(text);
        AirSocket socket =
                named.matches()
                        ? new AirSocket(named.group(1), Path.of(named.group(2)))
                        : new AirSocket(null, Path.of(text));
        socket.check();
        return socket;
    }

    /// Reads several, of which no two may be the same.
    static List<AirSocket> parse(List<String> texts) {
        List<AirSocket> sockets = texts.stream().map(AirSocket::parse).toList();
        Set<Object> seen = new HashSet<>();
        for (AirSocket socket : sockets) {
            if (!seen.add(socket.absolute())) {
                throw new UsageException("--socket: " + socket.path() + " is named twice");
            }
            if (socket.name() != null && !seen.add(socket.name())) {
                throw new UsageException("--socket: there are two nodes " + socket.name());
            }
        }
        return sockets;
    }

    private void check() {
        if (path.toString().isEmpty()) {
            throw new UsageException("--socket: a path is missing");
        }
        SocketFiles.check("--socket", path);
    }

    /// The path as another program must name it.
    Path absolute() {
        return path.toAbsolutePath().normalize();
    }

    /// How those who come are called.
    NodeNaming naming() {
        return name == null ? new NodeNaming.Numbered("vm") : new NodeNaming.OneNode(name);
    }
}
