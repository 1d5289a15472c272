package io.airloom.report;

import io.airloom.ieee80211.Channel;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LatencyCounts;
import io.airloom.lab.ScenarioRun;
import io.airloom.lab.StepResult;
import io.airloom.medium.ChannelUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What can be plotted of a run: from samples of its air, from its capture if there are none, and
/// from what its steps have measured.
final class AirPlots {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double MEGABIT = 1e6 / 8;

    /// Width of what frames are counted in where nobody has sampled, in seconds.
    private static final double BIN_SECONDS = 0.25;

    private static final int MAX_BINS = 20_000;

    private final ScenarioRun run;
    private final @Nullable CapturedFrames frames;
    private final ToLongFunction<String> colours;
    private final long startEpochNanos;

    private AirPlots(
            ScenarioRun run,
            @Nullable CapturedFrames frames,
            ToLongFunction<String> colours,
            long startEpochNanos) {
        this.run = run;
        this.frames = frames;
        this.colours = colours;
        this.startEpochNanos = startEpochNanos;
    }

    /// @param colours the colour of a node
    static List<Plot> of(
            ScenarioRun run,
            @Nullable CapturedFrames frames,
            ToLongFunction<String> colours,
            long startEpochNanos) {
        AirPlots plots = new AirPlots(run, frames, colours, startEpochNanos);
        List<Plot> found = new ArrayList<>();
        boolean sampled = run.samples().size() > 1;
        found.add(sampled ? plots.sampledThroughput() : plots.countedThroughput());
        found.add(plots.roundTrips());
        found.add(plots.loss());
        found.add(plots.channels());
        found.add(plots.signal());
        found.add(plots.latency());
        found.removeIf(Plot::isEmpty);
        return found;
    }

    private Plot sampledThroughput() {
        Map<String, Series> series = new LinkedHashMap<>();
        forEachPair((before, after, seconds, length) -> {
            Map<String, Long> earlier = new LinkedHashMap<>();
            before.radios().forEach(r -> earlier.merge(r.node(), r.octets(), Long::sum));
            Map<String, Long> later = new LinkedHashMap<>();
            after.radios().forEach(r -> later.merge(r.node(), r.octets(), Long::sum));
            later.forEach((node, octets) -> {
                long sent = octets - earlier.getOrDefault(node, 0L);
                node(series, node).add(seconds, Math.max(0, sent) / length / MEGABIT);
            });
        });
        return throughput(series, "sent by each node, four times a second");
    }

    private Plot countedThroughput() {
        Map<String, Series> series = new LinkedHashMap<>();
        CapturedFrames all = frames;
        if (all != null && all.size() > 0) {
            double last = all.micros(all.size() - 1) / MICROS_PER_SECOND;
            int bins = (int) Math.min(MAX_BINS, last / BIN_SECONDS + 1);
            long[][] octets = new long[all.nodes().size()][bins];
            for (int i = 0; i < all.size(); i++) {
                double bin = all.micros(i) / MICROS_PER_SECOND / BIN_SECONDS;
                if (bin < bins) {
                    octets[all.node(i)][(int) bin] += all.octets(i);
                }
            }
            for (int node = 0; node < octets.length; node++) {
                Series line = node(series, all.nodes().get(node));
                for (int bin = 0; bin < bins; bin++) {
                    line.add((bin + 0.5) * BIN_SECONDS, octets[node][bin] / BIN_SECONDS / MEGABIT);
                }
            }
        }
        return throughput(series, "sent by each node, from the capture");
    }

    private Plot throughput(Map<String, Series> series, String note) {
        return new Plot("Throughput", "Mbit/s", note, true, List.copyOf(series.values()));
    }

    private record Dot(Series of, double seconds, double millis) {}

    private Plot roundTrips() {
        Map<String, Series> series = new LinkedHashMap<>();
        List<Dot> dots = new ArrayList<>();
        for (StepResult step : run.steps()) {
            PingTimes ping = PingTimes.of(step, frames);
            String name = step.node() + " ↔ " + ping.target();
            for (PingTimes.Reply reply : ping.replies()) {
                Double seconds = reply.seconds();
                if (seconds == null) {
                    stretches(series, name + ", some time in its step", step)
                            .add(
                                    step.since().toNanos() / NANOS_PER_SECOND,
                                    step.time().toNanos() / NANOS_PER_SECOND,
                                    reply.millis());
                } else {
                    dots.add(new Dot(dots(series, name, step), seconds, reply.millis()));
                }
            }
        }
        // Steps may have run at once, and the script looks for times in order.
        dots.sort(Comparator.comparingDouble(Dot::seconds));
        dots.forEach(dot -> dot.of().add(dot.seconds(), dot.millis()));
        String note = "each ping's round trip, where its request was on the air";
        return new Plot("Ping", "ms", note, true, List.copyOf(series.values()));
    }

    private Series dots(Map<String, Series> series, String name, StepResult step) {
        return series.computeIfAbsent(
                name, n -> new Series(n, colour(step.node()), 0, Series.Shape.DOTS));
    }

    private Series stretches(Map<String, Series> series, String name, StepResult step) {
        return series.computeIfAbsent(
                name, n -> new Series(n, colour(step.node()), 0, Series.Shape.STRETCHES));
    }

