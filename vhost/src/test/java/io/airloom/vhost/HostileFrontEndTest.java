package io.airloom.vhost;

import static io.airloom.vhost.FrontEnd.longs;
import static io.airloom.vhost.FrontEnd.state;
import static io.airloom.vhost.FrontEnd.u64;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.Fd;
import io.airloom.linux.MemoryFd;
import io.airloom.linux.UnixSocket;
import io.airloom.vhost.VhostViolation.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Front ends that do not keep to the protocol: each is told apart, disconnected, and nothing of it
/// stays.
final class HostileFrontEndTest extends HostileTest {
    private static final byte[] NOTHING = {};

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 0xfffffffc})
    void speaksAnotherVersion(int flags) {
        frontEnd.send(VhostUserRequest.GET_FEATURES.code(), flags, NOTHING);
        assertEnds(Kind.BAD_VERSION, "GET_FEATURES: flags 0x%x".formatted(flags));
    }

    @Test
    void repliesToNothing() {
        frontEnd.send(VhostUserRequest.SET_OWNER.code(), 5, NOTHING);
        assertEnds(Kind.NOT_A_REQUEST, "SET_OWNER: flags 0x5");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 45, 0x7fffffff, -1})
    void sendsUnknownRequests(int request) {
        frontEnd.send(request, 1, NOTHING);
        assertEnds(Kind.UNKNOWN_REQUEST, "request " + Integer.toUnsignedString(request));
    }

    @ParameterizedTest
    @EnumSource(VhostUserRequest.class)
    void sendsPayloadsOfTheWrongSize(VhostUserRequest request) {
        int flags = VhostUserMessage.VERSION;
        boolean served =
                request.answer() == VhostUserRequest.Answer.OWN_REPLY
                        || request.answer() == VhostUserRequest.Answer.ON_DEMAND;
        if (!served || request == VhostUserRequest.SET_CONFIG) {
            return;
        }
        frontEnd.send(request.code(), flags, new byte[5]);
        Kind kind =
                request == VhostUserRequest.SET_MEM_TABLE ? Kind.REGION_COUNT : Kind.PAYLOAD_SIZE;
        assertEnds(kind, request.name());
    }

    @ParameterizedTest
    @EnumSource(
            value = VhostUserRequest.class,
            names = {"GET_INFLIGHT_FD", "GET_STATUS", "POSTCOPY_ADVISE", "GET_MAX_MEM_SLOTS"})
    void waitsForRepliesThatCannotBeGiven(VhostUserRequest request) {
        frontEnd.send(request, new byte[20]);
        assertEnds(Kind.REFUSED_REQUEST, request.name() + " is not served");
    }

    @Test
    void announcesAGiganticPayload() {
        frontEnd.sendBytes(longs(VhostUserRequest.SET_CONFIG.code() | 1L << 32, 0xffff_ffffL));
        assertEnds(Kind.PAYLOAD_SIZE, "4294967295 bytes of payload");
    }

    @Test
    void hangsUpInTheMiddleOfAMessage() {
        frontEnd.sendBytes(new byte[] {1, 0, 0, 0, 1, 0, 0});
        frontEnd.close();
        frontEnd.settle();
        assertThat(session.ends).containsExactly(new SessionEnd.PeerClosed());
    }

    @Test
    void leavesDescriptorsOut() {
        frontEnd.send(VhostUserRequest.SET_VRING_CALL, u64(0));
        assertEnds(Kind.MISSING_DESCRIPTORS, "SET_VRING_CALL: 0 descriptors instead of 1");
    }

    @ParameterizedTest
    @EnumSource(
            value = VhostUserRequest.class,
            names = {"SET_OWNER", "GET_FEATURES", "GET_QUEUE_NUM"})
    void sendsDescriptorsWithTheWrongMessage(VhostUserRequest request) {
        frontEnd.send(request, NOTHING, event.fd());
        assertEnds(Kind.UNEXPECTED_DESCRIPTORS, request + ": 1 descriptors instead of 0");
    }

    @Test
    void sendsADescriptorThatItSaysIsNot() {
        frontEnd.send(VhostUserRequest.SET_VRING_CALL, u64(0x100), event.fd());
        assertEnds(Kind.UNEXPECTED_DESCRIPTORS, "SET_VRING_CALL: 1 descriptors instead of 0");
    }

    @Test
    void acceptsFeaturesThatWereNotOffered() {
        frontEnd.sendAcknowledged(VhostUserRequest.SET_FEATURES, 1, u64(1L << 34 | 1));
        assertEnds(Kind.FEATURES_NOT_OFFERED, "SET_FEATURES: 0x400000001, of which 0x400000000");
    }

    @Test
    void acceptsProtocolFeaturesThatWereNotOffered() {
        frontEnd.send(VhostUserRequest.SET_PROTOCOL_FEATURES, u64(1 << 14));
        assertEnds(Kind.FEATURES_NOT_OFFERED, "SET_PROTOCOL_FEATURES: 0x4000");
    }

    @ParameterizedTest
    @EnumSource(
            value = VhostUserRequest.class,
            names = {"SET_VRING_NUM", "SET_VRING_BASE", "SET_VRING_ENABLE", "GET_VRING_BASE"})
    void namesQueuesThatAreNot(VhostUserRequest request) {
        frontEnd.send(request, state(-1, 1));
        assertEnds(Kind.QUEUE_INDEX, request + ": queue 4294967295, but the device has 2");
    }

    @Test
    void namesAQueueThatIsNotWithADescriptor() {
        frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(2), event.fd());
        assertEnds(Kind.QUEUE_INDEX, "SET_VRING_KICK: queue 2");
    }

    @Test
    void placesAQueueThatIsNot() {
        frontEnd.send(VhostUserRequest.SET_VRING_ADDR, longs(3, 0, 0, 0, 0));
        assertEnds(Kind.QUEUE_INDEX, "SET_VRING_ADDR: queue 3");
    }

    @Test
    void enablesByHalves() {
        frontEnd.send(VhostUserRequest.SET_VRING_ENABLE, state(0, 2));
        assertEnds(Kind.BAD_VALUE, "2 is neither 0 nor 1");
    }

    @Test
    void makesQueuesTooLong() {
        frontEnd.sendAcknowledged(VhostUserRequest.SET_VRING_NUM, 1, state(0, 32768));
        assertEnds(Kind.QUEUE_SIZE, "queue 0: size 32768");
    }

    @Test
    void beginsNowhere() {
        frontEnd.send(VhostUserRequest.SET_VRING_BASE, state(1, 65536));
        assertEnds(Kind.RING_BASE, "queue 1: base 65536");
    }

    @Test
    void misalignsARing() {
        frontEnd.send(VhostUserRequest.SET_VRING_ADDR, longs(0, 8, 0, 0, 0));
        assertEnds(Kind.RING_MISALIGNED, "queue 0: descriptors at 0x8");
    }

    @Test
    void putsARingOutsideMemory() {
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
        frontEnd.send(VhostUserRequest.SET_VRING_NUM, state(0, 64));
        frontEnd.send(VhostUserRequest.SET_VRING_ADDR, longs(0, 4096, 8192, 12288, 0));
        frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(0), event.fd());
        assertEnds(Kind.RING_OUTSIDE_MEMORY, "descriptor table at 0x1000");
    }

    @Test
    void kicksWithAFile() {
        frontEnd.sendAcknowledged(VhostUserRequest.SET_VRING_KICK, 1, u64(0), memory.fd);
        assertEnds(Kind.BAD_DESCRIPTOR_KIND, "SET_VRING_KICK: queue 0");
    }

    @Test
    void wantsItsRingsPolled() {
        frontEnd.sendAcknowledged(VhostUserRequest.SET_VRING_KICK, 1, u64(0x100));
        assertEnds(Kind.MISSING_DESCRIPTORS, "rings are not polled");
    }

    @Test
    void callsWithAFile() {
        DriverRing ring = new DriverRing(memory.bytes, 0, 8);
        try (Fd file = MemoryFd.create("call", 0)) {
            frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
            frontEnd.setUpQueue(0, ring, TestMemory.USER, event, event);
            frontEnd.sendAcknowledged(VhostUserRequest.SET_VRING_CALL, 1, u64(0), file);
        }
        assertEnds(Kind.BAD_DESCRIPTOR_KIND, "SET_VRING_CALL");
    }

    @Test
    void kicksThroughAStreamAndHangsUp() {
        UnixSocket[] pair = UnixSocket.pair();
        DriverRing ring = new DriverRing(memory.bytes, 0, 8);
        frontEnd.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
        frontEnd.setUpQueue(0, ring, TestMemory.USER, event, event);
        frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(0), pair[1].fd());
        pair[1].close();
        ring.descriptor(0, 4096, 1, 0, 0);
        ring.offer(0);
        memory.bytes.set(ValueLayout.JAVA_BYTE, 1 << 17, (byte) 1);
        pair[0].send(memory.bytes, 1 << 17, 1);
        frontEnd.settle();
        assertThat(ring.usedIndex()).isEqualTo(1);
        pair[0].close();
        frontEnd.settle();
        assertThat(session.ends).as("its control socket is still there").isEmpty();
    }

    @Test
    void kicksThroughSomethingThatIsReadableForEver(@TempDir Path folder) {
        Path path = folder.resolve("s");
        try (UnixSocket listener = UnixSocket.listen(path, 1);
                UnixSocket waiting = UnixSocket.connect(path)) {
            frontEnd.send(VhostUserRequest.SET_VRING_KICK, u64(0), listener.fd());
            frontEnd.settle();
            assertThat(waiting.fd().isOpen()).isTrue();
            assertThat(session.count(SessionCounter.KICKS)).isZero();
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        int before = openDescriptors();
        int mapsBefore = maps();
        for (int i = 0; i < 10; i++) {
            try (SessionFixture other = new SessionFixture(new RecordingDevice(2))) {
                FrontEnd hostile = other.frontEnd;
                hostile.send(VhostUserRequest.SET_MEM_TABLE, memory.table(), memory.fd);
                hostile.send(VhostUserRequest.SET_BACKEND_REQ_FD, NOTHING, event.fd());
                hostile.send(VhostUserRequest.SET_VRING_CALL, u64(0), event.fd());
                hostile.send(VhostUserRequest.SET_VRING_ERR, u64(0), event.fd());
                hostile.send(VhostUserRequest.SET_VRING_KICK, u64(1), event.fd());
                hostile.send(
                        VhostUserRequest.SET_MEM_TABLE,
                        longs(3, 0, 4096, 0, 0, 8192, 4096, 8192, 0, 0, 4096, 0, 0),
                        memory.fd,
                        memory.fd,
                        memory.fd);
                assertThat(other.violation().kind()).isEqualTo(Kind.REGIONS_OVERLAP);
            }
        }
        assertThat(openDescriptors()).isLessThanOrEqualTo(before);
        assertThat(maps()).isLessThanOrEqualTo(mapsBefore);
    }

    @Test
    void neverReadsItsReplies() {
        List<byte[]> sent = new ArrayList<>();
        byte[] question = FrontEnd.message(1, 1, NOTHING);
        for (int i = 0; i < 4000; i++) {
            if (frontEnd.socket.send(toNative(question), 0, question.length) < 0) {
                break;
            }
            sent.add(question);
        }
        frontEnd.settle();
        for (int i = 0; i < sent.size(); i++) {
            assertThat(frontEnd.reply()).as("reply " + i).isNotNull();
        }
        assertThat(session.ends).isEmpty();
    }

    private static MemorySegment toNative(byte[] bytes) {
        MemorySegment segment = Arena.ofAuto().allocate(bytes.length);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return segment;
    }

    private static int openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    /// Mappings of the test's memory.
    private static int maps() throws IOException {
        try (Stream<String> all = Files.lines(Path.of("/proc/self/maps"))) {
            return (int) all.filter(line -> line.contains("memfd:guest")).count();
        }
    }
}
