package io.airloom.vhost;

import io.airloom.guest.Claim;
import io.airloom.guest.Guest;
import io.airloom.guest.KnownRadio;
import io.airloom.guest.MessagePort;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The virtio device mac80211_hwsim (id 29): queue 0 brings messages from the kernel, queue 1 has
/// its empty buffers for messages to it. No configuration space, no feature bits.
///
/// A message from the guest is copied first and decoded then: it can neither change under us nor
/// vanish. Messages to the guest are written in place, unless its buffer is in several pieces or
/// may fault.
///
/// ## Memory that goes away
///
/// Where the guest's memory may fault, every method here settles ([VirtioQueue#settle]) before it
/// lets others work. So a fault is known for whose it is, ends that guest's session, and does not
/// touch the frame that was on its way.
public final class HwsimDevice implements VirtioDevice, MessagePort {
    /// The device's number in virtio.
    public static final int DEVICE_ID = 29;

    /// The queue of the kernel's messages.
    public static final int TX = 0;

    /// The queue of the kernel's empty buffers.
    public static final int RX = 1;

    /// Messages taken from one guest before the others get their turn.
    private static final int MESSAGES_PER_TURN = 64;

    /// Longest message that is looked at, and that may be scattered. Real ones have less than 4
    /// KiB.
    private static final int MAX_LENGTH = 1 << 14;

    private final Air air;
    private final String name;
    private final RadioMemory.@Nullable Place memory;
    private final Counters<SessionCounter> counters;
    private final LateCalls lateCalls;
    private final DescriptorChain outgoing = new DescriptorChain();
    private final DescriptorChain incoming = new DescriptorChain();
    private MemorySegment message = MemorySegment.NULL;
    private MemorySegment incomingBounce = MemorySegment.NULL;
    private List<VirtioQueue> queues = List.of();
    private Guest guest;
    private MemorySegment room = MemorySegment.NULL;
    private long roomOffset;
    private boolean bounced;

    /// @param name the node's name on the air
    /// @param counters of the session
    /// @param lateCalls of the loop, which looks after them
    HwsimDevice(Air air, String name, Counters<SessionCounter> counters, LateCalls lateCalls) {
        this(air, name, counters, lateCalls, null);
    }

    /// @param memory where its guest is remembered, which may come again; null if it is not
    HwsimDevice(
            Air air,
            String name,
            Counters<SessionCounter> counters,
            LateCalls lateCalls,
            RadioMemory.@Nullable Place memory) {
        this.lateCalls = lateCalls;
        this.air = air;
        this.name = name;
        this.memory = memory;
        this.counters = counters;
        this.guest = new Guest(air, name, this);
        if (memory != null) {
            memory.arrived(this);
        }
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
    public void queueStarted(int index) {
        if (message.byteSize() == 0) {
            // Not before there is a driver: a connection alone shall cost little.
            message = Arena.ofAuto().allocate(MAX_LENGTH, 8);
            incomingBounce = Arena.ofAuto().allocate(MAX_LENGTH, 8);
        }
        if (index == RX && memory != null) {
            guest.recall(memory.take());
        }
    }

    @Override
    public boolean queueKicked(int index, long nowNanos) {
        VirtioQueue tx = queues.get(TX);
        try {
            if (index == RX) {
                guest.writable();
            }
            boolean more = takeMessages(tx, nowNanos);
            lateCalls.gather(tx, nowNanos);
            tx.settle();
            return more;
        } catch (InternalError e) {
            tx.faulted(e);
            return false;
        }
    }

    @Override
    public void reset() {
        guest.close();
        guest = new Guest(air, name, this);
    }

    @Override
    public void detached() {
        if (memory != null) {
            memory.left(this);
        }
        guest.close();
    }

    List<KnownRadio> radios() {
        return guest.radios();
    }

    private boolean takeMessages(VirtioQueue tx, long nowNanos) {
        if (memory != null && memory.waits()) {
            // We are called when all are here.
            return false;
        }
        tx.refuseKicks();
        for (int i = 0; i < MESSAGES_PER_TURN; i++) {
            if (!queues.get(RX).isRunning() || !guest.accepting()) {
                // No room for our answers; we are called when the other queue starts or is kicked.
                return false;
            }
            if (!tx.peek(outgoing)) {
                return tx.wantKicks();
            }
            int length = copyMessage(outgoing, message);
            tx.settle();
            counters.increment(SessionCounter.MESSAGES_IN);
            try {
                guest.message(message, 0, length, nowNanos);
            } finally {
                // After a fault too: the air has answered the frame, and must not see it twice.
                if (tx.isRunning()) {
                    tx.complete(0);
                }
            }
        }
        return true;
    }

    /// Copies as much as the message says to have. Drivers offer a whole buffer for it, of which
    /// most is not used.
    ///
    /// @return how many octets
    private static int copyMessage(DescriptorChain chain, MemorySegment target) {
        int offered = (int) Math.min(chain.readableLength(), MAX_LENGTH);
        int length = Math.min(offered, HwsimMessage.MIN_LENGTH);
        if (chain.gather(target, 0, length) == HwsimMessage.MIN_LENGTH) {
            length = Math.clamp(HwsimMessage.declaredLength(target, 0), length, offered);
            if (length > HwsimMessage.MIN_LENGTH) {
                chain.gather(target, 0, length);
            }
        }
        return length;
    }

    // ---- the way to the guest
    // ------------------------------------------------------------------------

    @Override
    public Claim claim(int length) {
        VirtioQueue rx = queues.get(RX);
        try {
            Claim claim = claim(rx, length);
            rx.settle();
            return claim;
        } catch (InternalError e) {
            rx.faulted(e);
            return Claim.GONE;
        }
    }

    private Claim claim(VirtioQueue rx, int length) {
        if (!rx.peek(incoming) && !(rx.wantKicks() && rx.peek(incoming))) {
            return rx.isRunning() ? Claim.NO_BUFFER : Claim.GONE;
        }
        rx.refuseKicks();
        int first = incoming.readableCount();
        bounced = rx.mayFault() || incoming.length(first) < length;
        if (incoming.writableLength() < length || (bounced && length > MAX_LENGTH)) {
            rx.complete(0);
            counters.increment(SessionCounter.BUFFERS_TOO_SHORT);
            return Claim.TOO_SHORT;
        }
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
    public boolean commit(int length) {
        VirtioQueue rx = queues.get(RX);
        try {
            if (bounced) {
                incoming.scatter(incomingBounce, 0, length);
            }
            // What is not there must not be given back.
            rx.settle();
            rx.complete(length);
            rx.settle();
        } catch (InternalError e) {
            rx.faulted(e);
            return false;
        }
        counters.increment(SessionCounter.MESSAGES_OUT);
        return true;
    }

    @Override
    public void signal() {
        VirtioQueue rx = queues.get(RX);
        try {
            rx.signal();
            lateCalls.along(queues.get(TX));
            rx.settle();
        } catch (InternalError e) {
            rx.faulted(e);
        }
    }
}
