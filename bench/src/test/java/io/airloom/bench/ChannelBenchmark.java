package io.airloom.bench;

import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import io.airloom.medium.ChannelModel;
import io.airloom.medium.ChannelSettings;
import io.airloom.medium.Delivery;
import io.airloom.medium.Outcome;
import io.airloom.medium.Position;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.Transmission;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the air's thread does for one frame, with all its tries, on a channel on which so many
/// stations always have something to send to one access point: in virtual time, so the clock waits
/// for nobody.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChannelBenchmark {
    private static final int MHZ = 5180;
    private static final int LENGTH = 1496;
    private static final long AP = 0x0200_0000_0000L;

    /// Stations that always have something to send.
    @Param({"2", "20", "100"})
    public int stations;

    private final Deque<Integer> idle = new ArrayDeque<>();
    private final List<Radio> radios = new ArrayList<>();
    private final List<Transmission> frames = new ArrayList<>();
    private Air air = new Air();
    private long nowNanos = 1_000_000_000;

    /// Puts them on a circle of ten metres around the access point.
    @Setup
    public void setUp() {
        Map<String, Position> places = new HashMap<>();
        places.put("n0", new Position(0, 0, 0));
        for (int i = 1; i <= stations; i++) {
            double angle = 2 * Math.PI * i / stations;
            places.put("n" + i, new Position(10 * Math.cos(angle), 10 * Math.sin(angle), 0));
        }
        air = new Air(new ChannelModel(new ChannelSettings(3, 9, places)));
        for (int i = 0; i <= stations; i++) {
            radios.add(air.join("n" + i, i, new Station(i)));
            air.addressAdded(radios.get(i), AP + i * 256L);
            air.recall(radios.get(i), MHZ, List.of());
            frames.add(frame(AP + i * 256L));
        }
        for (int i = 1; i <= stations; i++) {
            send(i);
            send(i);
        }
    }

    private static Transmission frame(long from) {
        MemorySegment octets = Arena.ofAuto().allocate(LENGTH);
        octets.set(ValueLayout.JAVA_BYTE, 0, (byte) 8);
        MacAddress.write(octets, 4, AP);
        MacAddress.write(octets, 10, from);
        Transmission frame = new Transmission().frame(octets, 0, LENGTH).marked(0, 1);
        return frame.leg(0, 7, 4, 0).leg(1, 4, 4, 0).leg(2, 0, 4, 0).leg(3, -1, 0, 0);
    }

    private void send(int station) {
        air.transmit(radios.get(station), frames.get(station).sent(MHZ, true, nowNanos));
    }

    /// Until a frame is over; its sender has another one at once.
    @Benchmark
    public void frame() {
        while (idle.isEmpty()) {
            nowNanos += Math.max(0, air.nanosUntilArrival(nowNanos));
            air.arrive(nowNanos);
        }
        send(idle.remove());
    }

    private final class Station implements Receiver {
        private final int number;

        Station(int number) {
            this.number = number;
        }

        @Override
        public Delivery receive(
                Radio from, Radio to, Transmission t, int signalDbm, int rateIndex) {
            return Delivery.DELIVERED;
        }

        @Override
        public void transmitted(Radio from, Transmission t, Outcome outcome) {
            idle.add(number);
        }

        @Override
        public void flush() {}
    }
}
