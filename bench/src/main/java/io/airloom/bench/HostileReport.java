package io.airloom.bench;

import io.airloom.vhost.VhostViolation.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What [HostileBench] saw.
///
/// @param options what was asked
/// @param named violations with a name that were committed
/// @param random violations that were committed
/// @param seconds that the random ones took
/// @param bystanderFrames that the two bystanders exchanged meanwhile, none of which was lost if
///   nothing failed
/// @param ended sessions that the air ended, by the rule that was broken; empty for a back end that
///   is not ours
/// @param figures of the back end's process: after a warm-up, in the middle, and at the end
/// @param failures what went wrong, each in a sentence; empty if nothing did
public record HostileReport(
        HostileOptions options,
        int named,
        long random,
        double seconds,
        long bystanderFrames,
        Map<Kind, Long> ended,
        List<ProcessFigures> figures,
        List<String> failures) {
    private static final long MEBIBYTE = 1 << 20;

    /// By so much may the last figures be above the first. The buffers of sessions that are over
    /// wait for the collector, which runs when there are 256 MiB of them: a plateau, no slope.
    private static final ProcessFigures ALLOWANCE =
            new ProcessFigures(16 * MEBIBYTE, 320 * MEBIBYTE, 16, 64);

    /// What has grown from the first figures to the last beyond the allowance.
    static List<String> growth(List<ProcessFigures> figures) {
        List<String> grown = new ArrayList<>();
        if (figures.size() > 1) {
            ProcessFigures first = figures.getFirst();
            ProcessFigures last = figures.getLast();
            check(grown, "heap", first.heapOctets(), last.heapOctets(), ALLOWANCE.heapOctets());
            check(
                    grown,
                    "resident memory",
                    first.residentOctets(),
                    last.residentOctets(),
                    ALLOWANCE.residentOctets());
            check(
                    grown,
                    "descriptors",
                    first.descriptors(),
                    last.descriptors(),
                    ALLOWANCE.descriptors());
            check(grown, "mappings", first.mappings(), last.mappings(), ALLOWANCE.mappings());
        }
        return grown;
    }

    private static void check(
            List<String> grown, String what, long first, long last, long allowance) {
        if (last - first > allowance) {
            grown.add("%s has grown from %,d to %,d".formatted(what, first, last));
        }
    }

    /// For people.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("seed %d".formatted(options.seed()));
        if (named > 0) {
            lines.add("%d violations with a name".formatted(named));
        }
        if (random > 0) {
            lines.add(
                    "%,d random violations in %.1f s, %,.0f a second"
                            .formatted(random, seconds, random / seconds));
        }
        ended.forEach((kind, count) -> lines.add("  %,9d × %s".formatted(count, kind)));
        lines.add("bystanders exchanged %,d frames".formatted(bystanderFrames));
        figures.forEach(figure -> lines.add("back end: " + figure));
        if (failures.isEmpty()) {
            lines.add("the back end lives, nobody else has lost anything");
        }
        return lines;
    }

    /// Writes it for programs.
    public void writeJson(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JsonGenerator json =
                        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("seed", options.seed());
            json.writeNumberProperty("named", named);
            json.writeNumberProperty("random", random);
            json.writeNumberProperty("seconds", seconds);
            json.writeNumberProperty("bystanderFrames", bystanderFrames);
            json.writeObjectPropertyStart("ended");
            ended.forEach((kind, count) -> json.writeNumberProperty(kind.name(), count));
            json.writeEndObject();
            json.writeArrayPropertyStart("figures");
            figures.forEach(figure -> write(json, figure));
            json.writeEndArray();
            json.writeArrayPropertyStart("failures");
            failures.forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ProcessFigures figure) {
        json.writeStartObject();
        json.writeNumberProperty("heapOctets", figure.heapOctets());
        json.writeNumberProperty("residentOctets", figure.residentOctets());
        json.writeNumberProperty("descriptors", figure.descriptors());
        json.writeNumberProperty("mappings", figure.mappings());
        json.writeEndObject();
    }
}
