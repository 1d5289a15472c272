package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.AirTimes;
import io.airloom.lab.RunningAir;
import io.airloom.lab.RunningLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The times of a running air or lab, hop by hop.
@Command(
        name = "stats",
        description = {
            "Show what a running air or lab has carried: its radios, the links between them, how much"
                    + " its channels were used (with air: {model: channel}), and how long frames take:"
                    + " for each guest with an agent and each hop, count, least, mean, percentiles and"
                    + " most, and what is known of its clock."
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME}                     of the one air or lab that runs",
            "  ${COMMAND-FULL-NAME} two-stations        of the lab of that name",
            "  ${COMMAND-FULL-NAME} --json /tmp/air.control"
        })
final class StatsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private final LabChoice choice = new LabChoice();

    @Parameters(
            arity = "0..1",
            paramLabel = "AIR|LAB",
            description =
                    "The control socket of an air, or a lab's name or process (default: the one"
                            + " that runs).")
    private @Nullable String which;

    @Option(names = "--json", description = "For programs: one object, times in nanoseconds.")
    private boolean json;

    /// Whatever can be asked.
    private record Source(Supplier<AirTimes> times, Supplier<AirSnapshot> air) {
        static Source of(RunningLab lab) {
            return new Source(lab::times, lab::snapshot);
        }

        static Source of(RunningAir air) {
            return new Source(air::times, air::snapshot);
        }
    }

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Source source = find();
        AirSnapshot air = source.air().get();
        if (json) {
            terminal.print(source.times().get().json(air.channels()));
        } else {
            new LinksTable(air).print(terminal);
            new ChannelsTable(air.channels()).print(terminal);
            new TimesTable(source.times().get()).print(terminal);
        }
        return ExitCode.OK.number();
    }

    private Source find() {
        String wanted = which;
        if (wanted != null && (wanted.contains("/") || Files.exists(Path.of(wanted)))) {
            return Source.of(RunningAir.at(Path.of(wanted)));
        }
        String lab = wanted == null ? choice.name() : wanted;
        List<RunningAir> airs = lab == null ? RunningAir.all() : List.of();
        List<RunningLab> labs =
                RunningLab.all().stream().filter(each -> each.isCalled(lab)).toList();
        if (airs.isEmpty() && (lab != null || !labs.isEmpty())) {
            return Source.of(RunningLab.find(labs.isEmpty() ? RunningLab.all() : labs, lab));
        }
        if (airs.isEmpty()) {
            throw new EnvironmentException(
                    "no air and no lab runs",
                    "start one: airloom air --agents unix:/tmp/agents, or airloom lab up FILE");
        }
        if (airs.size() + labs.size() > 1) {
            List<String> found = new ArrayList<>();
            labs.forEach(each -> found.add(each.name() + " (process " + each.pid() + ")"));
            airs.forEach(air -> found.add(air.socket().toString()));
            throw new UsageException("several run, choose one: " + String.join(", ", found));
        }
        return Source.of(airs.getFirst());
    }
}