    private Plot loss() {
        Map<String, Series> series = new LinkedHashMap<>();
        forEachPair((before, after, seconds, length) -> {
            Map<String, AirSnapshot.Link> earlier = byName(before);
            for (AirSnapshot.Link link : after.links()) {
                AirSnapshot.Link was = earlier.get(name(link));
                long tries = link.tries() - (was == null ? 0 : was.tries());
                long done = link.frames() - (was == null ? 0 : was.frames());
                long lost = link.lost() - (was == null ? 0 : was.lost());
                Series line = link(series, link);
                if (tries > 0) {
                    double inVain = 100.0 * (tries - done + lost) / tries;
                    line.add(seconds, Math.clamp(inVain, 0, 100));
                } else {
                    line.interrupt();
                }
            }
        });
        series.values().removeIf(line -> line.largest() == 0);
        String note = "tries of unicast frames that were not acknowledged";
        return new Plot("Tries in vain", "%", note, true, List.copyOf(series.values()));
    }

    private Plot channels() {
        Map<Integer, Series> series = new TreeMap<>();
        forEachPair((before, after, seconds, length) -> {
            Map<Integer, ChannelUse> earlier = new HashMap<>();
            before.channels().forEach(use -> earlier.put(use.freqMhz(), use));
            for (ChannelUse use : after.channels()) {
                ChannelUse was = earlier.get(use.freqMhz());
                long tries = use.tries() - (was == null ? 0 : was.tries());
                long busyNanos = use.busyNanos() - (was == null ? 0 : was.busyNanos());
                Series line = channel(series, use.freqMhz());
                if (tries < 0) {
                    // It counts from 0 again: how much is missing nobody knows.
                    line.interrupt();
                } else {
                    double busy = 100 * busyNanos / NANOS_PER_SECOND / length;
                    line.add(seconds, Math.clamp(busy, 0, 100));
                }
            }
        });
        series.values().removeIf(line -> line.largest() == 0);
        String note = "part of the time in which somebody sent";
        return new Plot("Channel use", "%", note, true, List.copyOf(series.values()));
    }

    private static Series channel(Map<Integer, Series> series, int freqMhz) {
        int number = Channel.number(freqMhz);
        String name = (number == Channel.NONE ? "" : "channel " + number + ", ") + freqMhz + " MHz";
        int colour = series.size();
        return series.computeIfAbsent(freqMhz, _ -> new Series(name, colour, 0, Series.Shape.LINE));
    }

    private Plot signal() {
        Map<String, Series> series = new LinkedHashMap<>();
        for (AirSnapshot sample : run.samples()) {
            for (AirSnapshot.Link link : sample.links()) {
                if (link.up()) {
                    link(series, link).add(seconds(sample), link.signalDbm());
                }
            }
        }
        String note = "at which the second of a pair hears the first";
        return new Plot("Signal", "dBm", note, false, List.copyOf(series.values()));
    }

    private Plot latency() {
        Series median = new Series("median", 0, 0, Series.Shape.LINE);
        Series most = new Series("99 %", 0, 1, Series.Shape.LINE);
        forEachPair((before, after, seconds, length) -> {
            LatencyCounts frames = after.latency().since(before.latency());
            if (frames.total() > 0) {
                median.add(seconds, frames.micros(0.5) / 1e3);
                most.add(seconds, frames.micros(0.99) / 1e3);
            } else {
                median.interrupt();
                most.interrupt();
            }
        });
        String note = "a frame's way through the air, of the frames since the look before";
        return new Plot("Air latency", "ms", note, true, List.of(median, most));
    }

    private interface Pair {
        /// @param seconds the middle between both
        /// @param length seconds from one to the other
        void see(AirSnapshot before, AirSnapshot after, double seconds, double length);
    }

    private void forEachPair(Pair pair) {
        List<AirSnapshot> samples = run.samples();
        for (int i = 1; i < samples.size(); i++) {
            AirSnapshot before = samples.get(i - 1);
            AirSnapshot after = samples.get(i);
            double length = (after.epochNanos() - before.epochNanos()) / NANOS_PER_SECOND;
            if (length > 0) {
                pair.see(before, after, (seconds(before) + seconds(after)) / 2, length);
            }
        }
    }

    private double seconds(AirSnapshot sample) {
        return (sample.epochNanos() - startEpochNanos) / NANOS_PER_SECOND;
    }

    private int colour(String node) {
        return (int) colours.applyAsLong(node);
    }

    private Series node(Map<String, Series> series, String node) {
        return series.computeIfAbsent(node, n -> new Series(n, colour(n), 0, Series.Shape.LINE));
    }

    /// The sender's colour; to its several receivers, several ways of drawing.
    private Series link(Map<String, Series> series, AirSnapshot.Link link) {
        String name = name(link);
        Series known = series.get(name);
        if (known == null) {
            int sender = colour(link.from());
            int others = (int) series.values().stream().filter(s -> s.sender == sender).count();
            known = new Series(name, sender, others, Series.Shape.LINE);
            series.put(name, known);
        }
        return known;
    }

    private static Map<String, AirSnapshot.Link> byName(AirSnapshot sample) {
        Map<String, AirSnapshot.Link> links = new LinkedHashMap<>();
        sample.links().forEach(link -> links.put(name(link), link));
        return links;
    }

    private static String name(AirSnapshot.Link link) {
        return link.from() + " → " + link.to();
    }
}
