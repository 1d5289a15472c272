package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.EventFd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A guest with a vsock driver that does what a test says, right or wrong.
final class VsockTestGuest implements AutoCloseable {
    static final int RING = 64;
    static final int BUFFER = 4096;
    private static final int TX_BUFFER = 1 << 17;
    private static final long RX_BUFFERS = 1 << 19;
    private static final long TX_BUFFERS = 1 << 20;
    private static final long EVENT_BUFFER = (1 << 19) - 64;
    private static final long SIZE = TX_BUFFERS + (long) RING * TX_BUFFER;

    final int cid;
    final FrontEnd frontEnd;
    final TestMemory memory = new TestMemory(SIZE);
    final DriverRing rx = new DriverRing(memory.bytes, 0, RING);
    final DriverRing tx = new DriverRing(memory.bytes, rx.end(), RING);
    final DriverRing event = new DriverRing(memory.bytes, tx.end(), RING);
    private final EventFd kick = EventFd.create();
    private final EventFd call = EventFd.create();
    int bufferLength = BUFFER;
    private int rxSeen;

    VsockTestGuest(FrontEnd frontEnd, int cid) {
        this.frontEnd = frontEnd;
        this.cid = cid;
    }

    /// The hand-shake of UML, with all three queues.
    VsockTestGuest setUp() {
        negotiate();
        start(VsockDevice.RX, rx);
        start(VsockDevice.TX, tx);
        start(VsockDevice.EVENT, event);
        return this;
    }

    void negotiate() {
        frontEnd.send(VhostUserRequest.SET_PROTOCOL_FEATURES, FrontEnd.u64(0x228));
        frontEnd.send(VhostUserRequest.SET_OWNER, new byte[0]);
        frontEnd.send(
                VhostUserRequest.SET_FEATURES,
                FrontEnd.u64(
                        VhostUserMessage.FEATURE_VERSION_1
                                | VhostUserMessage.FEATURE_PROTOCOL_FEATURES));
        frontEnd.sendAcknowledged(VhostUserRequest.SET_MEM_TABLE, 0, memory.table(), memory.fd);
    }

    /// The index of the buffers goes on at `ring.base`.
    void start(int index, DriverRing ring) {
        ring.availableIndex = ring.base;
        ring.availableIndexInMemory(ring.base);
        frontEnd.setUpQueue(index, ring, TestMemory.USER, kick, call);
    }

    /// Puts out so many empty buffers.
    VsockTestGuest post(int count) {
        for (int i = 0; i < count; i++) {
            int slot = rx.availableIndex & (RING - 1);
            rx.descriptor(slot, rxBuffer(slot), bufferLength, DriverRing.WRITE, 0);
            rx.offer(slot);
        }
        kick.signal();
        frontEnd.settle();
        return this;
    }

    private static long rxBuffer(int slot) {
        return RX_BUFFERS + (long) slot * BUFFER;
    }

    /// Puts out one buffer for an event.
    void postEvent() {
        event.descriptor(0, EVENT_BUFFER, 8, DriverRing.WRITE, 0);
        event.offer(0);
        kick.signal();
        frontEnd.settle();
    }

    void send(VsockPacket packet) {
        offer(packet.bytes(), packet.bytes().length);
        kick();
    }

    /// Offers octets in two pieces, the second of which begins at `split`; they are not announced.
    void offer(byte[] bytes, int split) {
        int slot = tx.availableIndex & (RING / 2 - 1);
        long at = TX_BUFFERS + (long) slot * TX_BUFFER;
        MemorySegment.copy(bytes, 0, memory.bytes, ValueLayout.JAVA_BYTE, at, bytes.length);
        if (split < bytes.length) {
            tx.descriptor(2 * slot, at, split, DriverRing.NEXT, 2 * slot + 1);
            tx.descriptor(2 * slot + 1, at + split, bytes.length - split, 0, 0);
        } else {
            tx.descriptor(2 * slot, at, bytes.length, 0, 0);
        }
        tx.offer(2 * slot);
    }

    void kick() {
        kick.signal();
        frontEnd.settle();
    }

    /// How many packets of ours were not taken yet.
    int untaken() {
        return (tx.availableIndex - tx.usedIndex()) & 0xffff;
    }

    /// What has come since the last time; the buffers are not put out again.
    List<VsockPacket> take() {
        frontEnd.settle();
        List<VsockPacket> packets = new ArrayList<>();
        while (rxSeen != rx.usedIndex()) {
            int slot = rx.usedHead(rxSeen);
            int length = rx.usedLength(rxSeen);
            rxSeen = (rxSeen + 1) & 0xffff;
            if (length == 0) {
                continue;
            }
            byte[] bytes = new byte[length];
            MemorySegment.copy(
                    memory.bytes, ValueLayout.JAVA_BYTE, rxBuffer(slot), bytes, 0, length);
            VsockPacket packet = VsockPacket.of(bytes);
            assertThat(packet.dstCid()).isEqualTo(cid);
            assertThat(packet.len()).isEqualTo(packet.text().length());
            packets.add(packet);
        }
        return packets;
    }

    /// What has come; as many buffers are put out again, and what comes into those counts, too.
    List<VsockPacket> received() {
        List<VsockPacket> all = new ArrayList<>();
        List<VsockPacket> some = take();
        while (!some.isEmpty()) {
            all.addAll(some);
            post(some.size());
            some = take();
        }
        return all;
    }

    /// The same in words.
    List<String> heard() {
        return received().stream().map(VsockPacket::toString).toList();
    }

    @Override
    public void close() {
        frontEnd.close();
        memory.close();
        kick.close();
        call.close();
    }
}
