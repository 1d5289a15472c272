package io.airloom.top;

import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabReport;
import io.airloom.lab.RunningLab;
import io.airloom.medium.ChannelUse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last looks at a lab, and what they say of the time between them. Rates and losses are those
/// of the last {@link #KEPT} looks, so that figures can be read. Not thread-safe.
final class Looks {
    private static final int KEPT = 4;
    private static final int HISTORY = 240;
    private static final double NANOS = 1e9;

    private final Deque<AirSnapshot> snapshots = new ArrayDeque<>();
    private final Deque<Double> framesPerSecond = new ArrayDeque<>();
    private List<RunningLab.Node> nodes = List.of();

    /// A node and its radios, together.
    ///
    /// @param number its place in the topology
    /// @param freqMhz of its last frame; 0 if it has sent none
    /// @param power dBm
    record NodeRow(
            int number,
            RunningLab.Node node,
            boolean onAir,
            int freqMhz,
            int power,
            long frames,
            Rates rates) {}

    /// A link, one way.
    record LinkRow(AirSnapshot.Link link, int fromNumber, int toNumber, Rates rates) {}

    /// A channel.
    ///
    /// @param busy part of the time, 0 … 1
    record ChannelRow(int freqMhz, double busy, double triesPerSecond, double collisionsPerSecond) {
        static ChannelRow between(ChannelUse before, ChannelUse after, double seconds) {
            long tries = after.tries() - before.tries();
            // An air that was started again counts from 0.
            if (tries < 0) {
                return new ChannelRow(after.freqMhz(), 0, 0, 0);
            }
            double busySeconds = (after.busyNanos() - before.busyNanos()) / NANOS;
            return new ChannelRow(
                    after.freqMhz(),
                    Math.clamp(busySeconds / seconds, 0, 1),
                    tries / seconds,
                    (after.collisions() - before.collisions()) / seconds);
        }
    }

    /// What happened in the last looks.
    ///
    /// @param lost part of the frames, 0 … 1
    /// @param tries of a frame, on average; 0 if there was none
    record Rates(double framesPerSecond, double octetsPerSecond, double lost, double tries) {
        static final Rates NONE = new Rates(0, 0, 0, 0);

        static Rates of(double seconds, long frames, long octets, long lost, long tries) {
            // An air that was started again counts from 0.
            if (seconds <= 0 || frames <= 0) {
                return NONE;
            }
            return new Rates(
                    frames / seconds,
                    Math.max(0, octets) / seconds,
                    Math.clamp(lost / (double) frames, 0, 1),
                    Math.max(0, tries) / (double) frames);
        }
    }

    /// Takes a look.
    void add(List<RunningLab.Node> labNodes, AirSnapshot snapshot) {
        nodes = List.copyOf(labNodes);
        AirSnapshot last = snapshots.peekLast();
        if (last != null) {
            double seconds = (snapshot.epochNanos() - last.epochNanos()) / NANOS;
            long frames = snapshot.medium().frames() - last.medium().frames();
            keep(framesPerSecond, Rates.of(seconds, frames, 0, 0, 0).framesPerSecond(), HISTORY);
        }
        keep(snapshots, snapshot, KEPT);
    }

    private static <T> void keep(Deque<T> deque, T value, int most) {
        deque.addLast(value);
        if (deque.size() > most) {
            deque.removeFirst();
        }
    }

    List<RunningLab.Node> nodes() {
        return nodes;
    }

