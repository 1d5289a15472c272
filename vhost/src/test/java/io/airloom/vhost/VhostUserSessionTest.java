package io.airloom.vhost;

import static io.airloom.vhost.FrontEnd.longs;
import static io.airloom.vhost.FrontEnd.state;
import static io.airloom.vhost.FrontEnd.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.EventFd;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The protocol as an honest front end speaks it.
final class VhostUserSessionTest {
    private static final long PROTOCOL = VhostUserMessage.FEATURE_PROTOCOL_FEATURES;
    private static final long VERSION_1 = VhostUserMessage.FEATURE_VERSION_1;

    private final RecordingDevice device = new RecordingDevice(2);
    private final SessionFixture session = new SessionFixture(device);
    private final FrontEnd frontEnd = session.frontEnd;
    private final TestMemory memory = new TestMemory(1 << 20);
    private final DriverRing ring = new DriverRing(memory.bytes, 0, 8);
    private final EventFd kick = EventFd.create();
    private final EventFd call = EventFd.create();

    @AfterEach
    void close() {
        session.close();
        memory.close();
        kick.close();
        call.close();
    }

    private void negotiate(long features) {
        frontEnd.send(VhostUserRequest.SET_OWNER, new byte[0]);
        frontEnd.send(VhostUserRequest.SET_PROTOCOL_FEATURES, u64(0x28));
        frontEnd.send(VhostUserRequest.SET_FEATURES, u64(features));
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
    }

    private void setUp() {
        negotiate(VERSION_1 | PROTOCOL);
        frontEnd.setUpQueue(0, ring, TestMemory.USER, kick, call);
    }

    private void offerByte(int descriptor, int value) {
        long at = (1L << 16) + descriptor;
        memory.bytes.set(ValueLayout.JAVA_BYTE, at, (byte) value);
        ring.descriptor(descriptor, at, 1, 0, 0);
        ring.offer(descriptor);
    }

    private void kick() {
        kick.signal();
        frontEnd.settle();
    }

    private long ask(VhostUserRequest request) {
        frontEnd.send(request, new byte[0]);
        FrontEnd.Reply reply = frontEnd.reply();
        assertThat(reply).isNotNull();
        assertThat(reply.request()).isEqualTo(request.code());
        assertThat(reply.flags()).isEqualTo(5);
        return reply.number();
    }

    @Test
    void offersItsFeatures() {
        assertThat(ask(VhostUserRequest.GET_FEATURES)).isEqualTo(0x1_7000_0001L);
        assertThat(ask(VhostUserRequest.GET_PROTOCOL_FEATURES)).isEqualTo(0x29);
        assertThat(ask(VhostUserRequest.GET_QUEUE_NUM)).isEqualTo(2);
    }

    @Test
    void acknowledgesOnDemandOnly() {
        frontEnd.send(VhostUserRequest.SET_OWNER, new byte[0]);
        assertThat(frontEnd.reply()).isNull();
        frontEnd.sendAcknowledged(VhostUserRequest.SET_OWNER, 0, new byte[0]);
        frontEnd.sendAcknowledged(VhostUserRequest.SET_PROTOCOL_FEATURES, 0, u64(0x28));
    }

    @Test
    void anOwnReplyIsAllThatNeedReplyBrings() {
        int flags = VhostUserMessage.VERSION | VhostUserMessage.NEED_REPLY;
        frontEnd.send(VhostUserRequest.GET_QUEUE_NUM.code(), flags, new byte[0]);
        assertThat(frontEnd.reply().number()).isEqualTo(2);
        assertThat(frontEnd.reply()).isNull();
    }

    @Test
    void servesAQueue() {
        setUp();
        offerByte(0, 11);
        offerByte(1, 12);
        kick();

        assertThat(device.firstBytes).containsExactly((byte) 11, (byte) 12);
        assertThat(ring.usedIndex()).isEqualTo(2);
        assertThat(call.drain()).isTrue();
        assertThat(session.count(SessionCounter.KICKS)).isEqualTo(1);
        assertThat(session.count(SessionCounter.CALLS)).isEqualTo(1);
        assertThat(session.count(SessionCounter.BUFFERS)).isEqualTo(2);
    }

