package io.airloom.vhost;

import io.airloom.medium.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// The virtio network device (id 1, virtio 1.3 clause 5.1): queue 0 has the driver's empty buffers,
/// queue 1 its frames. It offers no feature, so that each buffer is one frame behind a header of 12
/// octets, and the driver computes its checksums itself.
///
/// A frame is copied out of the guest's memory before it is looked at.
final class EthernetDevice implements VirtioDevice, EthernetPort {
    /// The device's number in virtio.
    static final int DEVICE_ID = 1;

    /// The queue of the driver's empty buffers.
    static final int RX = 0;

    /// The queue of the driver's frames.
    static final int TX = 1;

    /// `struct virtio_net_hdr` of a driver that follows virtio 1.0 or later.
    static final int HEADER_LENGTH = 12;

    private static final int NUM_BUFFERS_OFFSET = 10;

    /// Frames taken from one guest before the others get their turn.
    private static final int FRAMES_PER_TURN = 64;

    /// One octet more than fits, by which a frame that is too long is known.
    private static final int ROOM = HEADER_LENGTH + EthernetSwitch.MAX_LENGTH + 1;

    private static final ValueLayout.OfShort U16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final EthernetSwitch lan;
    private final Counters<SessionCounter> counters;
    private final DescriptorChain outgoing = new DescriptorChain();
    private final DescriptorChain incoming = new DescriptorChain();
    private final MemorySegment sent = Arena.ofAuto().allocate(ROOM, 8);
    private final MemorySegment received = Arena.ofAuto().allocate(ROOM, 8);
    private List<VirtioQueue> queues = List.of();
    private boolean signalExpected;

    /// @param counters of the session
    EthernetDevice(EthernetSwitch lan, Counters<SessionCounter> counters) {
        this.lan = lan;
        this.counters = counters;
        // Each frame is in one buffer (clause 5.1.6.4.1); the rest of the header stays zero.
        received.set(U16, NUM_BUFFERS_OFFSET, (short) 1);
    }

    @Override
    public int queueCount() {
        return 2;
    }

    @Override
    public void attached(List<VirtioQueue> all) {
        queues = all;
        lan.join(this);
    }

    @Override
    public boolean queueKicked(int index, long nowNanos) {
        if (index == RX) {
            return false;
        }
        VirtioQueue tx = queues.get(TX);
        tx.refuseKicks();
        boolean more = true;
        for (int i = 0; i < FRAMES_PER_TURN && more; i++) {
            more = tx.peek(outgoing) || (tx.wantKicks() && tx.peek(outgoing));
            if (more) {
                int length = outgoing.gather(sent, 0, ROOM);
                tx.complete(0);
                counters.increment(SessionCounter.MESSAGES_IN);
                lan.forward(this, sent, HEADER_LENGTH, length - HEADER_LENGTH);
            }
        }
        tx.signal();
        return more;
    }

    @Override
    public boolean deliver(MemorySegment frame, long offset, int length) {
        VirtioQueue rx = queues.get(RX);
        if (!rx.isRunning() || !rx.peek(incoming)) {
            return false;
        }
        int needed = HEADER_LENGTH + length;
        if (incoming.writableLength() < needed) {
            rx.complete(0);
            counters.increment(SessionCounter.BUFFERS_TOO_SHORT);
            return false;
        }
        MemorySegment.copy(frame, offset, received, HEADER_LENGTH, length);
        incoming.scatter(received, 0, needed);
        rx.complete(needed);
        counters.increment(SessionCounter.MESSAGES_OUT);
        signalExpected = true;
        return true;
    }

    @Override
    public void flush() {
        if (signalExpected) {
            signalExpected = false;
            queues.get(RX).signal();
        }
    }

    @Override
    public void queueStarted(int index) {
        if (index == RX) {
            // Frames find the buffers or are dropped: no kick says anything.
            queues.get(RX).refuseKicks();
        }
    }

    @Override
    public void reset() {
        lan.leave(this);
        lan.join(this);
        signalExpected = false;
    }

    @Override
    public void detached() {
        lan.leave(this);
    }
}
