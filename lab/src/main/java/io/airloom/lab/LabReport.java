package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.medium.ChannelUse;
import io.airloom.topology.AgentTransport;
import io.airloom.topology.CommandWay;
import io.airloom.topology.Engine;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeSpec;
import io.airloom.vhost.AirThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What a lab has done, for people and, as JSON, for programs.
///
/// @param lab the topology's name
/// @param ok everything that was to be done has been done
/// @param engine `qemu`, `uml` or `qemu+uml`
/// @param accelerator `kvm` or `tcg`; null if nothing has booted in QEMU
/// @param kernel the guests' kernel release; of several engines, with commas between
/// @param seed of what chance decides on its air
/// @param associations in the order of each station's joining, roaming included
/// @param steps the commands that were run
/// @param capture the recorded file, or null
/// @param failure why it is not ok, or null
public record LabReport(
        String lab,
        boolean ok,
        String engine,
        @Nullable String accelerator,
        String kernel,
        long seed,
        List<Node> nodes,
        List<Association> associations,
        List<CommandRun> steps,
        Medium medium,
        @Nullable Path capture,
        @Nullable String failure) {

    public LabReport {
        nodes = List.copyOf(nodes);
        associations = List.copyOf(associations);
        steps = List.copyOf(steps);
    }

    /// A machine, what runs it and what runs in it, how its radios reach the air, and the time that
    /// it took to boot.
    ///
    /// @param image the name of its image; of its disk's or initrd's file, if it is its user's own
    /// @param commands how commands run in it
    /// @param transport of its agent's messages; null without one
    public record Node(
            String name,
            Engine engine,
            String image,
            CommandWay commands,
            NodeRadio radio,
            @Nullable AgentTransport transport,
            long bootMillis) {
        static Node of(
                NodeSpec node, Engine engine, String image, CommandWay commands, Duration time) {
            return new Node(
                    node.name(),
                    engine,
                    image,
                    commands,
                    node.radio(),
                    node.radio().needsAgent() ? node.transport() : null,
                    time.toMillis());
        }
    }

    /// A station's joining of a network.
    ///
    /// @param bssid of the access point; of the peer, in a mesh
    /// @param millis in the station's own time, from the start of wpa_supplicant, or from the first
    ///   try when it had joined before, until its keys were set
    public record Association(String station, String bssid, String ssid, long millis) {}

    /// A command that was run.
    ///
    /// @param output both streams as they came, at most 256 KiB
    public record CommandRun(String node, String run, int exitCode, long millis, String output) {}

    /// What the air has carried.
    ///
    /// @param frames sent by all radios
    /// @param copies taken by receivers
    /// @param drops copies that could not be taken, by reason
    /// @param channels how each frequency was used, in the order of frequencies; none on an air on
    ///   which frames take no time
    public record Medium(
            long frames,
            long copies,
            SequencedMap<String, Long> drops,
            Latency latency,
            List<ChannelUse> channels) {
        public Medium {
            drops = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(drops));
            channels =
                    channels.stream().sorted(Comparator.comparingInt(ChannelUse::freqMhz)).toList();
        }

        /// Of an air without channels.
        public Medium(long frames, long copies, SequencedMap<String, Long> drops, Latency latency) {
            this(frames, copies, drops, latency, List.of());
        }

        /// Of an air that has carried nothing.
        public static final Medium NONE =
                new Medium(0, 0, new LinkedHashMap<>(), new Latency(0, 0, 0));

        private static final double NANOS_PER_MICRO = 1000;

        /// What an air has carried until now. Waits for the air's thread; of an air that is closed
        /// there are no channels.
        public static Medium of(AirThread air) {
            try {
                return of(air, air.with(Air::channels));
            } catch (RejectedExecutionException e) {
                return of(air, List.of());
            }
        }

        /// @param channels that it had a moment ago
        static Medium of(AirThread air, List<ChannelUse> channels) {
            SequencedMap<String, Long> drops = new LinkedHashMap<>();
            for (AirCounter counter : AirCounter.values()) {
                long count = counter.isDrop() ? air.counters().value(counter) : 0;
                if (count > 0) {
                    drops.put(counter.text(), count);
                }
            }
            io.airloom.medium.Latency.Snapshot latency = air.latency().snapshot();
            return new Medium(
                    air.counters().value(AirCounter.FRAMES),
                    air.counters().value(AirCounter.COPIES),
                    drops,
                    new Latency(
                            latency.p50Nanos() / NANOS_PER_MICRO,
                            latency.p99Nanos() / NANOS_PER_MICRO,
                            latency.maxNanos() / NANOS_PER_MICRO),
                    channels);
        }

        /// The same with another use of its channels.
        Medium with(List<ChannelUse> use) {
            return new Medium(frames, copies, drops, latency, use);
        }

        /// With what another air carried after this one; percentiles are of the last that carried
        /// anything.
        Medium and(Medium next) {
            SequencedMap<String, Long> all = new LinkedHashMap<>(drops);
            next.drops.forEach((reason, count) -> all.merge(reason, count, Long::sum));
            Latency last = next.frames > 0 ? next.latency : latency;
            return new Medium(
                    frames + next.frames,
                    copies + next.copies,
                    all,
                    new Latency(
                            last.p50Micros(),
                            last.p99Micros(),
                            Math.max(latency.maxMicros(), next.latency.maxMicros())),
                    ChannelUses.sum(channels, next.channels));
        }

        /// Writes this alone as a line of JSON.
        ///
        /// @throws EnvironmentException if the file cannot be written
        public void writeJson(Path file) {
            toFile(file, this::write);
        }

        private void write(JsonGenerator json) {
            json.writeStartObject();
            json.writeNumberProperty("frames", frames);
            json.writeNumberProperty("copies", copies);
            json.writeObjectPropertyStart("drops");
            drops.forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeObjectPropertyStart("latencyMicros");
            json.writeNumberProperty("p50", tenths(latency.p50Micros()));
            json.writeNumberProperty("p99", tenths(latency.p99Micros()));
            json.writeNumberProperty("max", tenths(latency.maxMicros()));
            json.writeEndObject();
            ChannelUses.write(json, channels);
            json.writeEndObject();
        }

        /// Copies that could not be taken, for all reasons.
        public long dropped() {
            return drops.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// From the kick that announces a frame to the signal to its last receiver, in microseconds.
    public record Latency(double p50Micros, double p99Micros, double maxMicros) {}

    /// The same of a lab whose capture is not kept.
    public LabReport withoutCapture() {
        return new LabReport(
                lab,
                ok,
                engine,
                accelerator,
                kernel,
                seed,
                nodes,
                associations,
                steps,
                medium,
                null,
                failure);
    }

    /// Writes the report as JSON.
    ///
    /// @throws EnvironmentException if the file cannot be written
    public void writeJson(Path file) {
        toFile(file, this::writeJson);
    }

    private static void toFile(Path file, Consumer<JsonGenerator> content) {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            toLine(out, content);
        } catch (IOException | UncheckedIOException | JacksonException e) {
            throw new EnvironmentException(
                    "cannot write the report to " + file + ": " + Reason.of(e),
                    "name another file with --json",
                    e);
        }
    }

    /// Writes the report as one line of JSON. Does not close `out`.
    public void writeJson(Writer out) throws IOException {
        toLine(out, this::writeJson);
    }

    private static void toLine(Writer out, Consumer<JsonGenerator> content) throws IOException {
        try (JsonGenerator json =
                JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), out)) {
            json.configure(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET, false);
            content.accept(json);
        }
        out.write('\n');
        out.flush();
    }

    private void writeJson(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("lab", lab);
        json.writeBooleanProperty("ok", ok);
        json.writeStringProperty("engine", engine);
        json.writeStringProperty("accelerator", accelerator);
        json.writeStringProperty("kernel", kernel);
        json.writeNumberProperty("seed", seed);
        json.writeArrayPropertyStart("nodes");
        for (Node node : nodes) {
            json.writeStartObject();
            json.writeStringProperty("name", node.name());
            json.writeStringProperty("engine", node.engine().word());
            json.writeStringProperty("image", node.image());
            json.writeStringProperty("commands", node.commands().word());
            json.writeStringProperty("radio", node.radio().word());
            if (node.transport() != null) {
                json.writeStringProperty("transport", node.transport().word());
            }
            json.writeNumberProperty("bootMillis", node.bootMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("associations");
        for (Association association : associations) {
            json.writeStartObject();
            json.writeStringProperty("station", association.station());
            json.writeStringProperty("bssid", association.bssid());
            json.writeStringProperty("ssid", association.ssid());
            json.writeNumberProperty("millis", association.millis());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeSteps(json);
        writeMedium(json);
        json.writeStringProperty("capture", capture == null ? null : capture.toString());
        if (failure != null) {
            json.writeStringProperty("failure", failure);
        }
        json.writeEndObject();
    }

    private void writeSteps(JsonGenerator json) {
        json.writeArrayPropertyStart("steps");
        for (CommandRun step : steps) {
            json.writeStartObject();
            json.writeStringProperty("node", step.node());
            json.writeStringProperty("run", step.run());
            json.writeNumberProperty("exitCode", step.exitCode());
            json.writeNumberProperty("millis", step.millis());
            json.writeStringProperty("output", step.output());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeMedium(JsonGenerator json) {
        json.writeName("medium");
        medium.write(json);
    }

    private static double tenths(double micros) {
        return Math.round(micros * 10) / 10.0;
    }
}
