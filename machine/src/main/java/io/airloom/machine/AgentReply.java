package io.airloom.machine;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// What the guest agent answered, of all that an answer can hold what we ask for. A total parser:
/// whatever a guest sends gives a reply, if only one with an error.
///
/// @param error why it refused, or what is wrong with the line; empty if nothing
/// @param number the bare number that answers a sync; -1 if there is none
/// @param pid the process number; -1 if there is none
/// @param exited whether the program has ended
/// @param exitCode its exit code
/// @param signal the signal that ended it; 0 if none did
/// @param outData its standard output in base64
/// @param errData its standard error in base64
/// @param truncated whether the agent left out some of these
record AgentReply(
        String error,
        long number,
        long pid,
        boolean exited,
        int exitCode,
        int signal,
        String outData,
        String errData,
        boolean truncated) {
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(GuestAgent.MAX_LINE_BYTES)
                                    .maxNestingDepth(MAX_DEPTH)
                                    .build())
                    .build();

    /// Reads one line.
    static AgentReply parse(String line) {
        Fields fields = new Fields();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            fields.read(json);
        } catch (JacksonException e) {
            return new Fields().reply("an answer that is no JSON: " + e.getOriginalMessage());
        }
        return fields.reply(fields.error);
    }

    /// The fields while they are read. Members are told apart by the outermost name and their own.
    private static final class Fields {
        private String error = "";
        private long number = -1;
        private long pid = -1;
        private boolean exited;
        private int exitCode;
        private int signal;
        private String outData = "";
        private String errData = "";
        private boolean truncated;

        void read(JsonParser json) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                error = "an answer that is no object";
                return;
            }
            boolean known = false;
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                known |= name.equals("return") || name.equals("error");
                if (value == JsonToken.START_OBJECT) {
                    readMembers(json, name);
                } else if (value == JsonToken.START_ARRAY) {
                    json.skipChildren();
                } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals("return")) {
                    number = json.getLongValue();
                }
            }
            if (!known) {
                error = "an answer without a result";
            }
        }

        private void readMembers(JsonParser json, String outer) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value.isStructStart()) {
                    json.skipChildren();
                } else if (outer.equals("return")) {
                    result(json, name, value);
                } else if (outer.equals("error") && name.equals("desc")) {
                    error = json.getString();
                }
            }
        }

        private void result(JsonParser json, String name, JsonToken value) {
            boolean isNumber = value == JsonToken.VALUE_NUMBER_INT;
            boolean isTrue = value == JsonToken.VALUE_TRUE;
            boolean isText = value == JsonToken.VALUE_STRING;
            switch (name) {
                case "pid" -> pid = isNumber ? json.getLongValue() : pid;
                case "exited" -> exited = isTrue;
                case "exitcode" -> exitCode = isNumber ? json.getIntValue() & 0xff : exitCode;
                case "signal" -> signal = isNumber ? json.getIntValue() & 0x7f : signal;
                case "out-data" -> outData = isText ? json.getString() : outData;
                case "err-data" -> errData = isText ? json.getString() : errData;
                case "out-truncated", "err-truncated" -> truncated |= isTrue;
                default -> {}
            }
        }

        AgentReply reply(String problem) {
            return new AgentReply(
                    problem, number, pid, exited, exitCode, signal, outData, errData, truncated);
        }
    }
}