    /// The place of a node in the topology; beyond it for others, such as radios from elsewhere.
    int number(String node) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).name().equals(node)) {
                return i;
            }
        }
        return nodes.size();
    }

    /// All that the air has carried; null before the first look.
    LabReport.@Nullable Medium medium() {
        AirSnapshot last = snapshots.peekLast();
        return last == null ? null : last.medium();
    }

    /// Frames of each look, the oldest first.
    List<Double> history() {
        return List.copyOf(framesPerSecond);
    }

    /// The names of the lab's nodes; none before the first look.
    List<String> names() {
        return nodes.stream().map(RunningLab.Node::name).toList();
    }

    /// Of all radios.
    Rates all() {
        AirSnapshot old = snapshots.peekFirst();
        AirSnapshot now = snapshots.peekLast();
        if (old == null || now == null) {
            return Rates.NONE;
        }
        Sum sum = Sum.of(now, null).minus(Sum.of(old, null));
        return sum.rates(seconds());
    }

    private double seconds() {
        AirSnapshot old = snapshots.peekFirst();
        AirSnapshot now = snapshots.peekLast();
        return old == null || now == null ? 0 : (now.epochNanos() - old.epochNanos()) / NANOS;
    }

    /// The nodes of the lab, then radios of nobody in it.
    List<NodeRow> nodeRows(Sorting sorting) {
        List<NodeRow> rows = new ArrayList<>();
        AirSnapshot old = snapshots.peekFirst();
        AirSnapshot now = snapshots.peekLast();
        for (RunningLab.Node node : nodes) {
            rows.add(row(node, old, now));
        }
        if (now != null) {
            now.radios().stream()
                    .map(AirSnapshot.Radio::node)
                    .distinct()
                    .filter(name -> number(name) == nodes.size())
                    .forEach(name -> {
                        var guest = new RunningLab.Node(name, "-", "-", "", "", true);
                        rows.add(row(guest, old, now));
                    });
        }
        Comparator<NodeRow> order =
                switch (sorting) {
                    case FILE -> Comparator.comparingInt(NodeRow::number);
                    case TRAFFIC ->
                            Comparator.comparingDouble(row -> -row.rates().octetsPerSecond());
                    case LOSS -> Comparator.comparingDouble(row -> -row.rates().lost());
                    case NAME -> Comparator.comparing(row -> row.node().name());
                };
        rows.sort(order);
        return rows;
    }

    private NodeRow row(
            RunningLab.Node node, @Nullable AirSnapshot old, @Nullable AirSnapshot now) {
        int number = number(node.name());
        if (old == null || now == null) {
            return new NodeRow(number, node, false, 0, 0, 0, Rates.NONE);
        }
        Sum sum = Sum.of(now, node.name());
        Rates rates = sum.minus(Sum.of(old, node.name())).rates(seconds());
        int freqMhz = 0;
        int power = 0;
        boolean present = false;
        for (AirSnapshot.Radio radio : now.radios()) {
            if (radio.node().equals(node.name())) {
                freqMhz = radio.freqMhz() == 0 ? freqMhz : radio.freqMhz();
                power = radio.powerDbm();
                present |= radio.present();
            }
        }
        return new NodeRow(number, node, present, freqMhz, power, sum.frames(), rates);
    }

    /// How the channels were used in the last looks; none on an air without channels.
    List<ChannelRow> channelRows(Sorting sorting) {
        AirSnapshot old = snapshots.peekFirst();
        AirSnapshot now = snapshots.peekLast();
        if (old == null || now == null || seconds() <= 0) {
            return List.of();
        }
        Map<Integer, ChannelUse> earlier = new HashMap<>();
        old.channels().forEach(use -> earlier.put(use.freqMhz(), use));
        List<ChannelRow> rows = new ArrayList<>();
        for (ChannelUse use : now.channels()) {
            ChannelUse none = new ChannelUse(use.freqMhz(), 0, 0, 0);
            ChannelUse before = earlier.getOrDefault(use.freqMhz(), none);
            rows.add(ChannelRow.between(before, use, seconds()));
        }
        switch (sorting) {
            case FILE, NAME -> {}
            case TRAFFIC -> rows.sort(Comparator.comparingDouble(row -> -row.busy()));
            case LOSS -> rows.sort(Comparator.comparingDouble(row -> -row.collisionsPerSecond()));
        }
        return rows;
    }

    /// The links of the air.
    List<LinkRow> linkRows(Sorting sorting) {
        AirSnapshot old = snapshots.peekFirst();
        AirSnapshot now = snapshots.peekLast();
        if (old == null || now == null) {
            return List.of();
        }
        Map<Ends, AirSnapshot.Link> earlier = new HashMap<>();
        old.links().forEach(link -> earlier.put(Ends.of(link), link));
        List<LinkRow> rows = new ArrayList<>();
        for (AirSnapshot.Link link : now.links()) {
            AirSnapshot.Link before = earlier.get(Ends.of(link));
            Rates rates =
                    Rates.of(
                            seconds(),
                            link.frames() - (before == null ? 0 : before.frames()),
                            link.octets() - (before == null ? 0 : before.octets()),
                            link.lost() - (before == null ? 0 : before.lost()),
                            link.tries() - (before == null ? 0 : before.tries()));
            rows.add(new LinkRow(link, number(link.from()), number(link.to()), rates));
        }
        Comparator<LinkRow> byPlace =
                Comparator.comparingInt(LinkRow::fromNumber).thenComparingInt(LinkRow::toNumber);
        Comparator<LinkRow> order =
                switch (sorting) {
                    case FILE -> byPlace;
                    case TRAFFIC ->
                            Comparator.<LinkRow>comparingDouble(r -> -r.rates().octetsPerSecond())
                                    .thenComparing(byPlace);
                    case LOSS ->
                            Comparator.<LinkRow>comparingDouble(r -> -r.rates().lost())
                                    .thenComparing(byPlace);
                    case NAME ->
                            Comparator.<LinkRow, String>comparing(r -> r.link().from())
                                    .thenComparing(r -> r.link().to());
                };
        rows.sort(order);
        return rows;
    }

    private record Ends(String from, String to) {
        static Ends of(AirSnapshot.Link link) {
            return new Ends(link.from(), link.to());
        }
    }

    /// Counters of some radios, together.
    private record Sum(long frames, long octets, long lost, long tries) {
        /// @param node whose radios; null for all
        static Sum of(AirSnapshot snapshot, @Nullable String node) {
            long frames = 0;
            long octets = 0;
            long lost = 0;
            long tries = 0;
            for (AirSnapshot.Radio radio : snapshot.radios()) {
                if (node == null || radio.node().equals(node)) {
                    frames += radio.frames();
                    octets += radio.octets();
                    lost += radio.lost();
                    tries += radio.tries();
                }
            }
            return new Sum(frames, octets, lost, tries);
        }

        Sum minus(Sum old) {
            return new Sum(
                    frames - old.frames, octets - old.octets, lost - old.lost, tries - old.tries);
        }

        Rates rates(double seconds) {
            return Rates.of(seconds, frames, octets, lost, tries);
        }
    }
}
