package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.medium.AirCounter;
import io.airloom.vhost.VhostViolation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames from ring to ring.
final class HwsimDeviceTest {
    private static final long NO_FEATURES = 0;
    private static final long ALL_FEATURES =
            VhostUserMessage.FEATURE_EVENT_INDEX | VhostUserMessage.FEATURE_INDIRECT_DESCRIPTORS;

    private final AirFixture air = new AirFixture();
    private final TestGuest one = air.guest(1);
    private final TestGuest two = air.guest(2);

    @AfterEach
    void close() {
        one.close();
        two.close();
        air.close();
    }

    private void start(long features) {
        for (TestGuest guest : List.of(one, two)) {
            guest.setUp(features);
            guest.post(TestGuest.RING);
            guest.announce();
            guest.send(TestGuest.BROADCAST, 40, 1);
        }
        for (TestGuest guest : List.of(one, two)) {
            guest.received();
            guest.txCall.drain();
            guest.rxCall.drain();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {NO_FEATURES, ALL_FEATURES})
    void carriesAFrameAndTellsTheSender(long features) {
        start(features);
        one.send(two.address, 100, 7);

        List<TestGuest.Message> status = one.received();
        assertThat(status).hasSize(1);
        assertThat(status.getFirst().command()).isEqualTo(HwsimCommand.TX_INFO_FRAME);
        assertThat(status.getFirst().cookie()).isEqualTo(7);
        assertThat(status.getFirst().flags() & 4).as("acknowledged").isEqualTo(4);
        List<TestGuest.Message> frames = two.received();
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().command()).isEqualTo(HwsimCommand.FRAME);
        assertThat(frames.getFirst().length()).isEqualTo(100);
        assertThat(frames.getFirst().transmitter()).isEqualTo(one.address);
        assertThat(one.tx.usedIndex()).isEqualTo(3);
        assertThat(air.ready).containsExactly("vm1", "vm2");
    }

    @Test
    void signalsOncePerTurn() {
        start(NO_FEATURES);
        long before = air.count("vm2", SessionCounter.CALLS);
        for (int i = 0; i < 20; i++) {
            one.queueFrame(TestGuest.BROADCAST, 60, 10 + i);
        }
        one.kick();
        assertThat(two.received()).hasSize(20);
        assertThat(two.rxCall.drain()).isTrue();
        assertThat(air.count("vm2", SessionCounter.CALLS)).isEqualTo(before + 1);
        assertThat(one.txCall.drain()).isTrue();
        assertThat(one.rxCall.drain()).isTrue();
    }

    @Test
    void signalsSentBuffersEvenIfNothingComesBack() {
        start(NO_FEATURES);
        one.announce();
        one.kick();
        assertThat(one.txCall.drain()).as("that can wait").isFalse();
        air.lateCalls.look(System.nanoTime() + LateCalls.PATIENCE_NANOS);
        assertThat(one.txCall.drain()).isTrue();
        assertThat(one.rxCall.drain()).isFalse();
    }

    @Test
    void readsMessagesThatAreScattered() {
        start(NO_FEATURES);
        long at = one.txBuffer();
        int length = one.writeFrame(at, TestGuest.BROADCAST, 200, 5);
        int first = one.tx.availableIndex & (TestGuest.RING - 1);
        one.tx.descriptor(first, at, 10, DriverRing.NEXT, 40);
        one.tx.descriptor(40, at + 10, 100, DriverRing.NEXT, 41);
        one.tx.descriptor(41, at + 110, length - 110, 0, 0);
        one.tx.offer(first);
        one.kick();
        assertThat(two.received()).hasSize(1).allMatch(message -> message.length() == 200);
    }

    @Test
    void writesMessagesIntoScatteredBuffers() {
        two.setUp(NO_FEATURES);
        long at = TestGuest.rxBuffer(0);
        two.rx.descriptor(0, at, 7, DriverRing.WRITE | DriverRing.NEXT, 1);
        two.rx.descriptor(1, at + 7, 60, DriverRing.WRITE | DriverRing.NEXT, 2);
        two.rx.descriptor(2, at + 67, 3000, DriverRing.WRITE, 0);
        two.rx.offer(0);
        two.announce();
        two.queueFrame(TestGuest.BROADCAST, 60, 77);
        two.kick();
        assertThat(two.rx.usedIndex()).isEqualTo(1);
        TestGuest.Message status = two.parse(at, two.rx.usedLength(0));
        assertThat(status.command()).isEqualTo(HwsimCommand.TX_INFO_FRAME);
        assertThat(status.cookie()).isEqualTo(77);
    }

    @Test
    void givesBackBuffersThatAreTooSmall() {
        one.setUp(NO_FEATURES);
        one.post(TestGuest.RING);
        two.setUp(NO_FEATURES);
        two.post(1);
        two.announce();
        two.send(TestGuest.BROADCAST, 40, 1);
        two.rx.descriptor(1, TestGuest.rxBuffer(1), 20, DriverRing.WRITE, 0);
        two.rx.offer(1);
        one.send(TestGuest.BROADCAST, 40, 2);
        assertThat(two.rx.usedIndex()).isEqualTo(2);
        assertThat(two.rx.usedHead(1)).isEqualTo(1);
        assertThat(two.rx.usedLength(1)).isZero();
        assertThat(air.air.counters().value(AirCounter.DROPPED_TOO_SHORT)).isEqualTo(1);
        assertThat(air.count("vm2", SessionCounter.BUFFERS_TOO_SHORT)).isEqualTo(1);
        two.post(1);
        one.send(TestGuest.BROADCAST, 40, 3);
        assertThat(two.rx.usedIndex()).as("the queue is not blocked").isEqualTo(3);
    }

