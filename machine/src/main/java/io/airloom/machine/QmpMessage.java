package io.airloom.machine;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// One line that QEMU's monitor protocol sends (docs/interop/qmp-spec in QEMU's sources), of all
/// that it can hold what we ask for.
sealed interface QmpMessage {
    /// The first line of a connection.
    record Greeting() implements QmpMessage {}

    /// A command was done.
    ///
    /// @param id of the command; -1 if the line has none that could be ours
    record Done(long id) implements QmpMessage {}

    /// A command was refused.
    ///
    /// @param kind the error class, for example `DeviceNotFound`
    record Refused(long id, String kind, String reason) implements QmpMessage {}

    /// Something has happened.
    ///
    /// @param name for example `DEVICE_DELETED`
    /// @param device the `id` of the device that it is about; empty if it has none
    record Event(String name, String device) implements QmpMessage {}

    /// A line that is nothing of this.
    record Strange(String reason) implements QmpMessage {}

    /// Reads one line. Total: whatever stands in it gives a message.
    static QmpMessage parse(String line) {
        try (JsonParser json = Fields.JSON.createParser(ObjectReadContext.empty(), line)) {
            return new Fields().read(json);
        } catch (JacksonException e) {
            return new Strange("no JSON: " + e.getOriginalMessage());
        }
    }

    /// The members of a line while they are read: those of the outermost object by their name,
    /// those one level deeper by both names.
    final class Fields {
        private static final int MAX_DEPTH = 16;

        private static final JsonFactory JSON =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxStringLength(Qmp.MAX_LINE_BYTES)
                                        .maxNestingDepth(MAX_DEPTH)
                                        .build())
                        .build();

        private boolean greeting;
        private boolean done;
        private boolean refused;
        private long id = -1;
        private String event = "";
        private String kind = "";
        private String reason = "";
        private String device = "";

        private Fields() {}

        private QmpMessage read(JsonParser json) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new Strange("no object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                greeting |= name.equals("QMP");
                done |= name.equals("return");
                refused |= name.equals("error");
                if (value == JsonToken.START_OBJECT) {
                    readMembers(json, name);
                } else if (value == JsonToken.START_ARRAY) {
                    json.skipChildren();
                } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals("id")) {
                    id = json.getLongValue();
                } else if (value == JsonToken.VALUE_STRING && name.equals("event")) {
                    event = json.getString();
                }
            }
            return message();
        }

        private void readMembers(JsonParser json, String outer) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = outer + "." + json.currentName();
                JsonToken value = json.nextToken();
                if (value.isStructStart()) {
                    json.skipChildren();
                } else if (value == JsonToken.VALUE_STRING) {
                    switch (member) {
                        case "error.class" -> kind = json.getString();
                        case "error.desc" -> reason = json.getString();
                        case "data.device" -> device = json.getString();
                        default -> {}
                    }
                }
            }
        }

        private QmpMessage message() {
            if (refused) {
                return new Refused(id, kind, reason);
            }
            if (done) {
                return new Done(id);
            }
            if (!event.isEmpty()) {
                return new Event(event, device);
            }
            return greeting ? new Greeting() : new Strange("neither answer nor event");
        }
    }
}
