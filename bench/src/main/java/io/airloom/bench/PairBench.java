package io.airloom.bench;

import io.airloom.lab.Lab;
import io.airloom.lab.LabListener;
import io.airloom.lab.LabOptions;
import io.airloom.lab.LabReport;
import io.airloom.machine.ExecResult;
import io.airloom.topology.TopologyParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Two real guests beside the floors that bound them, in one run and in turns, so that what else
/// the machine does hits all alike:
///
/// - **air**: an access point and a station, one guest each, WPA2-CCMP, through the air;
/// - **one kernel**: the same two daemons in one guest with two radios that are on no air: the
///   kernel's own medium carries the frames, in no time;
/// - **virtio-net** (QEMU): the two guests of the air over an emulated Ethernet cable.
public final class PairBench {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String AP = "ap1";
    private static final String STATION = "sta1";
    private static final String FLOOR = "solo";
    private static final String AP_ADDRESS = "172.16.16.1";
    private static final String CABLE_ADDRESS = "172.16.17.1";

    private static final String ACCESS_POINT_KEYS =
            """
            ssid: lab, hw_mode: a, channel: 36, ieee80211n: 1, ieee80211ac: 1, wmm_enabled: 1, \
            wpa: 2, wpa_key_mgmt: WPA-PSK, rsn_pairwise: CCMP, wpa_passphrase: airloom-bench\
            """;

    private static final String TOPOLOGY =
            """
            name: bench-pair
            country: DE
            engine: ENGINE
            nodes:
              ap1:
                role: ap
                RADIO
                address: 172.16.16.1/24
                hostapd: {KEYS}
              sta1:
                role: station
                RADIO
                address: 172.16.16.2/24
                network: {ssid: lab, psk: airloom-bench}
              solo:
                role: bare
                radio: none
                radios: 2
                files:
                  /etc/floor-ap.conf: |
                    interface=wlan0
                    driver=nl80211
                    ctrl_interface=/run/floor/hostapd
                    country_code=DE
                    LINES
                  /etc/floor-sta.conf: |
                    ctrl_interface=/run/floor/wpa
                    country=DE
                    network={
                      ssid="lab"
                      psk="airloom-bench"
                      key_mgmt=WPA-PSK
                      scan_freq=5180
                    }
            """;

    /// Gives the floor's second radio a network of its own.
    private static final String PREPARE_FLOOR =
            """
            mkdir -p /run/floor
            unshare -n sleep 1000000 </dev/null >/dev/null 2>&1 &
            echo $! >/run/floor/pid
            sleep 0.5
            read -r phy </sys/class/net/wlan1/phy80211/name
            iw phy "$phy" set netns "$(cat /run/floor/pid)" || exit 1
            hostapd -B -t -f /run/floor/hostapd.log /etc/floor-ap.conf || exit 1
            until grep -q AP-ENABLED /run/floor/hostapd.log; do usleep 20000; done
            ip addr add 172.16.16.1/24 dev wlan0
            nsenter -t "$(cat /run/floor/pid)" -n ip link set lo up
            """;

    private static final String PREPARE_CABLE =
            """
            modprobe virtio_net
            left=100
            until [ -e /sys/class/net/eth0 ] || [ "$left" = 0 ]; do
              left=$((left - 1))
              usleep 20000
            done
            ip link set eth0 up
            """;

    /// Starts the supplicant and waits for the keys; prints its log.
    private static final String ASSOCIATE =
            """
            killall -q wpa_supplicant
            while pidof wpa_supplicant >/dev/null; do usleep 20000; done
            rm -f "$log"
            sleep 0.3
            wpa_supplicant -B -t -f "$log" -i "$interface" -D nl80211 -c "$conf" || exit 1
            left=1500
            until grep -q CTRL-EVENT-CONNECTED "$log" || [ "$left" = 0 ]; do
              left=$((left - 1))
              usleep 10000
            done
            ip addr replace 172.16.16.2/24 dev "$interface"
            cat "$log"
            """;

    /// What the agent of a node has cost: seconds from its start until it was on the air, and its
    /// memory in KiB, at the most and now.
    private static final String AGENT_COST =
            """
            read -r started </run/airloom/agent.started
            read -r ready </run/airloom/agent.ready
            awk -v a="$started" -v b="$ready" 'BEGIN { print b - a }'
            awk '/^Vm(HWM|RSS):/ { print $2 }' "/proc/$(pidof java)/status"
            """;

    private final PairOptions options;
    private final Consumer<String> progress;
    private final Lab lab;
    private final PairPath air = new PairPath("air");
    private final PairPath oneKernel = new PairPath("one kernel");
    private final PairPath cable = new PairPath("virtio-net");
    private LabReport.@Nullable Latency whilePinging;

    private PairBench(PairOptions options, Consumer<String> progress, Lab lab) {
        this.options = options;
        this.progress = progress;
        this.lab = lab;
    }

