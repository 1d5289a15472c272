package io.airloom.machine;

import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes what we ask of the guest agent (docs/interop/qemu-ga-ref in QEMU's sources), a line of
/// JSON each.
final class AgentRequest {
    private static final JsonFactory JSON = new JsonFactory();

    private AgentRequest() {}

    private interface Arguments {
        void write(JsonGenerator json);
    }

    /// Asks for a byte 0xFF and this number.
    static String sync(long number) {
        return request("guest-sync-delimited", json -> json.writeNumberProperty("id", number));
    }

    /// Starts a program, its outputs kept for [#execStatus].
    static String exec(List<String> command, byte[] stdin) {
        return request(
                "guest-exec",
                json -> {
                    json.writeStringProperty("path", command.getFirst());
                    json.writeArrayPropertyStart("arg");
                    command.stream().skip(1).forEach(json::writeString);
                    json.writeEndArray();
                    if (stdin.length > 0) {
                        json.writeStringProperty(
                                "input-data", Base64.getEncoder().encodeToString(stdin));
                    }
                    json.writeBooleanProperty("capture-output", true);
                });
    }

    /// Asks whether a program has ended.
    static String execStatus(long pid) {
        return request("guest-exec-status", json -> json.writeNumberProperty("pid", pid));
    }

    /// Opens a file anew for writing; answered with a number for it.
    static String fileOpen(String path) {
        return request(
                "guest-file-open",
                json -> {
                    json.writeStringProperty("path", path);
                    json.writeStringProperty("mode", "w");
                });
    }

    /// Writes to an open file.
    static String fileWrite(long handle, byte[] content) {
        return request(
                "guest-file-write",
                json -> {
                    json.writeNumberProperty("handle", handle);
                    json.writeStringProperty(
                            "buf-b64", Base64.getEncoder().encodeToString(content));
                });
    }

    /// Closes an open file.
    static String fileClose(long handle) {
        return request("guest-file-close", json -> json.writeNumberProperty("handle", handle));
    }

    private static String request(String name, Arguments arguments) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("execute", name);
            json.writeObjectPropertyStart("arguments");
            arguments.write(json);
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
