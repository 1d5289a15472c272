package io.airloom.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.medium.IdealPropagation;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nothing is allocated per frame, from the message in to the signal out, taps and backlog
/// included.
class AllocationTest {
    private static final long AP = 0x0200_0000_0100L;
    private static final long STA = 0x0200_0000_0200L;
    private static final int FRAMES = 100_000;
    private static final LongSupplier CLOCK = System::nanoTime;

    private final OnePlacePort apPort = new OnePlacePort();
    private final OnePlacePort staPort = new OnePlacePort();
    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16);
    private final TapRing ring = new TapRing(1 << 20, 0);
    private final CountingHandler handler = new CountingHandler();
    private int used;

    /// Takes every message into the same place, or none.
    private static final class OnePlacePort implements MessagePort {
        private final MemorySegment memory = Arena.ofAuto().allocate(4096);
        private boolean open = true;
        private long messages;

        @Override
        public Claim claim(int length) {
            return open ? Claim.OK : Claim.NO_BUFFER;
        }

        @Override
        public MemorySegment segment() {
            return memory;
        }

        @Override
        public long offset() {
            return 0;
        }

        @Override
        public boolean commit(int length) {
            messages++;
            return true;
        }

        @Override
        public void signal() {}
    }

    private static final class CountingHandler implements TapHandler {
        private long frames;

        @Override
        public void joined(int radioId, String name, long key) {}

        @Override
        public void left(int radioId) {}

        @Override
        public void frame(TapRecord record) {
            frames += record.frameLength() > 0 ? 1 : 0;
        }

        @Override
        public void lost(long records) {}
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100000, 0", "0, 0.3", "100000, 0.3"})
    void nothingIsAllocatedPerFrame(long delayNanos, double loss) {
        Air air = new Air(new IdealPropagation(), Duration.ofNanos(delayNanos), Air.USUAL_SEED);
        Guest ap = new Guest(air, "ap1", apPort);
        Guest sta = new Guest(air, "sta1", staPort);
        air.tap(ring);
        if (loss > 0) {
            air.links().loss("ap1", "sta1", loss);
            air.links().signal("sta1", "ap1", -60);
            air.links().power("ap1", 17);
        }
        MemorySegment beacon = Kernel.frame(0x80, MacAddress.BROADCAST, AP, 200, 0);
        MemorySegment data = Kernel.frame(0x08, STA, AP, 1500, 0);
        MemorySegment reply = Kernel.frame(0x08, AP, STA, 100, 0);
        int beaconAt = used;
        int beaconLength = encode(beacon, 2);
        int dataAt = used;
        int dataLength = encode(data, 0);
        int replyAt = used;
        int replyLength = encode(reply, 0);

        long before = 0;
        // The first round warms up: classes, tables, the backlog's memory.
        for (int round = 0; round < 2; round++) {
            before = allocatedBytes();
            for (int i = 0; i < FRAMES / 4; i++) {
                long now = CLOCK.getAsLong();
                staPort.open = (i & 63) > 3;
                ap.message(memory, beaconAt, beaconLength, now);
                ap.message(memory, dataAt, dataLength, now);
                sta.message(memory, replyAt, replyLength, now);
                ap.message(memory, dataAt, 60, now);
                air.arrive(now);
                air.flush(CLOCK);
                ring.poll(handler);
            }
            while (air.nanosUntilArrival(CLOCK.getAsLong()) < Long.MAX_VALUE) {
                air.arrive(CLOCK.getAsLong());
            }
            air.flush(CLOCK);
            ring.poll(handler);
        }
        long allocated = allocatedBytes() - before;

        assertThat(allocated).as("octets for %d messages", FRAMES).isLessThan(20_000);
        assertThat(air.counters().value(AirCounter.FRAMES)).isEqualTo(FRAMES / 4 * 3 * 2);
        assertThat(sta.counters().value(GuestCounter.BACKLOGGED)).isPositive();
        assertThat(handler.frames).isEqualTo(FRAMES / 4 * 3 * 2);
        assertThat(staPort.messages).isGreaterThan(FRAMES);
    }

    private int encode(MemorySegment frame, int flags) {
        int length =
                HwsimKernelEncoder.frame(
                        memory,
                        used,
                        4096,
                        0x21,
                        Kernel.KEY,
                        frame,
                        0,
                        (int) frame.byteSize(),
                        flags,
                        2412,
                        Kernel.rates(0, 3),
                        0,
                        used,
                        false);
        used += 4096;
        return length;
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
