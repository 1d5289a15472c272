package io.airloom.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What [AirBench] measured.
///
/// @param options what was asked
/// @param seconds from the first frame to the last TX status
/// @param frames sent and answered
/// @param acknowledged of them, as their TX status says
/// @param copies received, by any radio
/// @param strange messages that a kernel would refuse
/// @param loaded one-way time of the copies while the air was kept full
/// @param paced one-way time with one frame on the way at a time
/// @param air what only an air of our own can say
public record AirBenchReport(
        AirBenchOptions options,
        double seconds,
        long frames,
        long acknowledged,
        long copies,
        long strange,
        Micros loaded,
        Micros paced,
        @Nullable AirFigures air) {

    /// Percentiles, in microseconds.
    public record Micros(double p50, double p99, double max) {
        static Micros ofNanos(long p50, long p99, long max) {
            return new Micros(p50 / 1e3, p99 / 1e3, max / 1e3);
        }

        @Override
        public String toString() {
            return "%.1f / %.1f / %.1f µs (50 %% / 99 %% / max)".formatted(p50, p99, max);
        }
    }

    /// Inside the air.
    ///
    /// @param allocatedBytesPerFrame of heap, by the air's thread, after warm-up
    /// @param latency from the kick to the signal of the last receiver, one frame at a time
    /// @param heapMebibytes live heap of the whole process with [AirBench#HEAP_RADIOS] radios on
    ///   the air
    public record AirFigures(double allocatedBytesPerFrame, Micros latency, double heapMebibytes) {}

    public double framesPerSecond() {
        return frames / seconds;
    }

    public double copiesPerSecond() {
        return copies / seconds;
    }

    /// Frames that nobody acknowledged.
    public long lost() {
        return frames - acknowledged;
    }

    /// The report for people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%d guests with %d radios each, frames of %d octets"
                        .formatted(options.guests(), options.radios(), options.frameLength()));
        lines.add(
                "%,.0f frames/s, %,.0f copies/s  (%,d frames in %.2f s, %,d not acknowledged)"
                        .formatted(framesPerSecond(), copiesPerSecond(), frames, seconds, lost()));
        lines.add("one way, air full:           " + loaded);
        lines.add("one way, a frame at a time:  " + paced);
        if (strange > 0) {
            lines.add("%,d messages that a kernel would refuse".formatted(strange));
        }
        AirFigures figures = air;
        if (figures != null) {
            lines.add("in the air, kick to signal:  " + figures.latency());
            lines.add(
                    "air thread: %.3f bytes allocated per frame; heap with %d radios: %.1f MiB"
                            .formatted(
                                    figures.allocatedBytesPerFrame(),
                                    AirBench.HEAP_RADIOS,
                                    figures.heapMebibytes()));
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
            json.writeNumberProperty("guests", options.guests());
            json.writeNumberProperty("radiosPerGuest", options.radios());
            json.writeNumberProperty("frameLength", options.frameLength());
            json.writeNumberProperty("frames", frames);
            json.writeNumberProperty("lost", lost());
            json.writeNumberProperty("copies", copies);
            json.writeNumberProperty("strange", strange);
            json.writeNumberProperty("seconds", seconds);
            json.writeNumberProperty("framesPerSecond", framesPerSecond());
            json.writeNumberProperty("copiesPerSecond", copiesPerSecond());
            write(json, "oneWayLoadedMicros", loaded);
            write(json, "oneWayPacedMicros", paced);
            AirFigures figures = air;
            if (figures != null) {
                json.writeObjectPropertyStart("air");
                json.writeNumberProperty(
                        "allocatedBytesPerFrame", figures.allocatedBytesPerFrame());
                write(json, "latencyMicros", figures.latency());
                json.writeNumberProperty("heapMebibytes", figures.heapMebibytes());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, String name, Micros micros) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("p50", micros.p50());
        json.writeNumberProperty("p99", micros.p99());
        json.writeNumberProperty("max", micros.max());
        json.writeEndObject();
    }
}
