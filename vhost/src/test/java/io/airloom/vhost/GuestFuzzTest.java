package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Looks for what a guest can put into its memory (messages, descriptors, indices) that the air
/// does not survive, or that another guest notices (`JAZZER_FUZZ=1`); without that, replays the
/// corpus.
class GuestFuzzTest {
    private static final int MESSAGE = 0;
    private static final int ANYWHERE = 1;

    /// The bytes are steps: what (0 a message, 1 bytes at a place in the memory, with 2 more for
    /// the place in units of 8, else a kick of the receive ring), how many bytes (16 bits), the
    /// bytes.
    @FuzzTest
    void anyGuestHurtsOnlyItself(byte[] steps) {
        try (AirFixture air = new AirFixture()) {
            TestGuest culprit = air.guest(1);
            TestGuest one = air.guest(2);
            TestGuest two = air.guest(3);
            for (TestGuest guest : List.of(culprit, one, two)) {
                guest.setUp(0);
                guest.post(TestGuest.RING);
                guest.announce();
                guest.send(TestGuest.BROADCAST, 40, 1);
                guest.received();
            }
            run(culprit, steps);
            assertThat(air.ends.keySet()).isSubsetOf("vm1");
            air.ends.values().forEach(end -> assertThat(end.reason()).doesNotContain("_FAULT"));
            one.received();
            two.received();
            one.send(two.address, 100, 4711);
            assertThat(two.received()).anyMatch(m -> m.length() == 100);
            assertThat(one.received()).anyMatch(m -> m.cookie() == 4711);
            List.of(culprit, one, two).forEach(TestGuest::close);
        }
    }

    private static void run(TestGuest culprit, byte[] steps) {
        MemorySegment bytes = MemorySegment.ofArray(steps);
        int at = 0;
        while (at + 5 <= steps.length) {
            int length = (steps[at + 1] & 0xff) | (steps[at + 2] & 0x0f) << 8;
            long place = 8L * ((steps[at + 3] & 0xff) | (steps[at + 4] & 0xff) << 8);
            int what = steps[at] & 3;
            at += 5;
            length = Math.min(length, Math.min(steps.length - at, TestGuest.BUFFER));
            if (what == MESSAGE && length > 0) {
                long buffer = culprit.txBuffer();
                MemorySegment.copy(bytes, at, culprit.memory.bytes, buffer, length);
                culprit.offer(buffer, length);
                culprit.kick();
            } else if (what == ANYWHERE) {
                MemorySegment.copy(bytes, at, culprit.memory.bytes, place, length);
                culprit.kick();
            } else {
                culprit.rxKick.signal();
                culprit.frontEnd.settle();
            }
            at += length;
        }
    }
}
