package io.airloom.report;

import io.airloom.lab.AirSnapshot;
import io.airloom.lab.Lab;
import io.airloom.lab.LabReport;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Takes note of the run of a topology from beginning to end, and makes a [ScenarioRun] of it.
public final class ScenarioRecord {
    private final Path file;
    private final List<String> again;
    private final @Nullable Path folder;
    private final SequencedMap<String, String> choices;
    private Instant started = Instant.now();
    private final SequencedMap<String, Path> artefacts = new LinkedHashMap<>();
    private List<StepResult> steps = List.of();
    private List<AirSnapshot> samples = List.of();
    private @Nullable LabSampler sampler;
    private @Nullable LabReport report;
    private @Nullable Duration ended;
    private boolean passing;

    /// Begins one, before the lab is opened.
    ///
    /// @param file the topology's
    /// @param again the command line that runs just this again
    /// @param folder where what reports show is kept; null to keep nothing and sample nothing
    public ScenarioRecord(Path file, Topology topology, List<String> again, @Nullable Path folder) {
        this.file = file;
        this.again = again;
        this.folder = folder;
        this.choices = new LinkedHashMap<>(topology.choices());
    }

    /// Tells it apart from other runs of the same topology.
    ///
    /// @param round which of them it is, from 1
    public ScenarioRecord inRound(int round) {
        choices.put("repeat", String.valueOf(round));
        return this;
    }

    /// Its capture is removed in the end; nobody is told of it.
    public ScenarioRecord inPassing() {
        passing = true;
        return this;
    }

    /// What others than the page are told of the lab.
    public LabReport told(LabReport all) {
        return passing ? all.withoutCapture() : all;
    }

    /// Where this is kept; null if nothing is.
    public @Nullable Path folder() {
        return folder;
    }

    /// The lab is there, and will boot.
    public void opened(Lab lab) {
        // Steps count their times from then on; before it, an image may have been built.
        started = lab.started();
        if (folder != null) {
            sampler = LabSampler.start(lab.live());
        }
    }

    /// The lab has done all that it will do, and still runs.
    ///
    /// @param lastReport of the lab, to be shown
    public void ending(Lab lab, LabReport lastReport) throws InterruptedException {
        report = lastReport;
        ended = Duration.between(started, Instant.now());
        steps = lab.results();
        if (lastReport.capture() != null) {
            artefacts.put(Artefacts.CAPTURE, lastReport.capture());
        }
        artefacts.putAll(lab.artefacts());
        if (sampler != null) {
            samples = sampler.samples();
            sampler.close();
        }
        if (folder != null) {
            artefacts.putAll(Artefacts.collect(lab.live(), folder));
        }
    }

    /// All of it.
    ///
    /// @param failure why it did not pass; null if it did
    public ScenarioRun run(@Nullable String failure) {
        return new ScenarioRun(
                file,
                choices,
                started,
                ended == null ? Duration.between(started, Instant.now()) : ended,
                report,
                steps,
                failure,
                samples,
                artefacts,
                again);
    }
}
