package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.ProxyDesk;
import io.airloom.proxy.Authorizer;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.GuestTransport;
import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.MadeUpProvider;
import io.airloom.proxy.ProxyCounter;
import io.airloom.proxy.ScanLayout;
import io.airloom.proxy.TcpTransport;
import io.airloom.proxy.UdsTransport;
import io.airloom.proxy.VsockTransport;
import io.airloom.proxy.WifiProxy;
import io.airloom.topology.AllowList;
import io.airloom.topology.NetworksFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// This machine's Wi-Fi, and made-up networks, for guests with the driver `proxy_wifi`.
@Command(
        name = "proxy",
        description = {
            "Let virtual machines with the Linux driver proxy_wifi use this machine's Wi-Fi, and"
                    + " networks that are made up, until Ctrl-C (docs/proxy.md).",
            "Says what guests ask and get. Takes orders on standard input: status, networks, signal SSID"
                    + " DBM, disconnect SSID, help, quit."
        },
        footer = {
            "",
            "Examples:",
            "  airloom proxy --listen vsock                          guests of /dev/vhost-vsock",
            "  airloom proxy --listen vhost-user:/tmp/vm.sock --authorize ask",
            "  airloom proxy --listen uds:/tmp/vm.vsock --backend none --networks networks.yaml",
            "  airloom proxy --listen tcp:127.0.0.1:12345 --json < orders"
        })
final class ProxyCommand implements Callable<Integer> {
    private static final String LISTEN = "--listen";

    private final Terminal terminal;

    @Option(
            names = LISTEN,
            paramLabel = "WHERE",
            description =
                    "How guests come; may be given several times. vsock: by this kernel's AF_VSOCK."
                            + " vhost-user:PATH: a vsock device of our own for the machine that"
                            + " connects to PATH. uds:PATH: the Unix sockets of a hybrid vsock"
                            + " (Firecracker, cloud-hypervisor, airloom vsock --uds PATH)."
                            + " tcp:HOST:PORT: guests are told of things at the next port.")
    private List<String> listenTexts = List.of();

    @Option(
            names = "--backend",
            paramLabel = "WHO",
            description =
                    "Who looks after this machine's Wi-Fi: networkmanager, wpa_supplicant, iwd, none, or"
                            + " auto, the one that runs (default).")
    private ProxyBackend backend = ProxyBackend.AUTO;

    @Option(
            names = "--networks",
            paramLabel = "FILE",
            description =
                    "Made-up networks (docs/topology.md, \"Made-up networks\"); read again whenever"
                            + " it has changed.")
    private @Nullable Path networks;

    @Option(
            names = "--authorize",
            paramLabel = "WHO",
            description =
                    "Who may connect to what: all (the default), ask (a person at standard input,"
                            + " who has 10 s), or a FILE with a list (docs/proxy.md).")
    private String authorize = "all";

    @Option(
            names = "--generation",
            paramLabel = "LAYOUT",
            description =
                    "How guests' drivers read scan results: b or c (default: c;"
                            + " b is for drivers of 2022 up to June).")
    private ScanLayout generation = ScanLayout.C;

    @Option(
            names = "--json",
            description = "For programs: an object a line for all that happens and is answered.")
    private boolean json;

    ProxyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<ProxyAddress> places = places();
        try (Interruption interruption = new Interruption();
                ProxyVoice voice = new ProxyVoice(terminal, json)) {
            ProxyConsole console = new ProxyConsole(terminal, json, ProxyConsole.LIMIT);
            Path file = networks;
            WifiProxy.Builder builder =
                    WifiProxy.builder()
                            .observer(voice)
                            .authorize(authorizer(console))
                            .layout(generation)
                            .madeUp(
                                    file == null
                                            ? MadeUpProvider.NONE
                                            : NetworksFile.open(file, voice::note));
            WatchedWifi wifi = wifi(voice);
            if (wifi != null) {
                builder.host(wifi);
            }
            AtomicReference<@Nullable WifiProxy> running = new AtomicReference<>();
            try (VsockDoors doors = VsockDoors.open(guest -> forget(running.get(), guest))) {
                for (ProxyAddress place : places) {
                    builder.listen(transport(place, doors));
                }
                serve(builder, running, wifi, console, interruption);
            }
        }
        return ExitCode.OK.number();
    }

    private List<ProxyAddress> places() {
        List<ProxyAddress> places = new ArrayList<>();
        Set<ProxyAddress> seen = new HashSet<>();
        for (String text : listenTexts) {
            ProxyAddress place = ProxyAddress.parse(LISTEN, text);
            switch (place) {
                case ProxyAddress.VhostUser(Path socket) -> SocketFiles.check(LISTEN, socket);
                case ProxyAddress.Uds(Path uds) ->
                        SocketFiles.check(LISTEN, Path.of(uds + "_" + TcpTransport.REQUEST_PORT));
                case ProxyAddress.Vsock _ -> {
                    if (text.contains(":")) {
                        throw new UsageException(LISTEN + ": vsock listens for all CIDs");
                    }
                }
                case ProxyAddress.Tcp _ -> {}
            }
            if (!seen.add(place)) {
                throw new UsageException(LISTEN + ": " + text + " is named twice");
            }
            places.add(place);
        }
        if (places.isEmpty()) {
            throw new UsageException("nobody could come: give --listen");
        }
        return places;
    }

    private Authorizer authorizer(ProxyConsole console) {
        return switch (authorize) {
            case "all" -> Authorizer.ALL;
            case "ask" -> console;
            default -> AllowList.parse(Path.of(authorize));
        };
    }

    private @Nullable WatchedWifi wifi(ProxyVoice voice) {
        try {
            HostWifi wifi = backend.wifi();
            return wifi == null ? null : new WatchedWifi(wifi);
        } catch (HostWifiException e) {
            if (backend == ProxyBackend.AUTO && networks != null) {
                voice.note(e.getMessage() + "; made-up networks only");
                return null;
            }
            throw withoutWifi(e);
        }
    }

    private static EnvironmentException withoutWifi(HostWifiException e) {
        return new EnvironmentException(
                String.valueOf(e.getMessage()),
                "--backend none with --networks FILE needs no such service",
                e);
    }

    private GuestTransport transport(ProxyAddress place, VsockDoors doors) {
        return switch (place) {
            case ProxyAddress.Vsock _ -> VsockTransport.forGuests();
            case ProxyAddress.VhostUser(Path socket) -> doors.add(terminal, socket);
            case ProxyAddress.Uds(Path uds) -> UdsTransport.at(uds);
            case ProxyAddress.Tcp tcp ->
                    TcpTransport.at(tcp.address()).notifyingPort(tcp.notificationPort());
        };
    }

    private static void forget(@Nullable WifiProxy proxy, GuestId guest) {
        if (proxy != null) {
            proxy.forget(guest);
        }
    }

    private void serve(
            WifiProxy.Builder builder,
            AtomicReference<@Nullable WifiProxy> running,
            @Nullable WatchedWifi wifi,
            ProxyConsole console,
            Interruption interruption) {
        try (WifiProxy proxy = builder.start()) {
            running.set(proxy);
            HostWifiException failure = wifi == null ? null : wifi.failure();
            if (failure != null) {
                throw withoutWifi(failure);
            }
            ready();
            Thread main = Thread.currentThread();
            Thread.ofPlatform()
                    .daemon()
                    .name("airloom-orders")
                    .start(() ->
                            console.serve(
                                    ProxyDesk.of(proxy),
                                    System.in,
                                    Terminal.isInTerminal(),
                                    main::interrupt));
            try {
                interruption.await();
            } catch (InterruptedException e) {
                terminal.status("");
            }
            summary(proxy);
        } catch (IOException e) {
            throw new EnvironmentException(
                    String.valueOf(e.getMessage()),
                    "end what listens there, or choose another place with --listen",
                    e);
        }
    }

    private void ready() {
        if (json) {
            terminal.print(JsonLine.of("event", "listening"));
            return;
        }
        terminal.print("  Guests may come: " + String.join(", ", listenTexts));
        terminal.print("  help shows the orders; Ctrl-C ends it.");
    }

    private void summary(WifiProxy proxy) {
        if (json) {
            return;
        }
        terminal.print("");
        for (ProxyCounter counter : ProxyCounter.values()) {
            long count = proxy.counters().getOrDefault(counter, 0L);
            if (count > 0) {
                terminal.print(
                        String.format(
                                Locale.ROOT,
                                "  %,14d  %s",
                                count,
                                counter.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
            }
        }
        if (proxy.guests().isEmpty()) {
            terminal.print("  no guest asked for anything");
        }
    }
}
