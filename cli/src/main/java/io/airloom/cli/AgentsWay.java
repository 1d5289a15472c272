package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.remote.AgentCounter;
import io.airloom.remote.AgentListener;
import io.airloom.remote.Agents;
import io.airloom.remote.AgentsOptions;
import io.airloom.vhost.AirThread;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Guests with an agent on an air (docs/agents.md).
final class AgentsWay {
    private static final Pattern NAMED = Pattern.compile("([a-zA-Z0-9][a-zA-Z0-9-]{0,62})=(.*)");
    private static final int MAX_SECRET_OCTETS = 4096;

    @Option(
            names = "--agents",
            paramLabel = "[NAME=]ADDRESS",
            description =
                    "Take guests in which `airloom agent` runs, at ADDRESS: vsock:PORT,"
                            + " tcp:HOST:PORT (without HOST: 127.0.0.1), unix:PATH, or serial:PATH"
                            + " with the Unix socket of a machine's serial port. PORT is 8215 if it"
                            + " is missing. May be given several times; with a NAME for the one"
                            + " guest that comes there.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "FILE",
            description =
                    "A file with what all agents must know, 8 characters or more. Without it TCP"
                            + " gets a new one each time, which is shown, and the other addresses"
                            + " need none.")
    private @Nullable Path secretFile;

    private final List<Place> places = new ArrayList<>();
    private @Nullable Agents agents;

    /// A place to come.
    private record Place(@Nullable String name, AgentAddress address, @Nullable Secret secret) {}

    /// Is it wanted?
    boolean isOn() {
        return !texts.isEmpty();
    }

    /// Reads the addresses and the secret.
    ///
    /// @throws UsageException if one makes no sense
    void check() {
        Secret given = secretFile == null ? null : read(secretFile);
        if (given != null && texts.isEmpty()) {
            throw new UsageException("--secret is for --agents");
        }
        Secret made = null;
        Set<Object> seen = new HashSet<>();
        for (String text : texts) {
            Matcher named = NAMED.matcher(text);
            String name = named.matches() ? named.group(1) : null;
            AgentAddress address = parse(name == null ? text : named.group(2));
            if (!seen.add(address)) {
                throw new UsageException("--agents: " + address + " is named twice");
            }
            if (name != null && !seen.add(name)) {
                throw new UsageException("--agents: there are two guests " + name);
            }
            Secret secret = given;
            if (secret == null && address instanceof AgentAddress.Tcp) {
                made = made == null ? Secret.random() : made;
                secret = made;
            }
            places.add(new Place(name, address, secret));
        }
    }

    private static AgentAddress parse(String text) {
        try {
            AgentAddress address = AgentAddress.parse(text);
            return switch (address) {
                case AgentAddress.Unix(String path) -> {
                    SocketFiles.check("--agents", Path.of(path));
                    yield address;
                }
                case AgentAddress.Tcp(String host, int port) ->
                        new AgentAddress.Tcp(InetAddress.getByName(host).getHostAddress(), port);
                case AgentAddress.Vsock _, AgentAddress.Serial _ -> address;
            };
        } catch (IllegalArgumentException e) {
            throw new UsageException("--agents: " + e.getMessage());
        } catch (UnknownHostException e) {
            throw new UsageException("--agents: " + text + " has no address of this machine");
        }
    }

    private static Secret read(Path file) {
        try {
            if (Files.size(file) > MAX_SECRET_OCTETS) {
                throw new UsageException("--secret: " + file + " is too long for a secret");
            }
            return Secret.of(Files.readString(file));
        } catch (IOException e) {
            throw new UsageException("--secret: cannot read " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--secret: " + file + ": " + e.getMessage());
        }
    }

    /// Opens the places.
    ///
    /// @throws EnvironmentException if one cannot be had
    void open(AirThread air, AgentListener listener) {
        if (!isOn()) {
            return;
        }
        Agents opened =
                air.attach((loop, on) -> new Agents(loop, on, AgentsOptions.standard(listener)));
        agents = opened;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            try {
                AgentAddress address =
                        air.call(() -> opened.open(place.address(), place.name(), place.secret()))
                                .address();
                places.set(i, new Place(place.name(), address, place.secret()));
            } catch (LinuxException e) {
                throw new EnvironmentException(
                        "--agents " + place.address() + ": " + e.getMessage(), remedy(e), e);
            }
        }
    }

    private static String remedy(LinuxException e) {
        return switch (e.errno()) {
            case Errno.EADDRINUSE -> "end what listens there, or choose another address";
            case Errno.EAFNOSUPPORT ->
                    "this kernel has no vsock: modprobe vhost_vsock, or use unix: or tcp:";
            default -> "choose another address with --agents";
        };
    }

    /// Those who are there; null if there is no way in for them.
    @Nullable Agents agents() {
        return agents;
    }

    /// Tells a person what to run in the guests.
    void advise(Terminal terminal) {
        if (!isOn() || terminal.isQuiet()) {
            return;
        }
        Paint paint = terminal.paint();
        terminal.print("  " + paint.bold("Agents") + ": in each guest, as root (docs/agents.md)");
        Secret shown = null;
        for (Place place : places) {
            Secret secret = place.secret();
            if (secret != null && secretFile == null && shown == null) {
                terminal.print("    echo " + secret.text() + " > /etc/airloom.secret");
                shown = secret;
            }
            String proof =
                    secret == null
                            ? ""
                            : " --secret "
                                    + (secretFile == null ? "/etc/airloom.secret" : secretFile);
            String who = place.name() == null ? "" : "     # " + place.name();
            terminal.print("    airloom agent --to " + seenByAgent(place.address()) + proof + who);
        }
        terminal.print("");
    }

    /// An address as the agent has to name it.
    private static String seenByAgent(AgentAddress address) {
        return switch (address) {
            case AgentAddress.Serial(String path) ->
                    "serial:/dev/virtio-ports/io.airloom.agent  (or the port behind " + path + ")";
            case AgentAddress.Tcp(String host, int port) when host.equals(AgentAddress.LOOPBACK) ->
                    "tcp:10.0.2.2:" + port;
            case AgentAddress.Tcp _, AgentAddress.Unix _, AgentAddress.Vsock _ ->
                    address.toString();
        };
    }

    /// At the end: what was counted.
    void summary(Terminal terminal) {
        Agents opened = agents;
        if (opened == null) {
            return;
        }
        for (AgentCounter counter : AgentCounter.values()) {
            long count = opened.counters().value(counter);
            if (count > 0) {
                terminal.print(String.format(Locale.ROOT, "  %,14d  %s", count, counter.text()));
            }
        }
    }
}
