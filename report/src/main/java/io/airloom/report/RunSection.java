package io.airloom.report;

import io.airloom.lab.LabReport;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One run in a page: first what failed, then how it went.
final class RunSection {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MAX_FRAME_ROWS = 150;

    private final Html html;
    private final ScenarioRun run;
    private final KeptFiles files;
    private final LongText texts;
    private final @Nullable CapturedFrames frames;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final long startEpochNanos;

    RunSection(Html html, ScenarioRun run, KeptFiles files) {
        this.html = html;
        this.run = run;
        this.files = files;
        this.texts = new LongText(html);
        this.startEpochNanos = run.started().toEpochMilli() * NANOS_PER_MILLI;
        Path capture = run.artefacts().get(Artefacts.CAPTURE);
        this.frames = capture == null ? null : CapturedFrames.read(capture, startEpochNanos);
        LabReport report = run.report();
        if (report != null) {
            report.nodes().forEach(node -> number(node.name()));
        }
    }

    /// A node's number, by which it is coloured.
    private int number(String node) {
        return numbers.computeIfAbsent(node, _ -> numbers.size());
    }

    void write() {
        failures();
        facts();
        double span = span();
        List<Plot> plots = AirPlots.of(run, frames, this::number, startEpochNanos);
        html.element("h3", "What happened when");
        toolbar();
        new TimePanel(html, span, this::number).write(run.steps(), frames, plots);
        captureNotes();
        if (frames != null && frames.size() > 0) {
            frameTable(frames);
        }
        steps();
        nodes();
        keptFiles();
        html.open("script", "type", "application/json", "class", "data");
        html.raw(PageData.json(span, frames, plots)).close("script").newline();
    }

    /// Seconds from the beginning to the last thing that has a time.
    private double span() {
        double last = run.time().toNanos() / NANOS_PER_SECOND;
        if (frames != null && frames.size() > 0) {
            last = Math.max(last, frames.micros(frames.size() - 1) / MICROS_PER_SECOND);
        }
        for (StepResult step : run.steps()) {
            Duration end = step.since().plus(step.time());
            last = Math.max(last, end.toNanos() / NANOS_PER_SECOND);
        }
        return Math.max(last, 1e-3);
    }

    private void failures() {
        if (run.passed()) {
            return;
        }
        html.open("section", "class", "failure");
        List<StepResult> failed =
                run.steps().stream()
                        .filter(step -> step.outcome() == StepResult.Outcome.FAILED)
                        .toList();
        if (failed.isEmpty()) {
            html.element("h3", "It failed");
            html.open("p", "class", "why").lines(String.valueOf(run.failure())).close("p");
        }
        failed.forEach(this::failure);
        again();
        html.close("section").newline();
    }

    private void failure(StepResult step) {
        html.open("h3").raw("Step ").text(step.number()).raw(" failed <small>");
        html.text(step.node()).raw(", ").text(at(step.since())).raw(" after the start, ");
        html.text("took " + Figures.time(step.time())).raw("</small>").close("h3");
        html.open("p", "class", "what").element("code", step.title()).close("p");
        html.open("p", "class", "why").lines(String.valueOf(step.failure())).close("p");
        if (!step.output().isBlank()) {
            html.element("h4", "What it wrote");
            texts.write(step.output());
        }
        if (!step.frames().isEmpty()) {
            html.element("h4", "The last frames before it failed");
            texts.write(String.join("\n", step.frames()));
        }
        step.logs()
                .forEach((name, lines) -> {
                    html.element("h4", name);
                    texts.write(String.join("\n", lines));
                });
    }

    private void again() {
        if (!run.again().isEmpty()) {
            html.element("h4", "Run it again");
            html.open("p", "class", "again").element("code", ShellLine.of(run.again()));
            html.close("p");
        }
    }

    private void facts() {
        html.open("dl", "class", "facts");
        fact("Took", Figures.time(run.time()));
        long passed = run.steps().stream().filter(RunSection::isPassed).count();
        fact("Steps passed", passed + " of " + run.steps().size());
        LabReport report = run.report();
        if (report != null) {
            LabReport.Medium medium = report.medium();
            fact("Frames sent", Figures.count(medium.frames()));
            fact("Delivered", Figures.count(medium.copies()));
            fact("Dropped", Figures.count(medium.dropped()));
            if (medium.frames() > 0) {
                String median = Figures.micros(medium.latency().p50Micros());
                String most = Figures.micros(medium.latency().p99Micros());
                fact("Through the air", median + ", 99 % within " + most);
            }
            fact("Engine", report.engine());
            fact("Guests' kernel", report.kernel());
            fact("Seed of the air", String.valueOf(report.seed()));
        }
        html.close("dl").newline();
    }

    private static boolean isPassed(StepResult step) {
        return step.outcome() == StepResult.Outcome.PASSED;
    }

    private void fact(String name, String value) {
        html.open("div").element("dt", name).element("dd", value).close("div");
    }

    /// Buttons are for the script, which shows them.
    private void toolbar() {
        html.open("div", "class", "toolbar");
        html.open("div", "class", "kinds");
        if (frames != null && frames.size() > 0) {
            for (CapturedFrames.Kind kind : CapturedFrames.Kind.values()) {
                html.open("span").open("i", "class", "dot k" + kind.number).close("i");
                html.text(kind.word).close("span");
            }
            html.raw("<span class=\"script\"><i class=\"dot lost\"></i>lost</span>");
        }
        html.close("div");
        html.open("div", "class", "buttons script", "hidden", "");
        html.element("small", "drag to look closer, double-click for all");
        html.element("button", "←", "type", "button", "data-do", "left", "aria-label", "earlier");
        html.element("button", "→", "type", "button", "data-do", "right", "aria-label", "later");
        html.element("button", "+", "type", "button", "data-do", "in", "aria-label", "closer");
        html.element("button", "−", "type", "button", "data-do", "out", "aria-label", "farther");
        html.element("button", "All", "type", "button", "data-do", "all");
        html.close("div").close("div").newline();
    }