    /// Runs the bench.
    ///
    /// @param labOptions how the guests are run; the engine is that of `options`
    /// @param progress is told what goes on, for people
    /// @throws BackEndException if a guest does not do what is asked of it
    public static PairReport run(
            PairOptions options, LabOptions labOptions, Consumer<String> progress)
            throws InterruptedException {
        String lines = ACCESS_POINT_KEYS.replace(": ", "=").replace(", ", "\n        ");
        String topology =
                TOPOLOGY.replace("ENGINE", options.engine())
                        .replace("RADIO", radio(options))
                        .replace("KEYS", ACCESS_POINT_KEYS)
                        .replace("        LINES", "        " + lines.strip());
        try {
            Path folder = Files.createTempDirectory("airloom-bench");
            try (Lab lab =
                    Lab.open(
                            TopologyParser.parse("bench-pair", topology),
                            labOptions.withQemuArguments(
                                    Map.of(
                                            AP, cable(folder, "a", "b"),
                                            STATION, cable(folder, "b", "a"))),
                            LabListener.NONE)) {
                progress.accept("booting three guests");
                lab.boot();
                return new PairBench(options, progress, lab).run();
            } finally {
                Files.deleteIfExists(folder.resolve("a"));
                Files.deleteIfExists(folder.resolve("b"));
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The keys of a node whose radio is on the air.
    private static String radio(PairOptions options) {
        String transport = options.transport();
        return "radio: "
                + options.radio()
                + (transport.isEmpty() ? "" : "\n    transport: " + transport);
    }

    /// One end of an emulated Ethernet cable: frames as datagrams between Unix sockets.
    private static List<String> cable(Path folder, String here, String there) {
        return List.of(
                "-netdev",
                "dgram,id=cable,local.type=unix,local.path=%s,remote.type=unix,remote.path=%s"
                        .formatted(folder.resolve(here), folder.resolve(there)),
                "-device",
                "virtio-net-pci,netdev=cable,romfile=");
    }

    private PairReport run() throws InterruptedException {
        shell(FLOOR, PREPARE_FLOOR);
        if (hasCable()) {
            shell(AP, PREPARE_CABLE + "ip addr add 172.16.17.1/24 dev eth0\n");
            shell(STATION, PREPARE_CABLE + "ip addr add 172.16.17.2/24 dev eth0\n");
        }
        shell(AP, "iperf3 -s -D");
        shell(FLOOR, "iperf3 -s -D");
        // ping floods while the guest is younger than a second.
        Thread.sleep(1000);
        for (int round = 1; round <= options.rounds(); round++) {
            measure(round);
        }
        LabReport.Medium medium = lab.report().medium();
        LabReport.Latency pinging = whilePinging;
        List<PairReport.Path> paths = new ArrayList<>();
        paths.add(air.figures());
        paths.add(oneKernel.figures());
        if (hasCable()) {
            paths.add(cable.figures());
        }
        return new PairReport(
                options,
                paths,
                options.radio().equals("virtio") ? List.of() : List.of(agent(AP), agent(STATION)),
                micros(pinging == null ? medium.latency() : pinging),
                micros(medium.latency()),
                medium.frames(),
                Map.copyOf(medium.drops()));
    }

    private void measure(int round) throws InterruptedException {
        progress.accept("round %d of %d: association".formatted(round, options.rounds()));
        air.addAssociation(
                shell(STATION, variables("wlan0", "/etc/airloom/wpa_supplicant.conf") + ASSOCIATE));
        oneKernel.addAssociation(inFloor(variables("wlan1", "/etc/floor-sta.conf") + ASSOCIATE));
        progress.accept("round %d of %d: ping".formatted(round, options.rounds()));
        air.addPings(shell(STATION, ping(AP_ADDRESS)));
        if (whilePinging == null) {
            whilePinging = lab.report().medium().latency();
        }
        oneKernel.addPings(inFloor(ping(AP_ADDRESS)));
        if (hasCable()) {
            cable.addPings(shell(STATION, ping(CABLE_ADDRESS)));
        }
        progress.accept("round %d of %d: TCP".formatted(round, options.rounds()));
        air.addTcp(shell(STATION, tcp(AP_ADDRESS)));
        oneKernel.addTcp(inFloor(tcp(AP_ADDRESS)));
        if (hasCable()) {
            cable.addTcp(shell(STATION, tcp(CABLE_ADDRESS)));
        }
    }

    private PairReport.Agent agent(String node) throws InterruptedException {
        List<String> figures = shell(node, AGENT_COST).strip().lines().toList();
        if (figures.size() != 3) {
            throw new BackEndException(node + ": no figures of its agent: " + figures);
        }
        return new PairReport.Agent(
                node,
                Double.parseDouble(figures.get(0)),
                Integer.parseInt(figures.get(1)),
                Integer.parseInt(figures.get(2)));
    }

    private boolean hasCable() {
        return options.engine().equals("qemu");
    }

    private static String variables(String wlan, String conf) {
        return "interface=%s conf=%s log=/run/bench-%s.log\n".formatted(wlan, conf, wlan);
    }

    /// Some to settle, then those that count.
    private String ping(String address) {
        return "ping -q -c 20 -i 0.02 -W 5 %s >/dev/null; ping -c %d -i 0.015 -W 5 %s"
                .formatted(address, options.pings(), address);
    }

    private String tcp(String address) {
        return "iperf3 -f k -c %s -t %d".formatted(address, options.tcpSeconds());
    }

    private String inFloor(String script) throws InterruptedException {
        return shell(
                FLOOR,
                "nsenter -t \"$(cat /run/floor/pid)\" -n sh -s <<'END'\n" + script + "\nEND\n");
    }

    private String shell(String node, String script) throws InterruptedException {
        Duration limit = LIMIT.plusSeconds(options.tcpSeconds() + options.pings() / 10L);
        ExecResult result = lab.exec(node, List.of("sh", "-c", script), new byte[0], limit);
        if (!result.ok()) {
            throw new BackEndException(
                    "%s: exit code %d: %s"
                            .formatted(
                                    node,
                                    result.exitCode(),
                                    (result.stdout() + result.stderr()).strip()));
        }
        return result.stdout();
    }

    private static AirBenchReport.Micros micros(LabReport.Latency latency) {
        return new AirBenchReport.Micros(
                latency.p50Micros(), latency.p99Micros(), latency.maxMicros());
    }
}
