package io.airloom.report;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Runs of labs as JUnit XML, which CI systems show: a suite for each run, a test case for each
/// step.
public final class JunitXml {
    /// Characters of an output that are kept; a report is read as a whole.
    private static final int MAX_OUTPUT = 16 * 1024;

    private final StringBuilder xml = new StringBuilder();

    private JunitXml() {}

    /// Writes the file.
    ///
    /// @throws EnvironmentException if it cannot be written
    public static void write(List<ScenarioRun> runs, Path file) {
        try {
            Files.writeString(file, text(runs), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write the report to " + file + ": " + Reason.of(e),
                    "name another file",
                    e);
        }
    }

    /// The file's text.
    static String text(List<ScenarioRun> runs) {
        JunitXml junit = new JunitXml();
        junit.suites(runs);
        return junit.xml.toString();
    }

    private void suites(List<ScenarioRun> runs) {
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"airloom\"");
        counts(runs);
        xml.append(">\n");
        runs.forEach(this::suite);
        xml.append("</testsuites>\n");
    }

    private void counts(List<ScenarioRun> runs) {
        long tests = 0;
        long failures = 0;
        Duration time = Duration.ZERO;
        for (ScenarioRun run : runs) {
            tests += run.steps().size() + (isSteps(run) ? 0 : 1);
            failures += count(run, StepResult.Outcome.FAILED);
            failures += !isSteps(run) && !run.passed() ? 1 : 0;
            time = time.plus(run.time());
        }
        attribute("tests", String.valueOf(tests));
        attribute("failures", String.valueOf(failures));
        attribute("errors", "0");
        attribute("time", seconds(time));
    }

    private static long count(ScenarioRun run, StepResult.Outcome outcome) {
        return run.steps().stream().filter(step -> step.outcome() == outcome).count();
    }

    /// Whether a run's outcome is that of its steps; else the lab itself is a test case, too.
    private static boolean isSteps(ScenarioRun run) {
        return run.passed() ? !run.steps().isEmpty() : count(run, StepResult.Outcome.FAILED) > 0;
    }

    private void suite(ScenarioRun run) {
        xml.append("  <testsuite");
        attribute("name", run.title());
        attribute("timestamp", run.started().truncatedTo(ChronoUnit.SECONDS).toString());
        counts(List.of(run));
        // Of all suites together, schemas know no such number.
        attribute("skipped", String.valueOf(count(run, StepResult.Outcome.SKIPPED)));
        xml.append(">\n    <properties>\n");
        property("file", run.file().toString());
        run.choices().forEach(this::property);
        property("again", run.againLine());
        xml.append("    </properties>\n");
        if (!isSteps(run)) {
            lab(run);
        }
        run.steps().forEach(step -> step(run, step));
        xml.append("  </testsuite>\n");
    }

    private void property(String name, String value) {
        xml.append("      <property");
        attribute("name", name);
        attribute("value", value);
        xml.append("/>\n");
    }

    /// What is not a matter of a step: booting.
    private void lab(ScenarioRun run) {
        testCase(run, "the lab", run.time());
        String failure = run.failure();
        if (failure != null) {
            failure(failure, failure + again(run));
        }
        xml.append("    </testcase>\n");
    }

    private void step(ScenarioRun run, StepResult step) {
        testCase(run, step.number() + " " + step.node() + ": " + step.title(), step.time());
        String why = step.failure();
        switch (step.outcome()) {
            case PASSED -> {}
            case SKIPPED -> xml.append("      <skipped/>\n");
            case FAILED -> failure(why == null ? "failed" : why, scene(step) + again(run));
        }
        if (!step.output().isBlank()) {
            xml.append("      <system-out>");
            xml.append(Markup.escaped(end(step.output()))).append("</system-out>\n");
        }
        xml.append("    </testcase>\n");
    }

    private void testCase(ScenarioRun run, String name, Duration time) {
        xml.append("    <testcase");
        attribute("classname", run.title());
        attribute("name", name);
        attribute("time", seconds(time));
        xml.append(">\n");
    }

    private void failure(String message, String text) {
        xml.append("      <failure");
        attribute("message", message.lines().findFirst().orElse(""));
        xml.append('>').append(Markup.escaped(text)).append("</failure>\n");
    }

    private static String scene(StepResult step) {
        StringBuilder text = new StringBuilder();
        text.append(step.failure()).append('\n');
        if (!step.frames().isEmpty()) {
            text.append("\nThe last frames:\n");
            step.frames().forEach(line -> text.append(line).append('\n'));
        }
        step.logs()
                .forEach((title, lines) -> {
                    text.append('\n').append(title).append(":\n");
                    lines.forEach(line -> text.append(line).append('\n'));
                });
        return text.toString();
    }

    private static String again(ScenarioRun run) {
        return "\nRun this one again:\n" + run.againLine() + "\n";
    }

    private static String end(String output) {
        return output.length() <= MAX_OUTPUT
                ? output
                : "… " + output.substring(output.length() - MAX_OUTPUT);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
    }

    private void attribute(String name, String value) {
        // A line break in an attribute would be read as a blank.
        String line = value.replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
        xml.append(' ').append(name).append("=\"").append(Markup.escaped(line)).append('"');
    }
}
