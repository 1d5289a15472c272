package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.RunningLab;
import io.airloom.topology.TopologyParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The command line as a person meets it: help, mistakes, exit codes.
class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path folder;

    private int run(String... args) {
        return Airloom.run(terminal(), args);
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                100,
                true);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    static Stream<List<String>> everyCommand() {
        List<List<String>> paths = new ArrayList<>();
        collect(Airloom.commandLine(Terminal.ofProcess()), List.of(), paths);
        return paths.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> paths) {
        paths.add(path);
        command.getSubcommands()
                .forEach((name, sub) ->
                        collect(
                                sub,
                                Stream.concat(path.stream(), Stream.of(name)).toList(),
                                paths));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithAnExample(List<String> path) {
        List<String> args = new ArrayList<>(path);
        args.add("--help");
        assertThat(run(args.toArray(String[]::new))).isZero();
        assertThat(out())
                .startsWith("Usage: airloom")
                .contains("  airloom " + String.join(" ", path))
                .doesNotContain("\u001b");
        assertThat(err()).isEmpty();
    }

    /// Lists of commands show the first paragraph of each description.
    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandsDescriptionBeginsWithAWholeSentence(List<String> path) {
        CommandLine command = Airloom.commandLine(Terminal.ofProcess());
        for (String name : path) {
            command = command.getSubcommands().get(name);
        }
        assertThat(command.getCommandSpec().usageMessage().description()[0]).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyExampleFitsALine(List<String> path) {
        CommandLine command = Airloom.commandLine(Terminal.ofProcess());
        for (String name : path) {
            command = command.getSubcommands().get(name);
        }
        assertThat(command.getCommandSpec().usageMessage().footer())
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    void tellsItsVersions() {
        assertThat(run("--version")).isZero();
        assertThat(out()).startsWith("airloom 0.").contains("Java 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demoo | no command \"demoo\", did you mean demo?",
                "lab rum x | no command \"rum\", did you mean run?",
                "lab run --engin uml x.yaml | no option \"--engin\", did you mean --engine?",
                "ps more | a word too many: \"more\"",
                "lab | Missing required subcommand",
                "demo --engine none | --engine: there is no engine \"none\"; there are: qemu, uml",
                "demo --security wep | --security must be open, wpa2 or wpa3, not \"wep\"",
                "demo --bogus | no option \"--bogus\"",
                "demo --json /nowhere/r.json | --json: there is no directory /nowhere",
                "demo --capture /tmp | --capture: /tmp is a directory",
                "demo --accelerator xen | --accelerator must be auto, kvm or tcg, not \"xen\"",
                "lab run | Missing required parameter: 'FILE'",
                "lab run /nowhere/lab.yaml | /nowhere/lab.yaml: no such file",
                "lab run /tmp | /tmp: is a directory, not a topology file",
                "lab exec --within 0 sta1 -- ls | --within must be at least 1, not 0",
                "exec --within 0 sta1 -- ls | --within must be at least 1, not 0",
                "frames --filter tpye==mgmt | --filter: no field \"tpye\", did you mean type?",
                "frames --count 0 --filter lost | --count must be at least 1, not 0",
                "demo --filter beacon | \"beacon\" is no field; write subtype==beacon",
                "demo --filter node==sta9 | --filter: no node \"sta9\", did you mean sta1?",
                "lab run --filter type=mgmt x.yaml | x.yaml",
                "capture | Missing required option: '--write=FILE'",
                "capture -w /nowhere/x | -w: there is no directory /nowhere",
                "decode --filter ( /etc/passwd | expected a field such as type or node, not the end",
                "set lnik a b down | set: unknown order \"lnik\", did you mean \"link\"?",
                "ping -c 0 a b | --count must be 1 to 10000, not 0",
                "log --lines -1 | --lines must be 0 to 10000, not -1",
                "air | nobody could come: give --socket, --agents, --netlink or --vwifi",
                "air --agents udp:1 | begins with vsock:, unix:, tcp: or serial:",
                "air --agents tcp:a.invalid | --agents: tcp:a.invalid has no address",
                "air --agents unix:/nowhere/a | --agents: there is no directory /nowhere",
                "air --agents vsock --agents vsock:8215 | --agents: vsock:8215 is named twice",
                "air --agents a=vsock:1 --agents a=vsock:2 | --agents: there are two guests a",
                "air --agents vsock --secret /nowhere | --secret: cannot read /nowhere",
                "air --agents vsock --secret /dev/null | a secret has 8 to 1024 characters",
                "air --agents vsock --control /nowhere/c | --control: there is no directory",
                "air --vwifi --vwifi-ports 1,2,3 | --vwifi-ports wants four numbers",
                "air --vwifi --vwifi-max-message 99 | must be 1640 or 2352, not 99",
                "air --vwifi --vwifi-ctrl 3 | --vwifi-ctrl must be 7, 5, 5.0 or 4, not 3",
                "air --vwifi --vwifi-place sta1=1,2 | is not NAME=X,Y,Z with three integers",
                "air --vwifi-guest 2=/tmp/x | --vwifi-guest: a CID is 3 or more, not 2",
                "air --netlink --netlink | this network namespace is the network namespace of",
                "air --socket a=/tmp/airloom-cli-test-1 --socket a=/tmp/airloom-cli-test-2 | --socket: there are two nodes a",
                "air --socket /tmp/a --socket b=/tmp/../tmp/a | is named twice",
                "air --socket a= | --socket: a path is missing",
                "replug --qmp /tmp/q --socket /tmp/a --vq-size 3 | --vq-size must be a power of two",
                "lab run --medium ether x | --medium must be thread or process, not \"ether\"",
                "air --socket /nowhere/air | --socket: there is no directory /nowhere",
                "air --socket /etc/passwd | --socket: /etc/passwd exists and is no socket",
                "air --socket air --delay 11s | --delay must be a time such as 300ms or 1.5s, at most 10s, not",
                "air --socket air --delay x | --delay must be a time such as",
                "air --socket air --spin -1 | --spin must be 0 to 1000000, not -1",
                "vsock | Missing required argument(s): ",
                "vsock --socket /nowhere/v | --socket: there is no directory /nowhere",
                "vsock --socket v --cid 2 | --cid must be 3 to 4294967294, not 2",
                "vsock --socket v --cid x | --cid must be a whole number, not \"x\"",
                "lab vsock sta1 http | PORT must be a whole number, not \"http\"",
                "ping -i soon a b | --interval must be a number, not \"soon\"",
                "top --interval 0 | --interval must be 0.1 to 3600 seconds, not 0.0",
                "vsock --socket v --uds /etc/passwd | --uds: /etc/passwd exists and is no socket",
                "vsock --socket v --socket v2 --cid 3 | two machines have the same: 3",
                "proxy | nobody could come: give --listen",
                "proxy --listen udp:x | --listen: \"udp:x\" begins with none of vsock, vhost-user:, uds: and tcp:",
                "proxy --listen vsock:3 | --listen: vsock listens for all CIDs",
                "proxy --listen uds: | --listen: a path is missing",
                "proxy --listen uds:/nowhere/vm | --listen: there is no directory /nowhere",
                "proxy --listen vhost-user:/etc/passwd | --listen: /etc/passwd exists and is no socket",
                "proxy --listen tcp:127.0.0.1 | is not like tcp:127.0.0.1:12345",
                "proxy --listen tcp:127.0.0.1:70000 | is not like tcp:127.0.0.1:12345",
                "proxy --listen tcp:[::1]:1 --listen tcp:[0:0::1]:1 | tcp:[0:0::1]:1 is named twice",
                "proxy --listen vsock --backend windows | iwd or none, not \"windows\"",
                "proxy --listen vsock --generation a | --generation must be b or c, not \"a\"",
                "proxy --listen vsock --networks /nowhere.yaml | /nowhere.yaml: no such file",
                "proxy --listen vsock --authorize /nowhere.yaml | /nowhere.yaml: no such file",
                "proxy-client --connect vsock | Missing required parameter: 'ORDER'",
                "proxy-client scan | Missing required option: '--connect=WHERE'",
                "proxy-client --connect vsock:x scan | --connect: vsock: wants a CID, not \"x\"",
                "proxy-client --connect vhost-user:/tmp/x scan | within one, say vsock",
                "proxy-client --connect vsock --patience x scan | --patience must be a time such as 200ms",
                "proxy-client --connect vsock connect a --pmk | --pmk wants a file",
                "decode /nowhere.pcapng | /nowhere.pcapng: no such file",
                "decode /tmp | /tmp: is a directory, not a capture",
                "bench air --guests 0 | guests=0",
            })
    void aWrongCommandLineIsExplainedInAFewLines(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.USAGE.number());
        assertThat(err()).contains(message).doesNotContain("Exception", "\tat ");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "air --netlink nowhere | open(\"/run/netns/nowhere\"): No such file or directory",
                "air --netlink 4194305 | open(\"/proc/4194305/ns/net\"): No such file or directory",
            })
    void aNamespaceThatIsNotThereIsTheEnvironmentsFault(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(ExitCode.ENVIRONMENT.number());
        assertThat(err()).contains(message).contains("  → ").doesNotContain("Exception");
    }

    @Test
    void aWrongTopologyIsExplainedByLineAndColumn() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("lab.yaml"),
                        "nodes: {ap1: {role: app}}\nsteps: [{wait: x, node: ap1}]\n");
        assertThat(run("lab", "run", file.toString())).isEqualTo(2);
        assertThat(err().lines())
                .containsExactly(
                        file
                                + ":1:21: node \"ap1\": \"role\" is unknown: \"app\", did you mean \"ap\"?",
                        file
                                + ":2:16: step 1: \"wait\" is unknown: \"x\"; known: associated,"
                                + " ap-enabled, address, disconnected, ping, log, frame");
    }

    @Test
    void aFileThatIsNoCaptureIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("x.pcapng"), "this is not a capture at all");
        assertThat(run("decode", file.toString())).isEqualTo(2);
        assertThat(err()).contains("x.pcapng: ").doesNotContain("Exception");
    }

    @Test
    void aNodeThatNobodyRunsIsTheEnvironmentsFault() {
        Assertions.assertThatThrownBy(() -> RunningLabs.withNode(List.of(), "sta1", null))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("no lab runs");
        RunningLab.Node node = new RunningLab.Node("sta1", "uml", "station", "", "", true);
        RunningLab a = new RunningLab(folder, "a", 1, 1, List.of(node));
        RunningLab b = new RunningLab(folder, "b", 2, 2, List.of(node));
        Assertions.assertThatThrownBy(() -> RunningLabs.withNode(List.of(a, b), "sta1", null))
                .isInstanceOf(UsageException.class)
                .hasMessage("2 running labs have a node \"sta1\"; choose one with --lab: a, b");
        assertThat(RunningLabs.withNode(List.of(a, b), "sta1", "b")).isEqualTo(b);
    }

    @Test
    void completesEveryCommand() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out()).startsWith("# bash completion").contains("doctor", "bench", "--security");
    }

    @ParameterizedTest
    @EnumSource
    void everyDemoIsATopology(DemoCommand.Security security) {
        var topology = TopologyParser.parse("demo", DemoCommand.yaml(security));
        assertThat(topology.nodes()).hasSize(2);
        assertThat(topology.steps()).hasSize(2);
    }

    @Test
    void readsWhatPingMeasured() {
        PingSummary ping =
                PingSummary.of(
                        """
                        PING 172.16.16.1 (172.16.16.1): 56 data bytes
                        64 bytes from 172.16.16.1: seq=0 ttl=64 time=6.000 ms
                        64 bytes from 172.16.16.1: seq=1 ttl=64 time=1.900 ms
                        64 bytes from 172.16.16.1: seq=2 ttl=64 time=2.400 ms

                        --- 172.16.16.1 ping statistics ---
                        4 packets transmitted, 3 packets received, 25% packet loss
                        """);
        assertThat(ping).isNotNull();
        assertThat(ping.text())
                .isEqualTo("ping 172.16.16.1: 3 of 4, 1.9 / 2.4 / 6.0 ms (min / median / max)");
        assertThat(PingSummary.of("nothing of the kind")).isNull();
        assertThat(PingSummary.of("PING \u001b[2J 9 packets transmitted, 9 received")).isNull();
    }

    @Test
    void progressOnAPipeIsALineForEachStage() {
        ProgressBars bars = new ProgressBars(terminal());
        try (var task = bars.task("downloading QEMU", 37_000_000)) {
            task.update(1_000_000);
            task.done();
        }
        try (var task = bars.task("building", 0)) {
            task.update(1);
        }
        assertThat(err().lines().map(line -> line.replaceAll("\\d+\\.\\d s", "T")))
                .containsExactly(
                        "  downloading QEMU (37.0 MB)",
                        "  ✓ downloading QEMU (T, 37.0 MB)",
                        "  building",
                        "  ✗ building (T)");
        assertThat(out()).isEmpty();
    }
}
