package io.airloom.bench;

import io.airloom.medium.Air;
import io.airloom.medium.Delivery;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import io.airloom.medium.Transmission;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// A frame through the air to one receiver that throws it away, without and with a tap whose ring
/// is read on the same thread: the difference is what the single-producer ring costs at both ends.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TapRingBenchmark {
    private final Air plain = new Air();
    private final Air tapped = new Air();
    private final TapRing ring = new TapRing(1 << 20, 0);
    private final Transmission transmission = new Transmission();
    private final Nobody nobody = new Nobody();
    private @Nullable Reader reader;
    private final Radio plainRadio = plain.join("a", 1, nobody);
    private final Radio tappedRadio = tapped.join("a", 1, nobody);

    /// Puts two radios on each air.
    @Setup
    public void setUp(Blackhole blackhole) {
        reader = new Reader(blackhole);
        plain.join("b", 2, nobody);
        tapped.join("b", 2, nobody);
        tapped.tap(ring);
        transmission
                .frame(Arena.ofAuto().allocate(256, 8), 0, 256)
                .sent(2412, true, 0)
                .marked(0, 1);
        transmission.leg(0, 3, 1, 0);
        transmission.leg(1, -1, 0, 0);
    }

    /// Without a tap.
    @Benchmark
    public void transmit() {
        plain.transmit(plainRadio, transmission);
    }

    /// With one.
    @Benchmark
    public int transmitTapAndPoll() {
        tapped.transmit(tappedRadio, transmission);
        return ring.poll(reader);
    }

    private static final class Nobody implements Receiver {
        @Override
        public Delivery receive(
                Radio from, Radio to, Transmission t, int signalDbm, int rateIndex) {
            return Delivery.DELIVERED;
        }

        @Override
        public void transmitted(Radio from, Transmission t, Outcome outcome) {}

        @Override
        public void flush() {}
    }

    private static final class Reader implements TapHandler {
        private final Blackhole blackhole;

        Reader(Blackhole blackhole) {
            this.blackhole = blackhole;
        }

        @Override
        public void joined(int radioId, String name, long key) {}

        @Override
        public void left(int radioId) {}

        @Override
        public void lost(long records) {}

        @Override
        public void frame(TapRecord record) {
            blackhole.consume(record.frameLength());
        }
    }
}
