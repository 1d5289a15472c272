package io.airloom.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What [PairBench] measured.
///
/// @param options what was asked
/// @param paths the air first, then the floors
/// @param agents of the two nodes; empty if they have none
/// @param whilePinging the air's own time from a kick to the last signal, of the frames up to the
///   last ping of the first round
/// @param atAll the same of all frames
/// @param frames carried
/// @param drops by reason
public record PairReport(
        PairOptions options,
        List<Path> paths,
        List<Agent> agents,
        AirBenchReport.Micros whilePinging,
        AirBenchReport.Micros atAll,
        long frames,
        Map<String, Long> drops) {
    /// 10^6 octets.
    private static final double KIB_PER_MB = 1e6 / 1024;

    public PairReport {
        paths = List.copyOf(paths);
        agents = List.copyOf(agents);
        drops = Map.copyOf(drops);
    }

    /// Round trips, in milliseconds.
    public record Ping(double min, double p50, double p90, double p99, double max) {}

    /// The figures of one way between two stacks. What was not measured on it is NaN.
    ///
    /// @param associationSeconds median, from the start of wpa_supplicant until the keys are set
    /// @param associationMaxSeconds the slowest
    /// @param pings answered
    /// @param tcpMegabits median of the streams, in Mbit/s
    public record Path(
            String name,
            double associationSeconds,
            double associationMaxSeconds,
            int pings,
            Ping ping,
            double tcpMegabits) {}

    /// What an agent has cost its guest.
    ///
    /// @param startSeconds from its start until it was on the air
    /// @param residentMaxKib memory at the most
    /// @param residentKib memory at the end
    public record Agent(String node, double startSeconds, int residentMaxKib, int residentKib) {}

    /// The report for people: each floor's figures with what the air's are of them.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%-12s %21s   %38s   %12s"
                        .formatted(
                                options.engine(),
                                "association, s",
                                "ping min / p50 / p90 / p99 / max, ms",
                                "TCP, Mbit/s"));
        Path air = paths.getFirst();
        for (Path path : paths) {
            String association =
                    Double.isNaN(path.associationSeconds())
                            ? "-"
                            : "%.3f (max %.3f)"
                                    .formatted(
                                            path.associationSeconds(),
                                            path.associationMaxSeconds());
            Ping ping = path.ping();
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-12s %21s   %38s   %12.0f",
                            path.name(),
                            association,
                            "%.3f / %.3f / %.3f / %.3f / %.3f"
                                    .formatted(
                                            ping.min(),
                                            ping.p50(),
                                            ping.p90(),
                                            ping.p99(),
                                            ping.max()),
                            path.tcpMegabits()));
        }
        for (Path floor : paths.subList(1, paths.size())) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "the air beside %s: ping p50 %.2f times, TCP %.0f %%",
                            floor.name(),
                            air.ping().p50() / floor.ping().p50(),
                            100 * air.tcpMegabits() / floor.tcpMegabits()));
        }
        for (Agent agent : agents) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "agent of %s: on the air %.2f s after its start, resident %.1f MB (max"
                                    + " %.1f)",
                            agent.node(),
                            agent.startSeconds(),
                            agent.residentKib() / KIB_PER_MB,
                            agent.residentMaxKib() / KIB_PER_MB));
        }
        lines.add("kick to signal while pinging: " + whilePinging);
        lines.add("kick to signal of all frames: " + atAll);
        lines.add("%,d frames, dropped: %s".formatted(frames, drops.isEmpty() ? "none" : drops));
        return lines;
    }

    /// Writes the report for programs.
    ///
    /// @throws IOException if the file cannot be written
    public void writeJson(java.nio.file.Path file) throws IOException {
        try (OutputStream out = java.nio.file.Files.newOutputStream(file);
                JsonGenerator json =
                        new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("engine", options.engine());
            json.writeNumberProperty("rounds", options.rounds());
            json.writeNumberProperty("frames", frames);
            json.writeObjectPropertyStart("drops");
            new TreeMap<>(drops).forEach(json::writeNumberProperty);
            json.writeEndObject();
            write(json, "kickToSignalWhilePingingMicros", whilePinging);
            write(json, "kickToSignalMicros", atAll);
            json.writeStringProperty("radio", options.radio());
            json.writeArrayPropertyStart("agents");
            for (Agent agent : agents) {
                json.writeStartObject();
                json.writeStringProperty("node", agent.node());
                json.writeNumberProperty("startSeconds", agent.startSeconds());
                json.writeNumberProperty("residentMaxKib", agent.residentMaxKib());
                json.writeNumberProperty("residentKib", agent.residentKib());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("paths");
            for (Path path : paths) {
                json.writeStartObject();
                json.writeStringProperty("name", path.name());
                if (!Double.isNaN(path.associationSeconds())) {
                    json.writeNumberProperty("associationSeconds", path.associationSeconds());
                    json.writeNumberProperty("associationMaxSeconds", path.associationMaxSeconds());
                }
                json.writeNumberProperty("pings", path.pings());
                json.writeObjectPropertyStart("pingMillis");
                json.writeNumberProperty("min", path.ping().min());
                json.writeNumberProperty("p50", path.ping().p50());
                json.writeNumberProperty("p90", path.ping().p90());
                json.writeNumberProperty("p99", path.ping().p99());
                json.writeNumberProperty("max", path.ping().max());
                json.writeEndObject();
                json.writeNumberProperty("tcpMegabits", path.tcpMegabits());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, String name, AirBenchReport.Micros micros) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("p50", micros.p50());
        json.writeNumberProperty("p99", micros.p99());
        json.writeNumberProperty("max", micros.max());
        json.writeEndObject();
    }
}