    @Test
    void keepsWhatFindsNoBufferUntilThereAreSome() {
        one.setUp(NO_FEATURES);
        one.post(TestGuest.RING);
        two.setUp(NO_FEATURES);
        two.announce();
        two.send(TestGuest.BROADCAST, 30, 1);
        assertThat(two.rx.usedIndex()).isZero();
        for (int i = 0; i < 10; i++) {
            one.send(TestGuest.BROADCAST, 50, 20 + i);
        }
        assertThat(two.rx.kicksRefused()).as("it is waiting for buffers").isFalse();
        two.post(4);
        two.received();
        two.received();
        assertThat(two.rx.usedIndex()).as("status and ten frames, in time").isEqualTo(11);
    }

    @Test
    void leavesMessagesInTheRingOfAGuestThatTakesNoAnswers() {
        one.setUp(NO_FEATURES);
        one.announce();
        one.kick();
        int sent = 0;
        while (one.tx.usedIndex() == one.tx.availableIndex && sent < 10_000) {
            one.send(TestGuest.BROADCAST, 30, sent++);
        }
        assertThat(sent).as("messages taken without room for answers").isBetween(100, 9_999);

        one.post(TestGuest.RING);
        List<Long> cookies = new ArrayList<>();
        for (int i = 0; i < 10_000 && cookies.size() < sent; i++) {
            one.received().forEach(message -> cookies.add(message.cookie()));
        }
        assertThat(cookies).isEqualTo(IntStream.range(0, sent).mapToObj(i -> (long) i).toList());
    }

    @Test
    void waitsWithMessagesUntilThereIsAWayBack() {
        one.negotiate(NO_FEATURES);
        one.frontEnd.setUpQueue(HwsimDevice.TX, one.tx, TestMemory.USER, one.txKick, one.txCall);
        one.send(TestGuest.BROADCAST, 40, 7);
        assertThat(one.tx.usedIndex()).isZero();
        one.frontEnd.setUpQueue(HwsimDevice.RX, one.rx, TestMemory.USER, one.rxKick, one.rxCall);
        one.post(2);
        assertThat(one.received()).hasSize(1).allMatch(status -> status.cookie() == 7);
    }

    @Test
    void aNewDriverBringsNewRadios() {
        start(NO_FEATURES);
        assertThat(air.air.radios()).isEqualTo(2);
        for (int queue = 0; queue < 2; queue++) {
            one.frontEnd.send(VhostUserRequest.GET_VRING_BASE, FrontEnd.state(queue, 0));
            assertThat(one.frontEnd.reply()).isNotNull();
        }
        two.send(one.address, 60, 9);
        assertThat(two.received()).hasSize(1).allMatch(status -> (status.flags() & 4) == 0);
        assertThat(air.air.counters().value(AirCounter.DROPPED_GONE)).isEqualTo(1);
        one.memory.bytes.fill((byte) 0);
        one.tx.availableIndex = 0;
        one.rx.availableIndex = 0;
        one.setUp(NO_FEATURES);
        assertThat(air.air.radios()).isEqualTo(1);
    }

    @Test
    void radiosLeaveWithTheirFrontEnd() {
        start(NO_FEATURES);
        one.frontEnd.close();
        air.settle();
        assertThat(air.air.radios()).isEqualTo(1);
        assertThat(air.ends).containsEntry("vm1", new SessionEnd.PeerClosed());
        two.send(one.address, 60, 9);
        assertThat(two.received()).hasSize(1);
    }

    @Test
    void aReceiverWithABrokenRingIsAloneInItsFate() {
        start(NO_FEATURES);
        two.rx.descriptor(two.rx.usedIndex() & 63, 0, 0, DriverRing.WRITE, 0);
        one.send(TestGuest.BROADCAST, 60, 9);
        assertThat(one.received()).hasSize(1);
        assertThat(air.ends).containsOnlyKeys("vm2");
        assertThat(air.ends.get("vm2"))
                .isInstanceOfSatisfying(
                        SessionEnd.Violated.class,
                        end -> assertThat(end.violation().kind()).isEqualTo(Kind.ZERO_LENGTH));
        assertThat(air.sessions.violations().value(Kind.ZERO_LENGTH)).isEqualTo(1);
        one.send(TestGuest.BROADCAST, 60, 10);
        assertThat(one.received()).hasSize(1);
    }

    @Test
    void ignoresEmptyAndSenselessMessages() {
        start(NO_FEATURES);
        int first = one.tx.availableIndex & (TestGuest.RING - 1);
        one.tx.descriptor(first, one.txBuffer(), 100, DriverRing.WRITE, 0);
        one.tx.offer(first);
        one.memory.bytes.asSlice(one.txBuffer(), 3776).fill((byte) 0xff);
        one.offer(one.txBuffer(), 3776);
        one.offer(one.txBuffer(), 1);
        one.kick();
        assertThat(one.tx.usedIndex()).isEqualTo(one.tx.availableIndex);
        assertThat(air.ends).isEmpty();
    }
}
