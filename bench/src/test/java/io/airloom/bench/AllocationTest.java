package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The air's thread allocates nothing per frame in steady state.
@Timeout(180)
final class AllocationTest {
    private static final int FRAMES = 50_000;
    private static final int MAX_ROUNDS = 60;

    @TempDir Path folder;

    /// Until the compiler has finished, system calls allocate a little; how long that takes depends
    /// on the machine. So: rounds until one of 50,000 frames costs less than a byte for 50 frames,
    /// and no more than 60 of them.
    @Test
    void theAirThreadAllocatesNothingPerFrame() {
        try (TestAir air = new TestAir(folder)) {
            List<BenchGuest> guests = List.of(air.guest(0), air.guest(1), air.guest(2));
            long bytes = Long.MAX_VALUE;
            for (int round = 0; round < MAX_ROUNDS && bytes > FRAMES / 50; round++) {
                long before = air.thread().allocatedBytes();
                TestAir.exchange(guests, FRAMES, 32);
                bytes = air.thread().allocatedBytes() - before;
            }
            assertThat(bytes).as("bytes for %d frames", FRAMES).isLessThanOrEqualTo(FRAMES / 50);
            guests.forEach(BenchGuest::close);
        }
    }
}
