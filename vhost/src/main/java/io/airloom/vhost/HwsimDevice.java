package io.airloom.vhost;

import io.airloom.guest.Claim;
import io.airloom.guest.Guest;
import io.airloom.guest.MessagePort;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The virtio device mac80211_hwsim (id 29): queue 0 brings messages from the kernel, queue 1 has
/// its empty buffers for messages to it. No configuration space, no feature bits.
///
/// Messages are read and written in place, in the guest's memory; only those that the guest has
/// scattered over several pieces go through a buffer here.
public final class HwsimDevice implements VirtioDevice, MessagePort {
    /// The device's number in virtio.
    public static final int DEVICE_ID = 29;

    /// The queue of the kernel's messages.
    public static final int TX = 0;

    /// The queue of the kernel's empty buffers.
    public static final int RX = 1;

    /// Messages taken from one guest before the others get their turn.
    private static final int MESSAGES_PER_TURN = 64;

    /// Longest message that may be scattered. Real ones have less than 4 KiB.
    private static final int BOUNCE_LENGTH = 1 << 14;

    /// Longest message that is looked at.
    private static final int MAX_LENGTH = 1 << 16;

    private final Air air;
    private final String name;
    private final Counters<SessionCounter> counters;
    private final DescriptorChain outgoing = new DescriptorChain();
    private final DescriptorChain incoming = new DescriptorChain();
    private final MemorySegment outgoingBounce = Arena.ofAuto().allocate(BOUNCE_LENGTH, 8);
    private final MemorySegment incomingBounce = Arena.ofAuto().allocate(BOUNCE_LENGTH, 8);
    private List<VirtioQueue> queues = List.of();
    private Guest guest;
    private MemorySegment room = MemorySegment.NULL;
    private long roomOffset;
    private boolean bounced;
    private boolean signalExpected;

    /// @param name the node's name on the air
    /// @param counters of the session
    public HwsimDevice(Air air, String name, Counters<SessionCounter> counters) {
        this.air = air;
        this.name = name;
        this.counters = counters;
        this.guest = new Guest(air, name, this);
    }

    @Override
    public int queueCount() {
        return 2;
    }

    @Override
    public void attached(List<VirtioQueue> all) {
        queues = all;
    }

    @Override
    public boolean queueKicked(int index, long nowNanos) {
        if (index == RX) {
            guest.writable();
        }
        VirtioQueue tx = queues.get(TX);
        boolean more = takeMessages(tx, nowNanos);
        // If a message goes to this guest, both queues are signalled together, after the
        // receivers'.
        if (!signalExpected) {
            tx.signal();
        }
        return more;
    }

    @Override
    public void reset() {
        guest.close();
        guest = new Guest(air, name, this);
        signalExpected = false;
    }

    @Override
    public void detached() {
        guest.close();
    }

    private boolean takeMessages(VirtioQueue tx, long nowNanos) {
        tx.refuseKicks();
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            if (!queues.get(RX).isRunning() || !guest.accepting()) {
                // No room for our answers; we are called when the other queue starts or is kicked.
                return false;
            }
            if (!tx.peek(outgoing)) {
                return tx.wantKicks();
            }
            try {
                takeMessage(nowNanos);
            } finally {
                // After a fault too: the air has answered the frame, and must not see it twice.
                if (tx.isRunning()) {
                    tx.complete(0);
                }
            }
        }
        return true;
    }

    private void takeMessage(long nowNanos) {
        counters.increment(SessionCounter.MESSAGES_IN);
        if (outgoing.readableCount() == 1) {
            int length = (int) Math.min(outgoing.length(0), MAX_LENGTH);
            guest.message(outgoing.memory(0), outgoing.offset(0), length, nowNanos);
        } else {
            int length = outgoing.gather(outgoingBounce, 0, BOUNCE_LENGTH);
            guest.message(outgoingBounce, 0, length, nowNanos);
        }
    }

    // ---- the way to the guest
    // ------------------------------------------------------------------------

    @Override
    public Claim claim(int length) {
        VirtioQueue rx = queues.get(RX);
        if (!rx.peek(incoming) && !(rx.wantKicks() && rx.peek(incoming))) {
            return rx.isRunning() ? Claim.NO_BUFFER : Claim.GONE;
        }
        rx.refuseKicks();
        int first = incoming.readableCount();
        if (incoming.writableLength() < length
                || (incoming.length(first) < length && length > BOUNCE_LENGTH)) {
            rx.complete(0);
            counters.increment(SessionCounter.BUFFERS_TOO_SHORT);
            return Claim.TOO_SHORT;
        }
        bounced = incoming.length(first) < length;
        room = bounced ? incomingBounce : incoming.memory(first);
        roomOffset = bounced ? 0 : incoming.offset(first);
        return Claim.OK;
    }

    @Override
    public MemorySegment segment() {
        return room;
    }

    @Override
    public long offset() {
        return roomOffset;
    }

    @Override
    public void commit(int length) {
        if (bounced) {
            incoming.scatter(incomingBounce, 0, length);
        }
        queues.get(RX).complete(length);
        counters.increment(SessionCounter.MESSAGES_OUT);
        signalExpected = true;
    }

    @Override
    public void signal() {
        signalExpected = false;
        queues.get(RX).signal();
        queues.get(TX).signal();
    }
}
