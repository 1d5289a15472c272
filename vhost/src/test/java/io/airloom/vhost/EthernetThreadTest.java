package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.EventFd;
import io.airloom.linux.UnixSocket;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two network drivers at one switch, over real sockets and rings.
final class EthernetThreadTest implements SessionListener {
    private static final int RING = 16;
    private static final int BUFFER = 2048;
    private static final long BUFFERS = 1 << 17;

    @TempDir Path directory;
    private final EthernetThread ethernet = EthernetThread.start(this);
    private final List<Driver> drivers = new ArrayList<>();

    @AfterEach
    void close() {
        drivers.forEach(Driver::close);
        ethernet.close();
    }

    @Test
    void carriesFramesWithAHeaderOfTheirOwn() {
        Driver one = join(1);
        Driver two = join(2);
        one.send(MacAddress.BROADCAST, 300, 0xff);
        two.awaitFrames(1);
        long at = two.buffer(two.rx.usedHead(0));
        assertThat(two.rx.usedLength(0)).isEqualTo(12 + 300);
        assertThat(two.memory.bytes.asSlice(at, 12).toArray(ValueLayout.JAVA_BYTE))
                .as("the sender's header is not passed on")
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
        assertThat(MacAddress.read(two.memory.bytes, at + 12 + 6)).isEqualTo(one.address);
        assertThat(two.memory.bytes.get(ValueLayout.JAVA_BYTE, at + 12 + 299)).isEqualTo((byte) 77);
        two.send(one.address, 1518, 0);
        one.awaitFrames(1);
        assertThat(one.rx.usedLength(0)).isEqualTo(12 + 1518);
    }

    @Test
    void dropsAndCountsWhatFindsNoBuffer() {
        Driver one = join(1);
        Driver two = join(2);
        for (int i = 0; i < RING + 5; i++) {
            one.send(two.address, 60, 0);
        }
        two.awaitFrames(RING);
        one.frontEnd.await(
                "drops", () -> ethernet.counters().value(EthernetCounter.DROPPED_NO_BUFFER) >= 5);
        assertThat(ethernet.counters().value(EthernetCounter.FRAMES)).isEqualTo(RING + 5);
    }

    @Test
    void givesBackWhatIsNoFrame() {
        Driver one = join(1);
        Driver two = join(2);
        one.send(two.address, 1519, 0);
        one.send(two.address, 0, 0);
        one.send(two.address, 14, 0);
        two.awaitFrames(1);
        assertThat(one.tx.usedIndex()).isEqualTo(3);
        assertThat(ethernet.counters().value(EthernetCounter.DROPPED_MALFORMED)).isEqualTo(2);
    }

    @Test
    void aMachineThatLeavesIsForgottenAndMayComeBack() {
        Driver one = join(1);
        Driver two = join(2);
        two.send(one.address, 60, 0);
        one.awaitFrames(1);
        two.close();
        drivers.remove(two);
        Driver again = join(2);
        one.send(again.address, 60, 0);
        again.awaitFrames(1);
    }

    @Test
    void leavesNoSocketBehind() {
        join(1);
        Path socket = directory.resolve("1");
        assertThat(socket).exists();
        ethernet.close();
        assertThat(Files.exists(socket)).isFalse();
    }

    private Driver join(int number) {
        Path socket = directory.resolve(Integer.toString(number));
        if (!Files.exists(socket)) {
            ethernet.listen(socket, "vm" + number);
        }
        Driver driver = new Driver(number, socket);
        drivers.add(driver);
        driver.start();
        return driver;
    }

    /// A network driver with all its receive buffers out.
    private static final class Driver implements AutoCloseable {
        final long address;
        final FrontEnd frontEnd;
        final TestMemory memory = new TestMemory(1 << 20);
        final DriverRing rx = new DriverRing(memory.bytes, 0, RING);
        final DriverRing tx = new DriverRing(memory.bytes, rx.end(), RING);
        private final EventFd kick = EventFd.create();
        private final EventFd rxKick = EventFd.create();
        private final EventFd call = EventFd.create();

        Driver(int number, Path socket) {
            this.address = 0x0600_0000_0000L | (long) number << 8;
            this.frontEnd = new FrontEnd(UnixSocket.connect(socket), () -> {});
        }

        void start() {
            frontEnd.send(VhostUserRequest.SET_PROTOCOL_FEATURES, FrontEnd.u64(0x28));
            frontEnd.send(VhostUserRequest.SET_OWNER, new byte[0]);
            long features =
                    VhostUserMessage.FEATURE_VERSION_1 | VhostUserMessage.FEATURE_PROTOCOL_FEATURES;
            frontEnd.send(VhostUserRequest.SET_FEATURES, FrontEnd.u64(features));
            frontEnd.sendAcknowledged(VhostUserRequest.SET_MEM_TABLE, 0, memory.table(), memory.fd);
            for (int i = 0; i < RING; i++) {
                rx.descriptor(i, buffer(i), BUFFER, DriverRing.WRITE, 0);
                rx.offer(i);
            }
            frontEnd.setUpQueue(EthernetDevice.RX, rx, TestMemory.USER, rxKick, call);
            frontEnd.setUpQueue(EthernetDevice.TX, tx, TestMemory.USER, kick, call);
            frontEnd.sendAcknowledged(VhostUserRequest.SET_OWNER, 0, new byte[0]);
        }

        long buffer(int descriptor) {
            return BUFFERS + (long) descriptor * BUFFER;
        }

        /// Sends a frame whose octets are 77, behind a header of these octets.
        void send(long destination, int length, int header) {
            int descriptor = tx.availableIndex & (RING - 1);
            frontEnd.await(
                    "a free buffer", () -> ((tx.availableIndex - tx.usedIndex()) & 0xffff) < RING);
            long at = BUFFERS + (long) (RING + descriptor) * BUFFER;
            MemorySegment bytes = memory.bytes.asSlice(at, BUFFER);
            bytes.fill((byte) 77);
            bytes.asSlice(0, 12).fill((byte) header);
            MacAddress.write(bytes, 12, destination);
            MacAddress.write(bytes, 18, address);
            tx.descriptor(descriptor, at, 12L + length, 0, 0);
            tx.offer(descriptor);
            kick.signal();
        }

        void awaitFrames(int count) {
            frontEnd.await(count + " frames", () -> rx.usedIndex() == count);
        }

        @Override
        public void close() {
            frontEnd.close();
            memory.close();
            kick.close();
            rxKick.close();
            call.close();
        }
    }
}
