package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.linux.Fd;
import io.airloom.linux.MemoryFd;
import io.airloom.vhost.VhostViolation.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Front ends that take their memory away while it is in use: the access faults, the process lives,
/// and only they go. With 20,000 frames before, the code that faults is compiled.
final class TruncatedMemoryTest {
    private final AirFixture air = new AirFixture();
    private final TestGuest one = air.guest(1);
    private final TestGuest two = air.guest(2);
    private final TestGuest three = air.guest(3);
    private long cookie;

    @AfterEach
    void close() {
        one.close();
        two.close();
        three.close();
        air.close();
    }

    private void start(int warmUp) {
        for (TestGuest guest : List.of(one, two, three)) {
            guest.setUp(VhostUserMessage.FEATURE_EVENT_INDEX);
            guest.post(TestGuest.RING);
            guest.announce();
            guest.send(TestGuest.BROADCAST, 40, ++cookie);
        }
        for (int i = 0; i < warmUp / 16; i++) {
            for (int k = 0; k < 16; k++) {
                one.queueFrame(TestGuest.BROADCAST, 100, ++cookie);
            }
            one.kick();
            receiveAll();
        }
        receiveAll();
    }

    private void receiveAll() {
        one.received();
        two.received();
        three.received();
    }

    private void assertOnlyEnded(String name) {
        assertThat(air.ends).containsOnlyKeys(name);
        assertThat(air.ends.get(name))
                .isInstanceOfSatisfying(
                        SessionEnd.Violated.class,
                        end -> {
                            assertThat(end.violation().kind()).isEqualTo(Kind.TRUNCATED_MEMORY);
                            assertThat(end.violation().detail())
                                    .contains("memory region 0: the file was truncated to 0x");
                        });
        assertThat(air.sessions.violations().value(Kind.TRUNCATED_MEMORY)).isEqualTo(1);
    }

    private void assertCarries(TestGuest from, TestGuest to) {
        from.send(to.address, 100, ++cookie);
        assertThat(to.received())
                .anyMatch(m -> m.command() == HwsimCommand.FRAME && m.length() == 100);
        long expected = cookie;
        assertThat(from.received()).anyMatch(m -> m.cookie() == expected && (m.flags() & 4) != 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20_000})
    void theSendersMemoryGoes(int warmUp) {
        start(warmUp);
        one.queueFrame(TestGuest.BROADCAST, 100, ++cookie);
        MemoryFd.truncate(one.memory.fd, 0);
        one.kick();
        assertOnlyEnded("vm1");
        assertCarries(two, three);
        assertCarries(three, two);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20_000})
    void aReceiversMemoryGoesWhileAnotherSends(int warmUp) {
        start(warmUp);
        MemoryFd.truncate(two.memory.fd, 0);
        one.queueFrame(TestGuest.BROADCAST, 100, ++cookie);
        one.queueFrame(TestGuest.BROADCAST, 100, ++cookie);
        one.kick();
        assertOnlyEnded("vm2");
        long last = cookie;
        assertThat(one.received().stream().map(TestGuest.Message::cookie))
                .as("each frame is answered, once")
                .containsExactly(last - 1, last);
        three.received();
        assertCarries(one, three);
        assertCarries(three, one);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20_000})
    void onlyTheBuffersGoAndTheRingsStay(int warmUp) {
        start(warmUp);
        MemoryFd.truncate(two.memory.fd, 1 << 18);
        one.send(TestGuest.BROADCAST, 100, ++cookie);
        assertOnlyEnded("vm2");
        one.received();
        three.received();
        assertCarries(one, three);
    }

    @Test
    void twoGoAtOnce() {
        start(0);
        MemoryFd.truncate(one.memory.fd, 4096);
        MemoryFd.truncate(three.memory.fd, 4096);
        two.send(TestGuest.BROADCAST, 100, ++cookie);
        assertThat(air.ends).containsOnlyKeys("vm1", "vm3");
        two.received();
        two.send(TestGuest.BROADCAST, 100, ++cookie);
        assertThat(two.received()).hasSize(1);
    }

    @Test
    void memoryThatCanBeSealedIsSealed() {
        try (Fd sealable = MemoryFd.create("sealable", one.memory.size)) {
            one.frontEnd.sendAcknowledged(
                    VhostUserRequest.SET_MEM_TABLE, 0, one.memory.table(), sealable);
            assertThat(MemoryFd.seals(sealable) & MemoryFd.F_SEAL_SHRINK).isNotZero();
        }
        assertThat(air.ends).isEmpty();
    }

    @Test
    void memoryThatGoesBeforeTheRingsStart() {
        MemoryFd.truncate(one.memory.fd, 0);
        one.frontEnd.sendAcknowledged(
                VhostUserRequest.SET_MEM_TABLE, 1, one.memory.table(), one.memory.fd);
        assertThat(air.ends.get("vm1").reason()).contains("REGION_BEYOND_FILE");
    }

    @Test
    void memoryThatGoesBetweenTableAndRing() {
        one.frontEnd.send(
                VhostUserRequest.SET_FEATURES,
                FrontEnd.u64(VhostUserMessage.FEATURE_PROTOCOL_FEATURES));
        one.frontEnd.send(VhostUserRequest.SET_MEM_TABLE, one.memory.table(), one.memory.fd);
        MemoryFd.truncate(one.memory.fd, 0);
        one.frontEnd.setUpQueue(0, one.tx, TestMemory.USER, one.txKick, one.txCall);
        assertOnlyEnded("vm1");
    }
}
