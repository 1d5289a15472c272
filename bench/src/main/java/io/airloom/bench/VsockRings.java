package io.airloom.bench;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.Mapping;
import io.airloom.linux.MemoryFd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The rings of a virtio-vsock driver in front of any vhost-user back end: takes and gives whole
/// packets, and knows nothing of what is in them. One thread at a time.
///
/// ```
///   memory   three rings | receive buffers of 4 KiB | transmit buffers of 64 KiB and a header
/// ```
final class VsockRings implements AutoCloseable {
    static final int MAX_PACKET = 44 + (1 << 16);

    private static final int RX = 0;
    private static final int TX = 1;
    private static final int QUEUES = 3;
    private static final int SIZE = 128;
    private static final int RX_BUFFER = 4096;
    private static final int TX_BUFFER = (MAX_PACKET + 63) & -64;
    private static final int GET_CONFIG = 24;
    private static final int CONFIG_PREFIX = 12;
    private static final long FEATURES =
            GuestDriver.FEATURE_VERSION_1 | GuestDriver.FEATURE_PROTOCOL_FEATURES;
    private static final long PROTOCOL_CONFIG = 1L << 9;
    private static final long RING_STRIDE = 8192;
    private static final long RX_BUFFERS = QUEUES * RING_STRIDE;
    private static final long TX_BUFFERS = RX_BUFFERS + (long) SIZE * RX_BUFFER;
    private static final long LENGTH = TX_BUFFERS + (long) SIZE * TX_BUFFER;
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final FrontEnd frontEnd;
    private final Fd file = MemoryFd.create("airloom-bench-vsock", LENGTH);
    private final Mapping mapping = Mapping.map(file, 0, LENGTH, true);
    private final MemorySegment memory = mapping.segment();
    private final DriverRing[] rings = new DriverRing[QUEUES];
    private final EventFd kick = EventFd.create();
    private final EventFd call = EventFd.create();
    private final EventFd wake = EventFd.create();
    private final Epoll epoll = Epoll.create(2);
    private final int[] free = new int[SIZE];
    private int freeCount;
    private final int cid;

    /// Connects and starts the rings.
    VsockRings(Path socket) {
        frontEnd = FrontEnd.connect(socket);
        epoll.add(call.fd(), Epoll.IN, 0);
        epoll.add(wake.fd(), Epoll.IN, 1);
        frontEnd.ask(FrontEnd.GET_FEATURES);
        frontEnd.ask(FrontEnd.GET_PROTOCOL_FEATURES);
        frontEnd.tell(
                FrontEnd.SET_PROTOCOL_FEATURES, GuestDriver.PROTOCOL_REPLY_ACK | PROTOCOL_CONFIG);
        frontEnd.acknowledged(true);
        frontEnd.tellPayload(FrontEnd.SET_OWNER, 0);
        frontEnd.tell(FrontEnd.SET_FEATURES, FEATURES);
        cid = askCid();
        shareMemory();
        for (int queue = 0; queue < QUEUES; queue++) {
            rings[queue] = new DriverRing(memory, queue * RING_STRIDE, SIZE, false);
            start(queue);
        }
        for (int slot = 0; slot < SIZE; slot++) {
            rings[RX].descriptor(
                    slot, RX_BUFFERS + (long) slot * RX_BUFFER, RX_BUFFER, DriverRing.WRITE, 0);
            rings[RX].offer(slot);
            free[freeCount++] = slot;
        }
        publish(RX);
    }

    /// As the device says.
    int cid() {
        return cid;
    }

    private int askCid() {
        MemorySegment payload = frontEnd.payload();
        payload.asSlice(0, CONFIG_PREFIX + Long.BYTES).fill((byte) 0);
        payload.set(U32, 4, Long.BYTES);
        frontEnd.send(GET_CONFIG, FrontEnd.VERSION, CONFIG_PREFIX + Long.BYTES);
        return frontEnd.replyConfig(GET_CONFIG, CONFIG_PREFIX);
    }

    private void shareMemory() {
        MemorySegment payload = frontEnd.payload();
        payload.set(U64, 0, 1);
        payload.set(U64, 8, 0);
        payload.set(U64, 16, LENGTH);
        payload.set(U64, 24, DriverMemory.USER_BASE);
        payload.set(U64, 32, 0);
        frontEnd.tellPayload(FrontEnd.SET_MEM_TABLE, 40, file);
    }

    private void start(int queue) {
        frontEnd.tell(FrontEnd.SET_VRING_CALL, queue, call.fd());
        frontEnd.tell(FrontEnd.SET_VRING_NUM, (long) SIZE << Integer.SIZE | queue);
        frontEnd.tell(FrontEnd.SET_VRING_BASE, queue);
        MemorySegment payload = frontEnd.payload();
        payload.set(U64, 0, queue);
        payload.set(U64, 8, DriverMemory.USER_BASE + rings[queue].descriptorsOffset());
        payload.set(U64, 16, DriverMemory.USER_BASE + rings[queue].usedOffset());
        payload.set(U64, 24, DriverMemory.USER_BASE + rings[queue].availableOffset());
        payload.set(U64, 32, 0);
        frontEnd.tellPayload(FrontEnd.SET_VRING_ADDR, 40);
        frontEnd.tell(FrontEnd.SET_VRING_KICK, queue, kick.fd());
        frontEnd.tell(FrontEnd.SET_VRING_ENABLE, 1L << Integer.SIZE | queue);
    }

    /// Sends a packet of a header and, perhaps, a payload.
    ///
    /// @return false if no buffer is free
    boolean send(byte[] header, byte[] payload, int offset, int length) {
        for (int slot = rings[TX].takeUsed(); slot >= 0; slot = rings[TX].takeUsed()) {
            free[freeCount++] = slot;
        }
        if (freeCount == 0) {
            return false;
        }
        int slot = free[--freeCount];
        long at = TX_BUFFERS + (long) slot * TX_BUFFER;
        MemorySegment.copy(header, 0, memory, ValueLayout.JAVA_BYTE, at, header.length);
        MemorySegment.copy(
                payload, offset, memory, ValueLayout.JAVA_BYTE, at + header.length, length);
        rings[TX].descriptor(slot, at, header.length + length, 0, 0);
        rings[TX].offer(slot);
        publish(TX);
        return true;
    }

    /// Hands every packet that has come to `handler`, and gives the buffers back.
    void receive(Consumer<byte[]> handler) {
        for (int slot = rings[RX].takeUsed(); slot >= 0; slot = rings[RX].takeUsed()) {
            byte[] packet = new byte[rings[RX].usedLength()];
            MemorySegment.copy(
                    memory,
                    ValueLayout.JAVA_BYTE,
                    RX_BUFFERS + (long) slot * RX_BUFFER,
                    packet,
                    0,
                    packet.length);
            rings[RX].offer(slot);
            handler.accept(packet);
        }
        publish(RX);
    }

    /// Waits until the device has done something, or [#wake()].
    void await() {
        epoll.await(1000);
        call.drain();
        wake.drain();
    }

    /// Ends [#await()]; from any thread.
    void wake() {
        wake.signal();
    }

    private void publish(int queue) {
        if (rings[queue].publish()) {
            kick.signal();
        }
    }

    /// Goes away as a machine does.
    @Override
    public void close() {
        frontEnd.close();
        epoll.close();
        kick.close();
        call.close();
        wake.close();
        mapping.close();
        file.close();
    }
}
