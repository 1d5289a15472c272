package io.airloom.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What [AirSoak] saw, and whether anything grew: the median of the last quarter of the samples
/// beside that of a quarter near the beginning (the first tenth, in which the compiler works, does
/// not count).
///
/// @param options what was asked
/// @param samples in the order of time
/// @param frames sent
/// @param acknowledged of them, as their TX status says
/// @param unanswered frames without TX status
/// @param visits guests that came, said who they are, and went
public record SoakReport(
        SoakOptions options,
        List<SoakSample> samples,
        long frames,
        long acknowledged,
        long unanswered,
        long visits) {
    /// Something that must not grow.
    ///
    /// @param allowed by how much it may and be called flat: what compiler and collector do late
    private record Measure(
            String text, String unit, double allowed, ToDoubleFunction<SoakSample> value) {}

    private static final List<Measure> MEASURES =
            List.of(
                    new Measure("heap", "MiB", 1, s -> s.heapBytes() / (double) (1 << 20)),
                    new Measure("descriptors", "", 0, SoakSample::descriptors),
                    new Measure("mappings", "", 8, SoakSample::mappings),
                    new Measure("resident memory", "MiB", 8, s -> s.residentKib() / 1024.0));

    public SoakReport {
        samples = List.copyOf(samples);
    }

    /// What is not as it should be; empty if all is flat and every frame was answered and
    /// acknowledged.
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (Measure measure : MEASURES) {
            double growth = late(measure) - early(measure);
            if (growth > measure.allowed) {
                problems.add(
                        String.format(
                                Locale.ROOT,
                                "%s grew by %.1f %s (allowed: %.0f)",
                                measure.text,
                                growth,
                                measure.unit,
                                measure.allowed));
            }
        }
        if (unanswered > 0) {
            problems.add("%,d frames were not answered".formatted(unanswered));
        }
        if (acknowledged != frames) {
            problems.add("%,d frames were not acknowledged".formatted(frames - acknowledged));
        }
        return problems;
    }

    /// The verdict for people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        SoakSample last = samples.getLast();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%,d frames in %.0f s (%,.0f a second), %,d guests came and went; the air took"
                                + " %.1f %% of a processor",
                        frames,
                        last.seconds(),
                        frames / last.seconds(),
                        visits,
                        100 * last.airSeconds() / last.seconds()));
        for (Measure measure : MEASURES) {
            lines.add(
                    String.format(
                                    Locale.ROOT,
                                    "%-16s %8.1f at first, %8.1f at last %s",
                                    measure.text,
                                    early(measure),
                                    late(measure),
                                    measure.unit)
                            .stripTrailing());
        }
        List<String> problems = problems();
        if (problems.isEmpty()) {
            lines.add("flat; every frame was acknowledged");
        } else {
            problems.forEach(problem -> lines.add("NOT FLAT: " + problem));
        }
        return lines;
    }

    /// Writes the report for programs.
    ///
    /// @throws IOException if the file cannot be written
    public void writeJson(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json =
                        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeBooleanProperty("flat", problems().isEmpty());
            json.writeNumberProperty("rate", options.rate());
            json.writeNumberProperty("guests", options.guests());
            json.writeNumberProperty("frames", frames);
            json.writeNumberProperty("acknowledged", acknowledged);
            json.writeNumberProperty("unanswered", unanswered);
            json.writeNumberProperty("visits", visits);
            json.writeArrayPropertyStart("problems");
            problems().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("samples");
            for (SoakSample sample : samples) {
                json.writeStartObject();
                json.writeNumberProperty("seconds", sample.seconds());
                json.writeNumberProperty("frames", sample.frames());
                json.writeNumberProperty("heapBytes", sample.heapBytes());
                json.writeNumberProperty("descriptors", sample.descriptors());
                json.writeNumberProperty("mappings", sample.mappings());
                json.writeNumberProperty("residentKib", sample.residentKib());
                json.writeNumberProperty("airSeconds", sample.airSeconds());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private double early(Measure measure) {
        int skipped = samples.size() / 10;
        return median(measure, skipped, skipped + Math.max(1, samples.size() / 4));
    }

    private double late(Measure measure) {
        return median(measure, samples.size() - Math.max(1, samples.size() / 4), samples.size());
    }

    private double median(Measure measure, int from, int to) {
        double[] sorted =
                samples.subList(from, to).stream().mapToDouble(measure.value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
