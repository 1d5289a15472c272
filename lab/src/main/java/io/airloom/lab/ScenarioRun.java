package io.airloom.lab;

import io.airloom.image.ShellWord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A topology file that was run from beginning to end: what reports are made of.
///
/// @param file the topology's
/// @param choices which combination of its matrix this is: `security` to `wpa3`; empty without one;
///   and `repeat` to which time it is, where the same is run several times
/// @param report of the lab; null if it never came so far
/// @param failure why it did not pass, in a line; null if it did
/// @param samples of the air, four a second
/// @param artefacts what was kept of it: `capture.pcapng`, consoles, logs; name to file
/// @param again the command line that runs just this again
public record ScenarioRun(
        Path file,
        SequencedMap<String, String> choices,
        Instant started,
        Duration time,
        @Nullable LabReport report,
        List<StepResult> steps,
        @Nullable String failure,
        List<AirSnapshot> samples,
        SequencedMap<String, Path> artefacts,
        List<String> again) {
    public ScenarioRun {
        choices = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(choices));
        steps = List.copyOf(steps);
        samples = List.copyOf(samples);
        artefacts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(artefacts));
        again = List.copyOf(again);
    }

    /// Did everything do what it should?
    public boolean passed() {
        return failure == null;
    }

    /// The same, of which nothing is kept that fills a disk or the memory.
    public ScenarioRun withoutFiles() {
        return new ScenarioRun(
                file,
                choices,
                started,
                time,
                report == null ? null : report.withoutCapture(),
                steps,
                failure,
                List.of(),
                new LinkedHashMap<>(),
                again);
    }

    /// The command line that runs just this again, as it is typed into a shell.
    public String againLine() {
        return String.join(
                " ",
                again.stream()
                        .map(word ->
                                word.matches("[A-Za-z0-9_./:=,@%+-]+")
                                        ? word
                                        : ShellWord.quoted(word))
                        .toList());
    }

    /// The file's name, and which combination.
    public String title() {
        String name = file.getFileName().toString();
        return choices.isEmpty() ? name : name + " " + choices;
    }
}
