package io.airloom.cli;

import io.airloom.proxy.Ssid;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON object on one line, for programs.
final class JsonLine {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private JsonLine() {}

    /// Of keys and values in turn: text, whole numbers, booleans; what is null is left out. An SSID
    /// is its text, as far as it is UTF-8, and its octets with `Hex` after the key.
    static String of(@Nullable Object... keysAndValues) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                String key = String.valueOf(keysAndValues[i]);
                switch (keysAndValues[i + 1]) {
                    case null -> {}
                    case Integer number -> json.writeNumberProperty(key, number);
                    case Long number -> json.writeNumberProperty(key, number);
                    case Boolean value -> json.writeBooleanProperty(key, value);
                    case Ssid ssid -> {
                        byte[] octets = ssid.octets();
                        json.writeStringProperty(key, new String(octets, StandardCharsets.UTF_8));
                        json.writeStringProperty(key + "Hex", HexFormat.of().formatHex(octets));
                    }
                    case Object text -> json.writeStringProperty(key, text.toString());
                }
            }
            json.writeEndObject();
        }
        return line.toString();
    }
}
