package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirTimes;
import io.airloom.lab.RunningAir;
import io.airloom.lab.RunningLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The times of a running air or lab, hop by hop.
@Command(
        name = "stats",
        description = {
            "Show how long frames take on a running air or lab: for each guest with an agent and each"
                    + " hop, count, least, mean, percentiles and most, and what is known of its clock."
        },
        footer = {
            "",
            "Examples:",
            "  airloom stats                     of the one air or lab that runs",
            "  airloom stats two-stations        of the lab of that name",
            "  airloom stats --json /tmp/air.control"
        })
final class StatsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "AIR|LAB",
            description =
                    "The control socket of an air, or the name of a lab (default: the one that"
                            + " runs).")
    private @Nullable String which;

    @Option(names = "--json", description = "For programs: one object, times in nanoseconds.")
    private boolean json;

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AirTimes times = find().get();
        if (json) {
            terminal.print(times.json());
        } else {
            new TimesTable(times).print(terminal);
        }
        return ExitCode.OK.number();
    }

    private Supplier<AirTimes> find() {
        String wanted = which;
        if (wanted != null && (wanted.contains("/") || Files.exists(Path.of(wanted)))) {
            return RunningAir.at(Path.of(wanted))::times;
        }
        List<RunningLab> labs =
                RunningLab.all().stream()
                        .filter(lab -> wanted == null || lab.name().equals(wanted))
                        .toList();
        Map<String, Supplier<AirTimes>> found = new LinkedHashMap<>();
        labs.forEach(lab -> found.put(lab.name() + " (process " + lab.pid() + ")", lab::times));
        if (wanted == null) {
            RunningAir.all().forEach(air -> found.put(air.socket().toString(), air::times));
        }
        if (found.isEmpty()) {
            throw new EnvironmentException(
                    wanted == null ? "no air and no lab runs" : "no lab " + wanted + " runs",
                    "start one: airloom air --agents unix:/tmp/agents, or airloom lab up FILE");
        }
        if (found.size() > 1) {
            throw new UsageException(
                    "several run, choose one: " + String.join(", ", found.keySet()));
        }
        return found.values().iterator().next();
    }
}
