package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Nodes `n0`, `n1` … on one channel, and a clock of the test's own. Who has no position is a metre
/// from everybody.
final class World {
    static final int MHZ = 5180;
    static final int AP = 0;
    static final int LENGTH = 1496;

    final Air air;
    final List<FakeReceiver> guests = new ArrayList<>();
    final List<Radio> radios = new ArrayList<>();
    long nowNanos = 1_000_000_000;
    private int rateIndex = 7;
    private int rateFlags;

    World(int nodes, long seed, Map<String, Position> positions) {
        this(nodes, seed, positions, Duration.ZERO);
    }

    World(int nodes, long seed, Map<String, Position> positions, Duration delay) {
        ChannelModel model = new ChannelModel(new ChannelSettings(3, 9, positions));
        air = new Air(model, delay, seed);
        for (int i = 0; i < nodes; i++) {
            guests.add(new FakeReceiver(air));
            radios.add(air.join("n" + i, i, guests.get(i)));
            air.addressAdded(radios.get(i), address(i));
            air.recall(radios.get(i), MHZ, List.of());
        }
    }

    static long address(int node) {
        return 0x0200_0000_0000L + (node << 8);
    }

    /// All frames from now on have that rate and those flags.
    World at(int index, int flags) {
        rateIndex = index;
        rateFlags = flags;
        return this;
    }

    Transmission frame(int from, int to, int octets) {
        return Frames.transmission(Frames.DATA, address(to), address(from), octets, MHZ)
                .leg(0, rateIndex, 11, rateFlags)
                .leg(1, rateIndex, 11, rateFlags)
                .leg(2, rateIndex, 11, rateFlags)
                .leg(3, rateIndex, 11, rateFlags);
    }

    void send(int from, Transmission frame, long cookie) {
        boolean ack = !MacAddress.isGroup(frame.receiverAddress());
        frame.sent(frame.freqMhz(), ack, nowNanos).marked(0, cookie);
        air.transmit(radios.get(from), frame);
    }

    /// Goes on until a time, or until nothing is left.
    void goOn(long untilNanos) {
        long left = air.nanosUntilArrival(nowNanos);
        while (left != Long.MAX_VALUE && nowNanos + left <= untilNanos) {
            nowNanos += Math.max(0, left);
            air.arrive(nowNanos);
            left = air.nanosUntilArrival(nowNanos);
        }
    }

    void finish() {
        goOn(Long.MAX_VALUE / 2);
    }

    /// So many nodes send frames without a pause to node 0, for so long.
    void saturate(int senders, long nanos) {
        int[][] pairs = new int[senders][];
        for (int i = 0; i < senders; i++) {
            pairs[i] = new int[] {i + 1, AP};
        }
        saturate(nanos, pairs);
    }

    /// The first of each pair sends frames without a pause to the second, for so long.
    void saturate(long nanos, int[]... pairs) {
        long end = nowNanos + nanos;
        for (int[] pair : pairs) {
            for (int i = 0; i < 8; i++) {
                send(pair[0], frame(pair[0], pair[1], LENGTH), i);
            }
        }
        while (nowNanos < end) {
            List<Integer> before = guests.stream().map(g -> g.statuses.size()).toList();
            nowNanos += air.nanosUntilArrival(nowNanos);
            air.arrive(nowNanos);
            for (int[] pair : pairs) {
                int over = guests.get(pair[0]).statuses.size() - before.get(pair[0]);
                for (int i = 0; i < over; i++) {
                    send(pair[0], frame(pair[0], pair[1], LENGTH), i);
                }
            }
        }
    }

    long acknowledged(int node) {
        return guests.get(node).statuses.stream().filter(FakeReceiver.Status::acknowledged).count();
    }

    long value(AirCounter counter) {
        return air.counters().value(counter);
    }
}
