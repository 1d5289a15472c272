package io.airloom.report;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.lab.LabReport;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Runs of labs as one JSON object, for programs; docs/scenarios.md has its shape.
public final class JsonReport {
    private JsonReport() {}

    /// Writes the file.
    ///
    /// @throws EnvironmentException if it cannot be written
    public static void write(List<ScenarioRun> runs, Path file) {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            write(runs, out);
        } catch (IOException | JacksonException e) {
            throw new EnvironmentException(
                    "cannot write the report to " + file + ": " + Reason.of(e),
                    "name another file",
                    e);
        }
    }

    /// Writes it; does not close `out`.
    static void write(List<ScenarioRun> runs, Writer out) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json =
                JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("ok", runs.stream().allMatch(ScenarioRun::passed));
            json.writeNumberProperty("passed", runs.stream().filter(ScenarioRun::passed).count());
            json.writeNumberProperty("failed", runs.stream().filter(r -> !r.passed()).count());
            json.writeArrayPropertyStart("runs");
            for (ScenarioRun run : runs) {
                write(run, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.append(text.getBuffer()).append('\n');
    }

    private static void write(ScenarioRun run, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringProperty("title", run.title());
        json.writeStringProperty("file", run.file().toString());
        json.writeObjectPropertyStart("choices");
        run.choices().forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeBooleanProperty("ok", run.passed());
        json.writeStringProperty("failure", run.failure());
        json.writeStringProperty("started", run.started().toString());
        json.writeNumberProperty("millis", run.time().toMillis());
        json.writeArrayPropertyStart("steps");
        run.steps().forEach(step -> write(step, json));
        json.writeEndArray();
        json.writeObjectPropertyStart("artefacts");
        run.artefacts().forEach((name, file) -> json.writeStringProperty(name, file.toString()));
        json.writeEndObject();
        texts("again", run.again(), json);
        LabReport report = run.report();
        if (report != null) {
            StringWriter text = new StringWriter();
            report.writeJson(text);
            json.writeName("lab");
            json.writeRawValue(text.toString().strip());
        }
        json.writeEndObject();
    }

    private static void write(StepResult step, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("number", step.number());
        json.writeStringProperty("node", step.node());
        json.writeStringProperty("title", step.title());
        json.writeStringProperty(
                "outcome", step.outcome().name().toLowerCase(java.util.Locale.ROOT));
        json.writeNumberProperty("sinceMillis", step.since().toMillis());
        json.writeNumberProperty("millis", step.time().toMillis());
        json.writeStringProperty("output", step.output());
        if (step.outcome() == StepResult.Outcome.FAILED) {
            json.writeStringProperty("failure", step.failure());
            texts("frames", step.frames(), json);
            json.writeObjectPropertyStart("logs");
            step.logs().forEach((title, lines) -> texts(title, lines, json));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void texts(String name, List<String> texts, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        texts.forEach(json::writeString);
        json.writeEndArray();
    }
}
