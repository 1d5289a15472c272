package io.airloom.cli;

import io.airloom.lab.RunningLab;
import io.airloom.top.Top;
import io.airloom.top.TopOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A running lab on the full screen, or as lines.
@Command(
        name = "top",
        description = {
            "Watch a running lab: its nodes, its links with signal, rate and loss, and its frames.",
            "On a terminal a full screen with keys (? shows them); else plain lines, one block for"
                    + " each look."
        },
        footer = {
            "",
            "Examples:",
            "  airloom top",
            "  airloom top two-stations --filter 'type==mgmt and node==sta1'",
            "  airloom top --once",
            "  airloom top --interval 10 > figures.txt"
        })
final class TopCommand implements Callable<Integer> {
    private static final double MIN_SECONDS = 0.1;
    private static final double MAX_SECONDS = 3600;

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "LAB",
            description = "Its name, or the number of its process, as with --lab.")
    private @Nullable String lab;

    @Mixin private final LabChoice choice = new LabChoice();

    @Mixin private final FilterOption filter = new FilterOption();

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Between two looks (default: ${DEFAULT-VALUE}).")
    private double intervalSeconds = 1;

    @Option(names = "--once", description = "Print what one interval has shown, and end.")
    private boolean once;

    TopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(intervalSeconds >= MIN_SECONDS && intervalSeconds <= MAX_SECONDS)) {
            throw new UsageException(
                    "--interval must be 0.1 to 3600 seconds, not " + intervalSeconds);
        }
        filter.filter();
        RunningLab running = choice.find(lab);
        filter.filter(running.nodeNames());
        TopOptions options =
                new TopOptions(
                        Duration.ofNanos((long) (intervalSeconds * 1e9)),
                        filter.text(),
                        once,
                        terminal.paint().colour());
        boolean screen =
                !once && terminal.isOutTerminal() && Terminal.isInTerminal() && !Terminal.isDumb();
        boolean goesOn =
                screen
                        ? Top.screen(running, options)
                        : Top.lines(running, options, terminal.width(), this::isPrinted);
        if (!goesOn) {
            terminal.note("  the lab has ended");
        }
        return ExitCode.OK.number();
    }

    private boolean isPrinted(String line) {
        terminal.print(line);
        return !terminal.isOutClosed();
    }
}
