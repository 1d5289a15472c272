package io.airloom.cli;

import io.airloom.bench.HostileBench;
import io.airloom.bench.HostileOptions;
import io.airloom.bench.HostileReport;
import io.airloom.image.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Attacks.
@Command(
        name = "hostile",
        description = {
            "Break the rules of vhost-user, virtio and hwsim as a hostile guest would: in every way that"
                    + " has a name, then at random from a seed. Two bystanders exchange frames all the"
                    + " while and must lose none; the back end must live and not grow. The exit code is"
                    + " 1 if something went wrong."
        },
        footer = {
            "",
            "Examples:",
            "  airloom bench hostile --violations 100000",
            "  airloom bench hostile --named",
            "  airloom bench hostile --seed 42 --from 17000 --violations 1000",
            "  airloom bench hostile --socket /tmp/air --json hostile.json"
        })
final class BenchHostileCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the random violations (default: a new one each time; it is printed).")
    private @Nullable Long seed;

    @Option(
            names = "--violations",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Random violations, in thousands (default: ${DEFAULT-VALUE}).")
    private long violations;

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "Begin with this random violation, as a failed run says.")
    private long from;

    @Option(names = "--named", description = "Only those with a name, no random ones.")
    private boolean named;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description =
                    "Attack this back end (default: an air of ours, in a process of its own).")
    private @Nullable Path socket;

    @Mixin private final BenchFigures figures = new BenchFigures();

    BenchHostileCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        return figures.of(this::attack);
    }

    private ExitCode attack() throws IOException {
        long realSeed = seed == null ? System.nanoTime() : seed;
        terminal.note("  seed " + realSeed);
        HostileOptions options =
                new HostileOptions(
                        socket, realSeed, from, named ? 0 : violations, named || from == 0);
        HostileReport report =
                HostileBench.run(options, text -> terminal.note("  " + Printable.line(text)));
        report.failures().forEach(terminal::complain);
        figures.show(terminal, report.lines(), report::writeJson);
        return report.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
