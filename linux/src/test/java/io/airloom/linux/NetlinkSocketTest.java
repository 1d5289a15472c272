package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Goal: what the kernel says arrives, and nothing that others say. Method: the kernel's own family
/// "nlctrl" answers anybody; a second socket plays the forger.
final class NetlinkSocketTest {
    private static final int HEADER = 20;
    private static final int NLMSG_ERROR = 2;
    private static final int CONTROLLER = 0x10;
    private static final int UNKNOWN_FAMILY = 0x7fff;
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int DUMP = 0x300;
    private static final int GET_FAMILY = 3;
    private static final int PATIENCE_MILLIS = 10_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(1 << 16, 8);
    private final NetlinkSocket socket = NetlinkSocket.generic();

    @AfterEach
    void close() {
        socket.close();
        arena.close();
    }

    @Test
    void noTwoSocketsOfTheProgramHaveTheSameNumberWhateverTheirProtocol() {
        try (NetlinkSocket route = NetlinkSocket.route()) {
            assertThat(route.portId()).isPositive().isNotEqualTo(socket.portId());
            assertThat(socket.portId()).isNotEqualTo((int) ProcessHandle.current().pid());
        }
    }

    @Test
    void theKernelAnswersARequest() {
        send(CONTROLLER, REQUEST | DUMP, 7);

        assertThat(socket.awaitReadable(PATIENCE_MILLIS)).isTrue();
        int length = socket.receive(buffer, 0, (int) buffer.byteSize());
        assertThat(length).isGreaterThan(HEADER);
        assertThat(buffer.get(ValueLayout.JAVA_SHORT, 4)).isEqualTo((short) CONTROLLER);
        assertThat(buffer.get(ValueLayout.JAVA_INT, 8)).as("sequence number").isEqualTo(7);
        assertThat(buffer.get(ValueLayout.JAVA_INT, 12)).as("port").isEqualTo(socket.portId());
    }

    @Test
    void anErrorComesWithoutTheRequestThatItIsAbout() {
        send(UNKNOWN_FAMILY, REQUEST | ACK, 8);

        assertThat(socket.awaitReadable(PATIENCE_MILLIS)).isTrue();
        int length = socket.receive(buffer, 0, (int) buffer.byteSize());
        assertThat(buffer.get(ValueLayout.JAVA_SHORT, 4)).isEqualTo((short) NLMSG_ERROR);
        assertThat(buffer.get(ValueLayout.JAVA_INT, 16)).isEqualTo(-Errno.ENOENT);
        assertThat(length).as("header, error, header of the request").isEqualTo(36);
    }

    @Test
    void nothingToReceiveIsSaidAtOnce() {
        assertThat(socket.receive(buffer, 0, 4096)).isEqualTo(NetlinkSocket.WOULD_BLOCK);
        assertThat(socket.awaitReadable(0)).isFalse();
    }

    @Test
    void whatAnotherProcessSendsIsThrownAway() {
        try (NetlinkSocket forger = NetlinkSocket.generic()) {
            assertThat(forger.portId()).isNotEqualTo(socket.portId()).isNotZero();
            write(UNKNOWN_FAMILY, REQUEST, 9);
            try {
                forger.send(socket.portId(), buffer, 0, HEADER);
            } catch (LinuxException e) {
                assumeTrue(e.errno() != Errno.EPERM, "only root may forge");
                throw e;
            }
            assertThat(socket.awaitReadable(PATIENCE_MILLIS)).isTrue();
            assertThat(socket.receive(buffer, 0, 4096)).isEqualTo(NetlinkSocket.DISCARDED);
            assertThat(socket.receive(buffer, 0, 4096)).isEqualTo(NetlinkSocket.WOULD_BLOCK);
        }
    }

    @Test
    void whatWasLookedAtIsStillThere() {
        send(UNKNOWN_FAMILY, REQUEST | ACK, 11);

        assertThat(socket.peek(buffer, 0, 4096)).isEqualTo(36);
        assertThat(socket.receive(buffer, 0, 4096)).isEqualTo(36);
        assertThat(socket.peek(buffer, 0, 4096)).isEqualTo(NetlinkSocket.WOULD_BLOCK);
    }

    @Test
    void aMessageLongerThanTheRoomIsThrownAway() {
        send(CONTROLLER, REQUEST | DUMP, 10);

        assertThat(socket.awaitReadable(PATIENCE_MILLIS)).isTrue();
        assertThat(socket.receive(buffer, 0, HEADER)).isEqualTo(NetlinkSocket.DISCARDED);
    }

    @Test
    void moreThanThereIsRoomForIsAnOverrun() {
        assertThat(socket.receiveRoom(1)).isPositive();
        int overruns = 0;
        for (int i = 0; i < 1000; i++) {
            send(UNKNOWN_FAMILY, REQUEST | ACK, i);
        }
        int received;
        while ((received = socket.receive(buffer, 0, 4096)) != NetlinkSocket.WOULD_BLOCK) {
            overruns += received == NetlinkSocket.OVERRUN ? 1 : 0;
        }
        assertThat(overruns).isEqualTo(1);
        send(UNKNOWN_FAMILY, REQUEST | ACK, 1);
        assertThat(socket.receive(buffer, 0, 4096)).as("goes on").isEqualTo(36);
    }

    @Test
    void moreRoomMayBeAskedFor() {
        int before = socket.receiveRoom(1 << 14);
        assertThat(socket.receiveRoom(1 << 17)).isGreaterThan(before);
    }

    @Test
    void memoryThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> socket.receive(buffer, buffer.byteSize() - 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> socket.send(buffer, 0, 0)).hasMessage("length=0");
    }

    @Test
    void sendingAndReceivingAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long fewest = Long.MAX_VALUE;
        // Compiled code allocates nothing; until then, the interpreter does.
        for (int i = 0; i < 50 && fewest >= 1000; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(10_000);
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(fewest).isLessThan(1000);
    }

    private void exchange(int times) {
        for (int i = 0; i < times; i++) {
            send(UNKNOWN_FAMILY, REQUEST | ACK, i);
            int received = socket.receive(buffer, 0, 4096);
            assert received == 36 : received;
        }
    }

    private void send(int type, int flags, int sequence) {
        write(type, flags, sequence);
        int sent = socket.send(buffer, 0, HEADER);
        assert sent == HEADER : sent;
    }

    private void write(int type, int flags, int sequence) {
        buffer.set(ValueLayout.JAVA_INT, 0, HEADER);
        buffer.set(ValueLayout.JAVA_SHORT, 4, (short) type);
        buffer.set(ValueLayout.JAVA_SHORT, 6, (short) flags);
        buffer.set(ValueLayout.JAVA_INT, 8, sequence);
        buffer.set(ValueLayout.JAVA_INT, 12, 0);
        buffer.set(ValueLayout.JAVA_INT, 16, GET_FAMILY | 1 << 8);
    }
}
