package io.airloom.vhost;

import io.airloom.bench.DriverRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/// A buffer's way through a virtqueue, both ends on one thread: offered and published by the
/// driver, taken, checked and given back by the device, taken back by the driver. Lies in the
/// device's package, whose ring is nobody else's business.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SplitQueueBenchmark {
    private static final int SIZE = 256;
    private static final int BUFFER_LENGTH = 3776;
    private static final long BUFFERS = 1 << 16;
    private static final long USER_BASE = 0x7f00_0000_0000L;

    private final MemorySegment memory = Arena.ofAuto().allocate(2 << 20, 4096);
    private final DriverRing driver = new DriverRing(memory, 4096, SIZE, false);
    private final SplitQueue device = new SplitQueue(0);
    private final DescriptorChain chain = new DescriptorChain();
    private int next;

    /// Starts the ring.
    @Setup
    public void setUp() {
        for (int i = 0; i < SIZE; i++) {
            driver.descriptor(i, BUFFERS + (long) i * BUFFER_LENGTH, BUFFER_LENGTH, 0, 0);
        }
        device.resize(SIZE);
        device.place(
                USER_BASE + driver.descriptorsOffset(),
                USER_BASE + driver.availableOffset(),
                USER_BASE + driver.usedOffset());
        VhostViolation violation =
                device.start(new MemoryTable(List.of(new MemoryRegion(0, USER_BASE, memory))), 0);
        if (violation != null) {
            throw new IllegalStateException(violation.toString());
        }
    }

    /// One buffer, there and back.
    @Benchmark
    public int popAndPush() {
        driver.offer(next++ & (SIZE - 1));
        driver.publish();
        device.peek(chain);
        device.complete(0);
        return driver.takeUsed();
    }
}
