package io.airloom.cli;

import io.airloom.capture.FrameFilter;
import io.airloom.lab.Lab;
import io.airloom.topology.TopologyParser;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The first thing that anybody runs: an access point and a station, each in a virtual machine,
/// join and ping through the air.
@Command(
        name = "demo",
        description = {
            "Boot an access point and a station, each in its own virtual machine with a stock Debian"
                    + " kernel; let them join and ping; show every frame."
        },
        footer = {
            "",
            "Examples:",
            "  airloom demo",
            "  airloom demo --engine uml",
            "  airloom demo --security wpa3 --capture wpa3.pcapng",
            "  airloom demo --filter 'subtype==eapol or lost'",
            "  airloom demo -q --json result.json"
        })
final class DemoCommand implements Callable<Integer> {
    private static final Path DEFAULT_CAPTURE = Path.of("airloom-demo.pcapng");

    /// How the demo's network is protected.
    enum Security {
        OPEN,
        WPA2,
        WPA3
    }

    private final Terminal terminal;

    @Mixin private MachineOptions machines = new MachineOptions();
    @Mixin private final FilterOption filter = new FilterOption();

    @Option(
            names = "--security",
            paramLabel = "KIND",
            defaultValue = "wpa2",
            description = "How the network is protected: open, wpa2 or wpa3 (default: wpa2).")
    private Security security = Security.WPA2;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the report, for programs, to FILE.")
    private @Nullable Path json;

    @Option(
            names = "--capture",
            paramLabel = "FILE",
            description = "Record all frames in FILE (default: airloom-demo.pcapng).")
    private Path capture = DEFAULT_CAPTURE;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        machines.check();
        OutputFiles.check("--json", json);
        OutputFiles.check("--capture", capture);
        var topology = TopologyParser.parse("demo", yaml(security));
        FrameFilter shown = filter.filter(topology.nodeNames());
        return new LabRun(terminal, topology, machines, json, capture, true, shown)
                .run((Lab lab, Interruption _) -> lab.runSteps())
                .number();
    }

    /// The topology of the demo, as one would write it.
    static String yaml(Security security) {
        String accessPoint =
                switch (security) {
                    case OPEN -> "";
                    case WPA2 ->
                            ", wpa: 2, wpa_key_mgmt: WPA-PSK, rsn_pairwise: CCMP,"
                                    + " wpa_passphrase: airloom-demo";
                    case WPA3 ->
                            ", wpa: 2, wpa_key_mgmt: SAE, rsn_pairwise: CCMP,"
                                    + " sae_password: airloom-demo";
                };
        String station =
                switch (security) {
                    case OPEN -> "";
                    case WPA2 -> ", psk: airloom-demo";
                    case WPA3 -> ", sae_password: airloom-demo";
                };
        return """
        name: demo-%s
        nodes:
          ap1:
            role: ap
            address: 172.16.16.1/24
            hostapd: {ssid: lab, channel: 1%s}
          sta1:
            role: station
            address: 172.16.16.2/24
            network: {ssid: lab%s}
        steps:
          - {wait: associated, node: sta1, within: 30s}
          - {node: sta1, run: "ping -c 20 -i 0.1 -W 2 172.16.16.1"}
        """
                .formatted(security.name().toLowerCase(Locale.ROOT), accessPoint, station);
    }
}
