package io.airloom.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.airloom.ieee80211.MacAddress;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The way of a frame from one agent to others allocates nothing once it is compiled: at most what
/// a timer and a PING take now and then.
@Timeout(60)
class AllocationTest {
    private static final int FRAMES_PER_ROUND = 2_000;
    private static final int MOST_ROUNDS = 2_000;
    private static final int ALLOWED_PER_FRAME = 4;

    @TempDir Path folder;

    @Test
    void aFrameAllocatesNothingOnItsWay() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (TestHost host = new TestHost()) {
            AgentDoor door = host.unix(folder.resolve("agents"), null, null);
            TestAgent a = host.join(door, "a", 1);
            TestAgent b = host.join(door, "b", 2);
            b.address();
            host.settle();
            long least = Long.MAX_VALUE;
            for (int round = 0;
                    round < MOST_ROUNDS && least / FRAMES_PER_ROUND > ALLOWED_PER_FRAME;
                    round++) {
                long allocated = 0;
                for (int i = 0; i < FRAMES_PER_ROUND; i += 10) {
                    a.frames(MacAddress.BROADCAST, 200, 10);
                    long before = threads.getCurrentThreadAllocatedBytes();
                    host.hostTurn();
                    allocated += threads.getCurrentThreadAllocatedBytes() - before;
                    host.all.forEach(TestAgent::pump);
                }
                least = Math.min(least, allocated);
            }
            assertThat(a.statuses).isGreaterThan(FRAMES_PER_ROUND);
            assertThat(b.receptions).isGreaterThan(FRAMES_PER_ROUND);
            assertThat(least / FRAMES_PER_ROUND).isLessThanOrEqualTo(ALLOWED_PER_FRAME);
        }
    }
}
