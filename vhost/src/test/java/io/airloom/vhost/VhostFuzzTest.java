package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// Looks for bytes from a front end or a guest that make the back end throw, hang or reach outside
/// (`JAZZER_FUZZ=1`); without that, replays the corpus.
class VhostFuzzTest {
    private static final int MEMORY = 1 << 16;
    private static final int HALF = MEMORY / 2;

    /// The bytes are steps: how many descriptors (bits 0-1) and whether they are memory (bit 2),
    /// how many bytes, the bytes to send.
    @FuzzTest
    void anyControlStreamEndsWell(byte[] steps) {
        RecordingDevice device = new RecordingDevice(2, (byte) 1, (byte) 2);
        try (SessionFixture session = new SessionFixture(device);
                TestMemory memory = new TestMemory(MEMORY);
                EventFd event = EventFd.create()) {
            int at = 0;
            while (at + 2 < steps.length && session.ends.isEmpty()) {
                Fd[] fds = new Fd[steps[at] & 3];
                Arrays.fill(fds, (steps[at] & 4) == 0 ? event.fd() : memory.fd);
                int length = Math.min(Math.max(1, steps[at + 1] & 0xff), steps.length - at - 2);
                byte[] bytes = Arrays.copyOfRange(steps, at + 2, at + 2 + length);
                session.frontEnd.sendBytes(bytes, fds);
                event.signal();
                session.frontEnd.settle();
                while (session.frontEnd.reply() != null) {
                    // Replies have to be read, or the back end stops to listen.
                }
                at += 2 + length;
            }
            session.frontEnd.close();
            session.frontEnd.settle();
            assertThat(session.sessions.count()).isZero();
            assertThat(session.ends).hasSize(1).noneMatch(end -> end.reason().contains("_FAULT"));
            assertThat(device.events).endsWith("detached");
        }
    }

    /// The bytes are: the queue's size as a power of two, the features, then the guest's memory
    /// from 0 on.
    @FuzzTest
    void anyRingEndsWell(byte[] content) {
        if (content.length < 2) {
            return;
        }
        int size = 1 << (content[0] & 7);
        MemorySegment memory = Arena.ofAuto().allocate(MEMORY, 4096);
        int length = Math.min(content.length - 2, MEMORY);
        MemorySegment.copy(MemorySegment.ofArray(content), 2, memory, 0, length);
        MemoryTable table =
                new MemoryTable(
                        List.of(
                                new MemoryRegion(0, 0, memory.asSlice(0, HALF)),
                                new MemoryRegion(HALF, HALF, memory.asSlice(HALF, HALF))));
        SplitQueue queue = new SplitQueue(0);
        long used = (16L * size + 6 + 2L * size + 3) & -4L;
        assertThat(queue.resize(size)).isNull();
        assertThat(queue.place(0, 16L * size, used)).isNull();
        long features = (content[1] & 3L) << 28;
        assertThat(queue.start(table, features)).isNull();
        DescriptorChain chain = new DescriptorChain();
        MemorySegment bounce = Arena.ofAuto().allocate(4096);
        int taken = 0;
        while (queue.peek(chain) && taken < 2 * size) {
            taken++;
            int read = chain.gather(bounce, 0, 4096);
            assertThat((long) read).isEqualTo(Math.min(chain.readableLength(), 4096));
            chain.scatter(bounce, 0, 4096);
            queue.complete(read);
            queue.needsCall();
        }
        queue.wantKicks();
    }
}
