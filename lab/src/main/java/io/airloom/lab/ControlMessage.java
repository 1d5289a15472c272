package io.airloom.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// One message between a running lab and another terminal: a JSON object on a line of its own,
/// whose values are strings or lists of strings. That is all that the protocol needs; anything else
/// is refused.
///
/// @param values String or `List<String>` by key
record ControlMessage(SequencedMap<String, Object> values) implements ControlAnswer {
    /// Longest request, in octets: a command line and what it reads.
    static final int MAX_REQUEST = 8 << 20;

    /// Longest answer: twice the guest agent's limit for a stream, in base64.
    static final int MAX_ANSWER = 64 << 20;

    /// Longest list.
    static final int MAX_LIST = 4096;

    private static final int MAX_KEYS = 32;
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    /// A message of keys and values in turn; a value is a String or a list of them.
    static ControlMessage of(Object... keysAndValues) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new ControlMessage(values);
    }

    /// An answer that says why there is none.
    static ControlMessage error(String reason) {
        return of("error", reason);
    }

    /// The string of that key, or an empty one.
    String text(String key) {
        return values.get(key) instanceof String text ? text : "";
    }

    /// The strings of that key, or none.
    List<String> texts(String key) {
        return values.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// The octets of that key, which are in base64; null if they are not.
    byte @Nullable [] octets(String key) {
        try {
            return Base64.getDecoder().decode(text(key));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The number of that key, or `otherwise`.
    long number(String key, long otherwise) {
        String text = text(key);
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : otherwise;
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /// Writes this as one line.
    void write(OutputStream out) throws IOException {
        out.write((line() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /// This as one line, without its end.
    String line() {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            for (Map.Entry<String, Object> entry : values.entrySet()) {
                if (entry.getValue() instanceof List<?> list) {
                    json.writeArrayPropertyStart(entry.getKey());
                    list.forEach(item -> json.writeString(String.valueOf(item)));
                    json.writeEndArray();
                } else {
                    json.writeStringProperty(entry.getKey(), String.valueOf(entry.getValue()));
                }
            }
            json.writeEndObject();
        }
        return line.toString();
    }

    /// Reads one line.
    ///
    /// @return the message; null at the end of the stream, or if it is no such message
    static @Nullable ControlMessage read(InputStream in, int limit) throws IOException {
        byte[] line = readLine(in, limit);
        return line == null ? null : parse(line);
    }

    /// Reads the octets of one line, without its end.
    ///
    /// @return null at the end of the stream, or if the line has more than `limit`
    static byte @Nullable [] readLine(InputStream in, int limit) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.size() >= limit) {
                return null;
            }
            line.write(octet);
        }
        return line.toByteArray();
    }

    /// Reads a message from its octets, or gives null. Total.
    static @Nullable ControlMessage parse(byte[] octets) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), octets)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            SequencedMap<String, Object> values = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.PROPERTY_NAME && values.size() < MAX_KEYS) {
                String key = json.currentName();
                Object value = value(json);
                if (value == null) {
                    return null;
                }
                values.put(key, value);
            }
            boolean whole = json.currentToken() == JsonToken.END_OBJECT;
            return whole && json.nextToken() == null ? new ControlMessage(values) : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable Object value(JsonParser json) {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        if (token != JsonToken.START_ARRAY) {
            return null;
        }
        List<String> list = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING && list.size() < MAX_LIST) {
            list.add(json.getString());
        }
        return json.currentToken() == JsonToken.END_ARRAY ? List.copyOf(list) : null;
    }
}