    private void captureNotes() {
        CapturedFrames read = frames;
        if (read == null) {
            html.element("p", "No frames were recorded.", "class", "note");
            return;
        }
        if (read.size() < read.total()) {
            String note =
                    "The first %s of %s frames are drawn; the capture has them all."
                            .formatted(Figures.count(read.size()), Figures.count(read.total()));
            html.element("p", note, "class", "note");
        }
        if (read.problem() != null) {
            html.element("p", "The capture: " + read.problem(), "class", "note");
        }
    }

    private void frameTable(CapturedFrames all) {
        List<Integer> rows = all.telling(MAX_FRAME_ROWS);
        List<CapturedFrames.Words> words = all.words();
        html.open("details", "class", "frames").open("summary").raw("Frames ");
        String count = Figures.count(rows.size(), "frame", "frames");
        html.element("small", count + " that tell the most, without repeated beacons and data");
        html.close("summary");
        html.open("div", "class", "scroll", "tabindex", "0").open("table").raw("<thead><tr>");
        for (String head : List.of("Time", "Node", "Frame", "Octets", "What became of it")) {
            boolean number = head.equals("Time") || head.equals("Octets");
            html.element("th", head, "scope", "col", "class", number ? "number" : "");
        }
        html.raw("</tr></thead>").open("tbody");
        for (int i : rows) {
            CapturedFrames.Words said = words.get(all.word(i));
            String time = String.format(java.util.Locale.ROOT, "%.6f s", all.micros(i) / 1e6);
            html.open("tr", "class", said.isLost() ? "lost" : "");
            html.element("td", time, "class", "number");
            html.element("td", all.nodes().get(all.node(i)));
            html.open("td", "class", "dotted")
                    .open("i", "class", "dot k" + said.kind().number)
                    .close("i");
            html.text(said.text()).close("td");
            html.element("td", String.valueOf(all.octets(i)), "class", "number");
            html.element("td", said.fate()).close("tr").newline();
        }
        html.close("tbody").close("table").close("div").close("details").newline();
    }

    private void steps() {
        if (run.steps().isEmpty()) {
            return;
        }
        html.element("h3", "Steps").open("div", "class", "scroll").open("table", "class", "steps");
        html.raw("<thead><tr><th scope=\"col\">Step<th scope=\"col\">Result<th scope=\"col\">Node");
        html.raw("<th scope=\"col\">What<th scope=\"col\" class=\"number\">Began");
        html.raw("<th scope=\"col\" class=\"number\">Took</tr></thead><tbody>");
        for (StepResult step : run.steps()) {
            boolean done = step.outcome() != StepResult.Outcome.SKIPPED;
            html.open("tr", "class", word(step.outcome()));
            html.element("td", step.number());
            html.open("td").raw(Verdict.of(step.outcome()).markup()).close("td");
            html.element("td", step.node()).open("td");
            if (step.output().isBlank()) {
                html.element("code", step.title());
            } else {
                html.open("details").open("summary").element("code", step.title());
                html.close("summary");
                texts.write(step.output());
                html.close("details");
            }
            html.close("td");
            html.element("td", done ? at(step.since()) : "", "class", "number");
            html.element("td", done ? Figures.time(step.time()) : "", "class", "number");
            html.close("tr").newline();
        }
        html.raw("</tbody>").close("table").close("div").newline();
    }

    private static String word(StepResult.Outcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String at(Duration since) {
        return Figures.time(since);
    }

    private void nodes() {
        LabReport report = run.report();
        if (report == null || report.nodes().isEmpty()) {
            return;
        }
        html.element("h3", "Nodes").open("div", "class", "scroll").open("table");
        html.raw(
                "<thead><tr><th scope=\"col\">Node<th scope=\"col\">Engine<th scope=\"col\">Image");
        html.raw("<th scope=\"col\">Radio<th scope=\"col\" class=\"number\">Booted in");
        html.raw("<th scope=\"col\">Joined</tr></thead><tbody>");
        for (LabReport.Node node : report.nodes()) {
            html.open("tr").open("td", "class", "dotted");
            html.open("i", "class", "dot c" + number(node.name()) % 8);
            html.close("i").text(node.name()).close("td");
            html.element("td", node.engine().word()).element("td", node.image());
            html.element("td", node.radio().word());
            html.element(
                    "td", Figures.time(Duration.ofMillis(node.bootMillis())), "class", "number");
            html.element("td", String.join("; ", joins(report, node.name()))).close("tr");
        }
        html.raw("</tbody>").close("table").close("div").newline();
    }

    private static List<String> joins(LabReport report, String station) {
        List<String> joins = new ArrayList<>();
        for (LabReport.Association join : report.associations()) {
            if (join.station().equals(station)) {
                String time = Figures.time(Duration.ofMillis(join.millis()));
                joins.add("“%s” at %s in %s".formatted(join.ssid(), join.bssid(), time));
            }
        }
        return joins;
    }

    private void keptFiles() {
        Set<String> names = run.artefacts().keySet();
        if (names.stream().anyMatch(name -> name.endsWith(".log"))) {
            html.element("h3", "Consoles and logs");
            files.logs(run, texts);
        }
        if (!names.isEmpty()) {
            html.element("h3", "Files");
            files.list(run);
        }
        if (run.passed()) {
            again();
        }
    }
}
