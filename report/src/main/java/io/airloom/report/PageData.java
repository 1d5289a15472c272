package io.airloom.report;

import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What the page's script needs of a run, as JSON for a `script` element that is not run.
///
/// Frames are columns of little-endian numbers in base64: ten octets each.
final class PageData {
    private static final long MAX_UNSIGNED = 0xffff_ffffL;

    private PageData() {}

    /// The JSON. Has no `<`, so nothing in it ends the element.
    static String json(double span, @Nullable CapturedFrames frames, List<Plot> plots) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json =
                JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("span", span);
            if (frames != null && frames.size() > 0) {
                frames(json, frames);
            }
            json.writeArrayPropertyStart("plots");
            plots.forEach(plot -> plot(json, plot));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString().replace("<", "\\u003c");
    }

    private static void frames(JsonGenerator json, CapturedFrames frames) {
        int size = frames.size();
        long tick = frames.micros(size - 1) / MAX_UNSIGNED + 1;
        ByteBuffer times = column(4 * size);
        ByteBuffer nodes = column(size);
        ByteBuffer words = column(2 * size);
        ByteBuffer octets = column(2 * size);
        for (int i = 0; i < size; i++) {
            times.putInt((int) (frames.micros(i) / tick));
            nodes.put((byte) frames.node(i));
            words.putShort((short) frames.word(i));
            octets.putShort((short) frames.octets(i));
        }
        json.writeObjectPropertyStart("frames");
        json.writeNumberProperty("tick", tick / 1e6);
        json.writeArrayPropertyStart("nodes");
        frames.nodes().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("words");
        for (CapturedFrames.Words said : frames.words()) {
            json.writeStartArray();
            json.writeNumber(said.kind().number);
            json.writeString(said.text());
            json.writeString(said.fate());
            json.writeBoolean(said.isLost());
            json.writeEndArray();
        }
        json.writeEndArray();
        column(json, "times", times);
        column(json, "node", nodes);
        column(json, "word", words);
        column(json, "octets", octets);
        json.writeEndObject();
    }

    private static ByteBuffer column(int octets) {
        return ByteBuffer.allocate(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void column(JsonGenerator json, String name, ByteBuffer column) {
        ByteBuffer text = Base64.getEncoder().encode(column.flip());
        json.writeStringProperty(name, StandardCharsets.ISO_8859_1.decode(text).toString());
    }

    private static void plot(JsonGenerator json, Plot plot) {
        json.writeStartObject();
        json.writeStringProperty("unit", plot.unit());
        json.writeArrayPropertyStart("series");
        for (Series line : plot.series()) {
            json.writeStartObject();
            json.writeStringProperty("name", line.name);
            json.writeBooleanProperty("dots", line.shape == Series.Shape.DOTS);
            numbers(json, "t", line.seconds);
            numbers(json, "v", line.values);
            if (line.shape == Series.Shape.STRETCHES) {
                numbers(json, "lengths", line.lengths);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, String name, List<Double> numbers) {
        json.writeArrayPropertyStart(name);
        numbers.forEach(number -> json.writeNumber(Math.round(number * 1e3) / 1e3));
        json.writeEndArray();
    }
}
