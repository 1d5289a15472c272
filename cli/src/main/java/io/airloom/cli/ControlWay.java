package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirTimes;
import io.airloom.lab.RunningAir;
import io.airloom.linux.UserSignal;
import io.airloom.vhost.AirThread;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an air answers questions and takes orders, and what it says on SIGUSR1.
final class ControlWay {
    private static final RunningAir.Service NOBODY = () -> {};

    @Option(
            names = "--control",
            paramLabel = "PATH",
            description =
                    "Answer `airloom stats PATH` at this Unix socket (default: one in a folder of"
                            + " yours, at which `airloom stats` looks).")
    private @Nullable Path path;

    /// Complains before any work if nobody can listen there.
    void check() {
        if (path != null) {
            SocketFiles.check("--control", path);
        }
    }

    /// Answers from here on, also to the signal. An air for a program, which was not told where,
    /// has nobody to answer to.
    ///
    /// @throws EnvironmentException if it cannot listen where it was told to
    RunningAir.Service open(
            Terminal terminal, boolean forProgram, AirThread air, Supplier<AirTimes> times) {
        if (!forProgram) {
            UserSignal.onRequest(() -> new TimesTable(times.get()).print(terminal));
        }
        Path told = path;
        if (told != null) {
            return RunningAir.serve(told, air, times);
        }
        if (forProgram) {
            return NOBODY;
        }
        try {
            return RunningAir.serve(RunningAir.usualSocket(), air, times);
        } catch (EnvironmentException e) {
            terminal.note("  airloom stats will not find this air: " + e.getMessage());
            return NOBODY;
        }
    }
}
