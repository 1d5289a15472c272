package io.airloom.cli;

import io.airloom.image.Suggestion;
import io.airloom.lab.RunningLab;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// From one node to another.
@Command(
        name = "ping",
        description = {
            "Ping a node, or any address, from a node of a running lab. Ctrl-C ends it with a summary.",
            "Ends with ping's own exit code: 0 if there was an answer."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} sta1 ap1",
            "  ${COMMAND-FULL-NAME} -c 20 --interval 0.1 sta1 172.16.16.1"
        })
final class PingCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int MAX_COUNT = 10_000;

    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            defaultValue = "3",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Between two of them, from 0.01 to 60 (default: ${DEFAULT-VALUE}).")
    private double intervalSeconds;

    @Parameters(index = "0", paramLabel = "FROM", description = "A node.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "A node, a name or an address.")
    private String to = "";

    PingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (count < 1 || count > MAX_COUNT) {
            throw new UsageException("--count must be 1 to " + MAX_COUNT + ", not " + count);
        }
        if (!(intervalSeconds >= 0.01 && intervalSeconds <= 60)) {
            throw new UsageException("--interval must be 0.01 to 60, not " + intervalSeconds);
        }
        RunningLab lab = choice.withNode(from);
        List<String> command =
                List.of(
                        "ping",
                        "-c",
                        String.valueOf(count),
                        "-i",
                        String.valueOf(intervalSeconds),
                        "-W",
                        "2",
                        target(lab));
        Duration limit = GRACE.plusMillis((long) (1000 * count * intervalSeconds));
        return new FollowedCommand(terminal, lab, from).run(command, limit);
    }

    /// A node's address, which it may be known by in other images than ours; else what was given.
    private String target(RunningLab lab) {
        for (RunningLab.Node node : lab.nodes()) {
            if (node.name().equals(to) && !node.address().isEmpty()) {
                return node.address().replaceFirst("/.*", "");
            }
        }
        boolean address = to.matches("[0-9a-fA-F.:%]+") || to.contains(".");
        if (to.startsWith("-") || (!address && !LabChoice.nodes(lab).contains(to))) {
            String suggestion = Suggestion.after(to, LabChoice.nodes(lab));
            throw new UsageException("there is no node \"" + to + "\"" + suggestion);
        }
        return to;
    }
}
