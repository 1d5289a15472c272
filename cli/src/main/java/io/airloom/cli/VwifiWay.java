package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vwifi.ControlVersion;
import io.airloom.vwifi.Position;
import io.airloom.vwifi.VwifiCounter;
import io.airloom.vwifi.VwifiListener;
import io.airloom.vwifi.VwifiModel;
import io.airloom.vwifi.VwifiOptions;
import io.airloom.vwifi.VwifiServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// vwifi's clients, spies and control programs on an air (docs/vwifi.md).
final class VwifiWay {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_PORT = 65_535;
    private static final int VSOCK = 0;
    private static final int TCP = 1;
    private static final int SPY = 2;
    private static final int CONTROL = 3;
    private static final Pattern PLACE = Pattern.compile("(-?\\d+),(-?\\d+),(-?\\d+)");

    @Option(
            names = "--vwifi",
            arity = "0..1",
            fallbackValue = LOOPBACK,
            paramLabel = "ADDRESS",
            description =
                    "Serve vwifi-client, its spies and vwifi-ctrl in place of vwifi-server, over"
                            + " TCP at ADDRESS (default 127.0.0.1; 0.0.0.0 for everybody, as"
                            + " vwifi-server does) and over this kernel's vsock (docs/vwifi.md).")
    private @Nullable String address;

    @Option(
            names = "--vwifi-ports",
            split = ",",
            paramLabel = "VSOCK,TCP,SPY,CONTROL",
            description = "The four ports (default 8211,8212,8213,8214); 0 leaves one out.")
    private int[] ports = {
        VwifiOptions.VSOCK_PORT,
        VwifiOptions.TCP_PORT,
        VwifiOptions.SPY_PORT,
        VwifiOptions.CONTROL_PORT
    };

    @Option(
            names = "--vwifi-guest",
            paramLabel = "CID=PATH",
            description =
                    "Take the vwifi-client of the machine with this CID at a Unix socket: PATH_8211"
                            + " of a vsock device at PATH. May be given several times.")
    private Map<Integer, Path> guests = new LinkedHashMap<>();

    @Option(
            names = "--vwifi-place",
            paramLabel = "NAME=X,Y,Z",
            description =
                    "Where a machine stands that is not vwifi's, in vwifi's units (default: at the"
                            + " origin). May be given several times.")
    private Map<String, String> places = new LinkedHashMap<>();

    @Option(names = "--vwifi-loss", description = "Let frames be lost from the start.")
    private boolean loss;

    @Option(
            names = "--vwifi-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of that loss (default 1).")
    private long seed;

    @Option(
            names = "--vwifi-port-in-cid",
            description = "Make a client's CID of its TCP port, too (vwifi-server -u).")
    private boolean portInCid;

    @Option(
            names = "--vwifi-ctrl",
            paramLabel = "VERSION",
            defaultValue = "7",
            description =
                    "Whose orders vwifi-ctrl speaks: 7 (v6 and v7, the default; of older ones those"
                            + " that cannot be mistaken), 5 (from v5.2), 5.0 or 4 (and before).")
    private String control = "7";

    @Option(
            names = "--vwifi-old-clients",
            description = "Take clients for v1.5 to v3 until they have said something.")
    private boolean oldFraming;

    @Option(
            names = "--vwifi-max-message",
            paramLabel = "OCTETS",
            description =
                    "The longest message for clients that have not shown what they take: 1640"
                            + " (default) or 2352 (all are v6.4 or newer).")
    private int maxMessage = VwifiOptions.OLD_MAX_MESSAGE;

    @Option(
            names = "--vwifi-all-channels",
            description =
                    "Give each client the frames of all channels, as vwifi-server does: for"
                            + " machines with a monitor beside a station.")
    private boolean allChannels;

    private @Nullable VwifiModel model;
    private @Nullable VwifiServer server;
    private String advice = "";

    /// Is it wanted?
    boolean isOn() {
        return address != null || !guests.isEmpty();
    }

    /// Checks the options, and puts vwifi's model into those of the air.
    ///
    /// @throws UsageException if one makes no sense
    AirOptions applyTo(AirOptions options) {
        if (!isOn()) {
            return options;
        }
        if (ports.length != 4 || Arrays.stream(ports).anyMatch(VwifiWay::isNoPort)) {
            throw new UsageException("--vwifi-ports wants four numbers from 0 to " + MAX_PORT);
        }
        if (maxMessage != VwifiOptions.OLD_MAX_MESSAGE
                && maxMessage != VwifiOptions.NEW_MAX_MESSAGE) {
            throw new UsageException("--vwifi-max-message must be 1640 or 2352, not " + maxMessage);
        }
        for (int cid : guests.keySet()) {
            if (cid >= 0 && cid < 3) {
                throw new UsageException("--vwifi-guest: a CID is 3 or more, not " + cid);
            }
        }
        controlVersion();
        VwifiModel made = new VwifiModel(options.propagation(), seed);
        made.loss(loss);
        places.forEach((name, place) -> made.place(name, position(name, place)));
        model = made;
        return options.withPropagation(made);
    }

