package io.airloom.cli;

import io.airloom.lab.LabOptions;
import io.airloom.machine.Accelerator;
import io.airloom.topology.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What machines run on; the same for all commands that start some.
final class MachineOptions {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            completionCandidates = EngineWords.class,
            description =
                    "What runs the machines whose node in the topology does not say: qemu (a whole"
                            + " computer, the default) or uml (User-mode Linux: quick, without"
                            + " KVM).")
    private @Nullable String engine;

    @Option(
            names = "--accelerator",
            paramLabel = "KIND",
            defaultValue = "auto",
            description =
                    "What executes the machines of qemu: kvm, tcg (emulation), or auto, which tries"
                            + " KVM first (default).")
    private Accelerator accelerator = Accelerator.AUTO;

    /// Where the medium of a lab runs.
    enum Medium {
        THREAD,
        PROCESS
    }

    @Option(
            names = "--medium",
            paramLabel = "WHERE",
            defaultValue = "thread",
            description =
                    "Where the medium runs: in a thread (default), or in a process of its own, which"
                            + " is started again under running machines when it dies.")
    private Medium medium = Medium.THREAD;

    Medium medium() {
        return medium;
    }

    /// The words of a command line that say the same.
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (engine != null) {
            words.addAll(List.of("--engine", engine));
        }
        if (accelerator != Accelerator.AUTO) {
            words.addAll(List.of("--accelerator", accelerator.name().toLowerCase(Locale.ROOT)));
        }
        if (medium != Medium.THREAD) {
            words.addAll(List.of("--medium", medium.name().toLowerCase(Locale.ROOT)));
        }
        return words;
    }

    /// What was chosen for nodes that do not say; null for nothing.
    @Nullable Engine chosenEngine() {
        return engine();
    }

    /// The engines, for completion.
    static final class EngineWords implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Arrays.stream(Engine.values()).map(Engine::word).iterator();
        }
    }

    /// @throws UsageException if there is no such engine
    void check() {
        engine();
    }

    /// The options of a lab, with what was chosen.
    LabOptions applyTo(LabOptions options) {
        return options.withEngine(engine()).withAccelerator(accelerator);
    }

    private @Nullable Engine engine() {
        if (engine == null) {
            return null;
        }
        for (Engine known : Engine.values()) {
            if (known.word().equals(engine)) {
                return known;
            }
        }
        throw new UsageException(
                "--engine: there is no engine \""
                        + engine
                        + "\"; there are: "
                        + Arrays.stream(Engine.values())
                                .map(Engine::word)
                                .collect(Collectors.joining(", ")));
    }
}