    @Test
    void servesWhatWasThereBeforeTheQueueStarted() {
        offerByte(3, 9);
        setUp();
        assertThat(device.firstBytes).containsExactly((byte) 9);
    }

    @Test
    void startsQueuesDisabledWhereProtocolFeaturesAreNegotiated() {
        negotiate(VERSION_1 | PROTOCOL);
        offerByte(0, 1);
        frontEnd.setUpQueue(0, ring, TestMemory.USER, kick, call);
        frontEnd.send(VhostUserRequest.SET_VRING_ENABLE, state(0, 0));
        device.firstBytes.clear();
        offerByte(1, 2);
        kick();
        assertThat(device.firstBytes).isEmpty();
        assertThat(device.events).endsWith("started 0", "stopped 0");

        frontEnd.send(VhostUserRequest.SET_VRING_ENABLE, state(0, 1));
        assertThat(device.firstBytes).containsExactly((byte) 2);
    }

    @Test
    void startsQueuesEnabledForALegacyFrontEnd() {
        frontEnd.send(VhostUserRequest.SET_FEATURES, u64(0));
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
        frontEnd.send(VhostUserRequest.SET_VRING_NUM, state(0, ring.size));
        frontEnd.send(VhostUserRequest.SET_VRING_ADDR, FrontEnd.address(0, ring, TestMemory.USER));
        frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(0), kick.fd());
        offerByte(0, 5);
        kick();
        assertThat(device.firstBytes).containsExactly((byte) 5);
        assertThat(ring.usedIndex()).as("a queue needs no call descriptor").isEqualTo(1);
    }

    @Test
    void takesTheStepsInAnyOrder() {
        frontEnd.send(VhostUserRequest.SET_VRING_ENABLE, state(0, 1));
        frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(0), kick.fd());
        frontEnd.send(VhostUserRequest.SET_VRING_ADDR, FrontEnd.address(0, ring, TestMemory.USER));
        frontEnd.send(VhostUserRequest.SET_VRING_NUM, state(0, ring.size));
        offerByte(0, 5);
        kick();
        assertThat(device.firstBytes).as("kicks before set-up are harmless").isEmpty();
        negotiate(VERSION_1 | PROTOCOL);
        assertThat(device.firstBytes).containsExactly((byte) 5);
    }

    @Test
    void givesTheIndexBackAndGoesOnFromIt() {
        setUp();
        offerByte(0, 1);
        kick();
        frontEnd.send(VhostUserRequest.GET_VRING_BASE, state(0, 0));
        FrontEnd.Reply reply = frontEnd.reply();
        assertThat(reply.payload()).isEqualTo("0000000001000000");
        assertThat(reply.flags()).isEqualTo(5);
        offerByte(1, 2);
        kick();
        assertThat(device.firstBytes).as("stopped").hasSize(1);

        frontEnd.send(VhostUserRequest.SET_VRING_BASE, state(0, 1));
        frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(0), kick.fd());
        assertThat(device.firstBytes).containsExactly((byte) 1, (byte) 2);
        assertThat(device.events).as("the guest was only paused").doesNotContain("reset");
    }

    @Test
    void tellsTheDeviceOfANewDriver() {
        setUp();
        offerByte(0, 1);
        kick();
        frontEnd.send(VhostUserRequest.GET_VRING_BASE, state(0, 0));
        frontEnd.send(VhostUserRequest.GET_VRING_BASE, state(1, 0));
        memory.bytes.fill((byte) 0);
        ring.availableIndex = 0;
        frontEnd.setUpQueue(0, ring, TestMemory.USER, kick, call);
        assertThat(device.events).endsWith("stopped 0", "reset", "started 0");
        offerByte(0, 2);
        kick();
        assertThat(device.firstBytes).containsExactly((byte) 1, (byte) 2);
    }

    @Test
    void resolvesRunningRingsAgainWhenMemoryMoves() {
        setUp();
        offerByte(0, 1);
        kick();
        try (TestMemory other = new TestMemory(1 << 20)) {
            other.bytes.copyFrom(memory.bytes);
            frontEnd.sendAcknowledged(VhostUserRequest.SET_MEM_TABLE, 0, other.table(), other.fd);
            DriverRing moved = new DriverRing(other.bytes, 0, 8);
            moved.availableIndex = 1;
            other.bytes.set(ValueLayout.JAVA_BYTE, 1 << 16, (byte) 77);
            moved.descriptor(0, 1 << 16, 1, 0, 0);
            moved.offer(0);
            kick();
            assertThat(device.firstBytes).containsExactly((byte) 1, (byte) 77);
            assertThat(moved.usedIndex()).isEqualTo(2);
            assertThat(device.events).doesNotContain("reset");
        }
    }

    @Test
    void isReadyWhenAllNeededQueuesRunAndAgainAfterARestart() {
        DriverRing second = new DriverRing(memory.bytes, ring.end(), 8);
        setUp();
        assertThat(session.events).containsExactly("connected");
        frontEnd.setUpQueue(1, second, TestMemory.USER, kick, call);
        assertThat(session.events).containsExactly("connected", "ready");
        frontEnd.send(VhostUserRequest.GET_VRING_BASE, state(0, 0));
        frontEnd.send(VhostUserRequest.GET_VRING_BASE, state(1, 0));
        frontEnd.setUpQueue(0, ring, TestMemory.USER, kick, call);
        frontEnd.setUpQueue(1, second, TestMemory.USER, kick, call);
        assertThat(session.events).containsExactly("connected", "ready", "ready");
    }

    @Test
    void forgetsEverythingOnReset() {
        for (VhostUserRequest request :
                new VhostUserRequest[] {
                    VhostUserRequest.RESET_OWNER, VhostUserRequest.RESET_DEVICE
                }) {
            setUp();
            frontEnd.sendAcknowledged(request, 0, new byte[0]);
            assertThat(device.events).endsWith("stopped 0", "reset");
            offerByte(0, 1);
            kick();
            assertThat(device.firstBytes).isEmpty();
            memory.bytes.fill((byte) 0);
            ring.availableIndex = 0;
        }
    }

    @Test
    void serverOfAQueueTakesTurnsWhenMuchIsThere() {
        device.batch = 2;
        setUp();
        for (int i = 0; i < 7; i++) {
            offerByte(i, i);
        }
        kick();
        assertThat(device.firstBytes).hasSize(7);
        assertThat(session.count(SessionCounter.KICKS)).isEqualTo(1);
    }

    @Test
    void takesMessagesInPiecesOfAnySize() {
        byte[] all = FrontEnd.message(16, 9, u64(0x28));
        for (byte one : all) {
            frontEnd.sendBytes(new byte[] {one});
            frontEnd.settle();
        }
        assertThat(frontEnd.reply().number()).isZero();
        byte[] two = longs(0, 0, 0, 0, 0, 0, 0);
        System.arraycopy(FrontEnd.message(17, 1, new byte[0]), 0, two, 0, 12);
        System.arraycopy(FrontEnd.message(15, 1, new byte[0]), 0, two, 12, 12);
        System.arraycopy(all, 0, two, 24, 20);
        System.arraycopy(FrontEnd.message(17, 1, new byte[0]), 0, two, 44, 12);
        frontEnd.sendBytes(two);
        assertThat(frontEnd.reply().number()).isEqualTo(2);
        assertThat(frontEnd.reply().number()).isEqualTo(0x29);
        assertThat(frontEnd.reply().number()).isZero();
        assertThat(frontEnd.reply().number()).isEqualTo(2);
    }

    @Test
    void acceptsCallDescriptorsThatGoAndErrorDescriptors() {
        setUp();
        frontEnd.sendAcknowledged(VhostUserRequest.SET_VRING_ERR, 0, u64(0), call.fd());
        frontEnd.sendAcknowledged(VhostUserRequest.SET_VRING_CALL, 0, u64(0x100));
        offerByte(0, 1);
        kick();
        assertThat(ring.usedIndex()).isEqualTo(1);
        assertThat(call.drain()).isFalse();

        ring.descriptor(1, 0, 0, 0, 0);
        ring.offer(1);
        kick();
        assertThat(call.drain()).as("the error descriptor tells of the broken ring").isTrue();
    }

    @Test
    void keepsTheChannelForItsOwnRequests() {
        frontEnd.sendAcknowledged(VhostUserRequest.SET_BACKEND_REQ_FD, 0, new byte[0], call.fd());
        frontEnd.sendAcknowledged(VhostUserRequest.SET_BACKEND_REQ_FD, 0, new byte[0], kick.fd());
    }

    @Test
    void refusesWhatItDoesNotServeWithoutHanging() {
        for (VhostUserRequest request : VhostUserRequest.values()) {
            if (request.answer() == VhostUserRequest.Answer.REFUSED
                    || request.answer() == VhostUserRequest.Answer.REFUSED_REPLY) {
                frontEnd.sendAcknowledged(request, 1, new byte[8], call.fd());
            }
        }
        frontEnd.send(VhostUserRequest.SET_STATUS, new byte[8]);
        frontEnd.send(200, 9, new byte[3]);
        assertThat(frontEnd.reply().number()).isEqualTo(1);
        assertThat(session.ends).isEmpty();
        assertThat(ask(VhostUserRequest.GET_QUEUE_NUM)).isEqualTo(2);
    }

    @Test
    void endsAloneWhenItsDeviceFails() {
        setUp();
        device.onKick =
                () -> {
                    throw new IllegalStateException("a bug");
                };
        offerByte(0, 1);
        kick();
        assertThat(session.violation())
                .isEqualTo(
                        new VhostViolation(
                                VhostViolation.Kind.INTERNAL_FAULT,
                                "java.lang.IllegalStateException: a bug"));
        assertThat(device.events).endsWith("detached");
    }

    @Test
    void endsWhenItsMemoryFaultsAndNoFileIsShorter() {
        setUp();
        device.onKick =
                () -> {
                    throw new InternalError("no room on the file system");
                };
        offerByte(0, 1);
        kick();
        assertThat(session.violation().kind()).isEqualTo(VhostViolation.Kind.MEMORY_FAULT);
    }

    @Test
    void endsWithItsFrontEndAndTellsTheDevice() {
        setUp();
        frontEnd.close();
        frontEnd.settle();
        assertThat(session.ends).containsExactly(new SessionEnd.PeerClosed());
        assertThat(device.events).endsWith("stopped 0", "detached");
        assertThat(session.sessions.count()).isZero();
    }

    @Test
    void readsAndGuardsTheConfigurationSpace() {
        RecordingDevice vsock = new RecordingDevice(3, u64(7));
        try (SessionFixture other = new SessionFixture(vsock)) {
            other.frontEnd.send(VhostUserRequest.GET_PROTOCOL_FEATURES, new byte[0]);
            assertThat(other.frontEnd.reply().number()).isEqualTo(0x229);
            other.frontEnd.send(VhostUserRequest.GET_CONFIG, config(0, 8, 8));
            assertThat(other.frontEnd.reply().payload())
                    .isEqualTo("000000000800000000000000" + "0700000000000000");
            other.frontEnd.send(VhostUserRequest.GET_CONFIG, config(4, 4, 4));
            assertThat(other.frontEnd.reply().payload())
                    .isEqualTo("040000000400000000000000" + "00000000");
            other.frontEnd.send(VhostUserRequest.GET_CONFIG, config(1, 8, 8));
            assertThat(other.frontEnd.reply().payload()).isEmpty();
            other.frontEnd.send(VhostUserRequest.GET_CONFIG, config(-1, -1, 8));
            assertThat(other.frontEnd.reply().payload()).isEmpty();
            other.frontEnd.sendAcknowledged(VhostUserRequest.SET_CONFIG, 0, config(0, 8, 8));
        }
    }

    private static byte[] config(int offset, int size, int room) {
        byte[] bytes = new byte[12 + room];
        System.arraycopy(state(offset, size), 0, bytes, 0, 8);
        return bytes;
    }
}