    private static boolean isNoPort(int port) {
        return port < 0 || port > MAX_PORT;
    }

    private static Position position(String name, String text) {
        Matcher place = PLACE.matcher(text);
        try {
            if (place.matches()) {
                return new Position(
                        Integer.parseInt(place.group(1)),
                        Integer.parseInt(place.group(2)),
                        Integer.parseInt(place.group(3)));
            }
        } catch (NumberFormatException e) {
            // Beyond 32 bits.
        }
        throw new UsageException(
                "--vwifi-place: %s=%s is not NAME=X,Y,Z with three integers".formatted(name, text));
    }

    private ControlVersion controlVersion() {
        return switch (control) {
            case "7", "6" -> ControlVersion.V7;
            case "5" -> ControlVersion.V5;
            case "5.0" -> ControlVersion.V5_0;
            case "4" -> ControlVersion.V4;
            default ->
                    throw new UsageException("--vwifi-ctrl must be 7, 5, 5.0 or 4, not " + control);
        };
    }

    /// Opens the doors.
    ///
    /// @throws EnvironmentException if somebody else has one
    void open(AirThread air, VwifiListener listener) {
        VwifiModel made = model;
        if (made == null) {
            return;
        }
        VwifiOptions options =
                new VwifiOptions(
                        portInCid,
                        controlVersion(),
                        oldFraming,
                        maxMessage,
                        allChannels,
                        ports[VSOCK],
                        ports[TCP]);
        VwifiServer opened =
                air.attach((loop, on) -> new VwifiServer(loop, on, made, options, listener));
        server = opened;
        for (Map.Entry<Integer, Path> guest : guests.entrySet()) {
            int cid = guest.getKey();
            open(
                    air,
                    () -> {
                        opened.clientsAt(
                                guest.getValue(), cid, "vwifi-" + Integer.toUnsignedString(cid));
                        return cid;
                    });
        }
        if (address != null) {
            openTcp(air, opened, resolve(address));
        }
    }

    private void openTcp(AirThread air, VwifiServer to, InetAddress at) {
        if (ports[TCP] != 0) {
            open(air, () -> to.clientsOnTcp(new InetSocketAddress(at, ports[TCP])));
        }
        if (ports[SPY] != 0) {
            open(air, () -> to.spiesOnTcp(new InetSocketAddress(at, ports[SPY])));
        }
        if (ports[CONTROL] != 0) {
            open(air, () -> to.controlOnTcp(new InetSocketAddress(at, ports[CONTROL])));
        }
        advice =
                "  vwifi  %s:%d clients, %d spies, %d control · %s"
                        .formatted(
                                at.getHostAddress(),
                                ports[TCP],
                                ports[SPY],
                                ports[CONTROL],
                                openVsock(air, to));
    }

    /// Tells a person where vwifi's programs may come.
    void advise(Terminal terminal) {
        if (!advice.isEmpty() && !terminal.isQuiet()) {
            terminal.print(advice);
        }
    }

    /// A kernel without vsock is no mistake of anybody.
    ///
    /// @return what became of it
    private String openVsock(AirThread air, VwifiServer to) {
        int port = ports[VSOCK];
        if (port == 0) {
            return "no vsock";
        }
        try {
            open(
                    air,
                    () -> {
                        to.clientsOnVsock(port);
                        return port;
                    });
            return "vsock " + port + " clients";
        } catch (LinuxException e) {
            return "no vsock: " + e.getMessage();
        }
    }

    private static <T> void open(AirThread air, Supplier<T> door) {
        try {
            air.call(door);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EADDRINUSE) {
                throw e;
            }
            throw new EnvironmentException(
                    "somebody else listens already: " + e.getMessage(),
                    "end the vwifi-server, or choose other ports with --vwifi-ports",
                    e);
        }
    }

    private static InetAddress resolve(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new UsageException("--vwifi: " + address + " is no address of this machine");
        }
    }

    /// At the end: what was counted.
    void summary(Terminal terminal) {
        VwifiServer opened = server;
        if (opened == null) {
            return;
        }
        for (VwifiCounter counter : VwifiCounter.values()) {
            long count = opened.counters().value(counter);
            if (count > 0) {
                terminal.print(String.format(Locale.ROOT, "  %,14d  %s", count, counter.text()));
            }
        }
    }
}
