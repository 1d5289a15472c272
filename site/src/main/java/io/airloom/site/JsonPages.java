package io.airloom.site;

import io.airloom.lab.LabReport;
import io.airloom.medium.ChannelUse;
import io.airloom.topology.AgentTransport;
import io.airloom.topology.CommandWay;
import io.airloom.topology.Engine;
import io.airloom.topology.NodeRadio;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The JSON that programs read, each form written by what really writes it.
final class JsonPages {
    private JsonPages() {}

    static Page page() {
        String text =
                """
                # JSON

                What Airloom writes for programs, in forms that were made by the same code just now. Members may be added in later \
                versions; those that are here keep their meaning.

                ## The report of a lab

                `airloom lab run --json FILE` and `airloom demo --json FILE` write one object. What its members mean: \
                [The report](topology.md#the-report).

                ```json
                %s
                ```

                ## What an air has carried

                `airloom air --json FILE` writes at its end the object that is called `medium` above.

                ## What happens on an air

                `airloom air --events` writes an object a line: [For programs](attach.md#for-programs).

                ## How long frames take

                `airloom stats --json` gives what its table shows, in nanoseconds: \
                [How long do frames take?](attach.md#how-long-do-frames-take).
                """
                        .formatted(pretty(json(sample())));
        Path source = Path.of("docs", "json.md");
        return new Page(source, Path.of("json.html"), "JSON", text);
    }

    private static LabReport sample() {
        SequencedMap<String, Long> drops = new LinkedHashMap<>();
        drops.put("no buffer", 2L);
        return new LabReport(
                "wpa2-ping",
                false,
                "qemu+uml",
                "tcg",
                "6.12.107",
                1,
                List.of(
                        new LabReport.Node(
                                "ap1",
                                Engine.QEMU,
                                "tiny",
                                CommandWay.AGENT,
                                NodeRadio.AGENT,
                                AgentTransport.VSOCK,
                                3012),
                        new LabReport.Node(
                                "sta1",
                                Engine.UML,
                                "tiny",
                                CommandWay.AGENT,
                                NodeRadio.VIRTIO,
                                null,
                                498)),
                List.of(new LabReport.Association("sta1", "02:00:00:00:01:00", "lab", 231)),
                List.of(new LabReport.CommandRun("sta1", "false", 1, 12, "")),
                new LabReport.Medium(
                        1234,
                        1190,
                        drops,
                        new LabReport.Latency(14.5, 151.6, 402.1),
                        List.of(new ChannelUse(2412, 814_000_000, 1307, 24))),
                Path.of("air.pcapng"),
                "step 2: sta1: false: exit code 1, expected 0");
    }

    private static String json(LabReport report) {
        StringWriter out = new StringWriter();
        try {
            report.writeJson(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString().strip();
    }

    /// A line of JSON with line breaks; what has no objects or lists inside stays on one line.
    static String pretty(String json) {
        StringBuilder pretty = new StringBuilder();
        Deque<Boolean> broken = new ArrayDeque<>();
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && (i == 0 || json.charAt(i - 1) != '\\')) {
                quoted = !quoted;
            }
            if (quoted || "{}[],:".indexOf(c) < 0) {
                pretty.append(c);
            } else if (c == '{' || c == '[') {
                broken.push(hasInside(json, i));
                pretty.append(c);
                newLine(pretty, broken);
            } else if (c == '}' || c == ']') {
                boolean wasBroken = broken.pop();
                if (wasBroken) {
                    pretty.append('\n').append("  ".repeat(broken.size()));
                }
                pretty.append(c);
            } else {
                pretty.append(c).append(c == ':' || !broken.getFirst() ? " " : "");
                if (c == ',') {
                    newLine(pretty, broken);
                }
            }
        }
        return pretty.toString();
    }

    private static void newLine(StringBuilder pretty, Deque<Boolean> broken) {
        if (broken.getFirst()) {
            pretty.append('\n').append("  ".repeat(broken.size()));
        }
    }

    /// Whether an object or list at `start` has another in it.
    private static boolean hasInside(String json, int start) {
        boolean quoted = false;
        for (int i = start + 1; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && json.charAt(i - 1) != '\\') {
                quoted = !quoted;
            } else if (!quoted && (c == '{' || c == '[')) {
                return true;
            } else if (!quoted && (c == '}' || c == ']')) {
                return false;
            }
        }
        return false;
    }
}
