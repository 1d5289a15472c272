package io.airloom.bench;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventFd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.MemoryFd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A guest without a machine around it: the front end of a vhost-user connection and the
/// mac80211_hwsim driver of virtio device 29 behind it, against any back end. It sends and takes
/// whole messages; what is in them is the caller's business.
///
/// Queue 0 is the driver's transmit queue, queue 1 its receive queue, which is kept full of
/// buffers. As the kernel does, each buffer is offered in its whole length, however short the
/// message.
///
/// For tests everything can be done wrong through [#frontEnd()], [#ring] and [#memory].
///
/// One thread.
public final class GuestDriver implements AutoCloseable {
    public static final int TX = 0;
    public static final int RX = 1;

    public static final long FEATURE_INDIRECT = 1L << 28;
    public static final long FEATURE_EVENT_INDEX = 1L << 29;
    public static final long FEATURE_PROTOCOL_FEATURES = 1L << 30;
    public static final long FEATURE_VERSION_1 = 1L << 32;
    public static final long PROTOCOL_REPLY_ACK = 1L << 3;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int GAP = DriverMemory.FIRST_PIECE;

    private final GuestOptions options;
    private final FrontEnd frontEnd;
    private final DriverMemory memory;
    private final Epoll epoll = Epoll.create(2);
    private final EventFd[] kicks = {EventFd.create(), EventFd.create()};
    private final EventFd[] calls = {EventFd.create(), EventFd.create()};
    private final DriverRing[] rings = new DriverRing[2];
    private final MemorySegment gathered;
    private final int[] freeSlots;
    private int freeCount;
    private long features;
    private long kicksSent;

    /// Takes a message of the back end. The memory is the driver's again after the call.
    @FunctionalInterface
    public interface MessageHandler {
        /// A message of `length` octets, as the back end counted them.
        void message(MemorySegment segment, long offset, int length);
    }

    private GuestDriver(FrontEnd frontEnd, GuestOptions options) {
        this.options = options;
        this.frontEnd = frontEnd;
        this.memory = new DriverMemory(options);
        this.gathered = Arena.ofAuto().allocate(options.bufferLength(), 8);
        this.freeSlots = new int[slots()];
        epoll.add(calls[TX].fd(), Epoll.IN, TX);
        epoll.add(calls[RX].fd(), Epoll.IN, RX);
    }

    /// Connects, negotiates and starts both rings, with the receive ring full of buffers.
    ///
    /// @throws LinuxException if nobody listens at the path
    /// @throws BackEndException if the back end refuses what every back end must take
    public static GuestDriver connect(Path path, GuestOptions options) {
        GuestDriver driver = new GuestDriver(FrontEnd.connect(path), options);
        try {
            driver.negotiate();
            driver.shareMemory();
            driver.resetRings();
            driver.startRing(TX, 0);
            driver.startRing(RX, 0);
            driver.publish();
            return driver;
        } catch (BackEndException | LinuxException e) {
            driver.close();
            throw e;
        }
    }

    /// The control connection.
    public FrontEnd frontEnd() {
        return frontEnd;
    }

    /// A ring, [#TX] or [#RX].
    public DriverRing ring(int queue) {
        return rings[queue];
    }

    /// A region of the guest's memory.
    public MemorySegment memory(int region) {
        return memory.region(region);
    }

    /// How many regions the guest's memory has.
    public int regions() {
        return options.regions();
    }

    /// Where in each region the buffers begin; before them lie the rings.
    public long firstBuffer() {
        return memory.bufferOffset(TX, 0);
    }

    /// The guest address of an offset in a region.
    public long guestAddress(int region, long offset) {
        return memory.guestAddress(region, offset);
    }

    /// The guest address where buffer `slot` of a queue begins.
    public long bufferAddress(int queue, int slot) {
        return memory.guestAddress(memory.regionOf(queue, slot), memory.bufferOffset(queue, slot));
    }

    /// The virtio features in force.
    public long features() {
        return features;
    }

    /// How often a back end was kicked.
    public long kicksSent() {
        return kicksSent;
    }

    /// Copies a message into a free buffer and offers it; the back end sees it at the next
    /// [#publish()].
    ///
    /// @return false if all buffers are on their way
    public boolean transmit(MemorySegment message, long offset, int length) {
        if (length > options.bufferLength()) {
            throw new IllegalArgumentException("length=" + length);
        }
        if (freeCount == 0 && reclaim() == 0) {
            return false;
        }
        int slot = freeSlots[--freeCount];
        MemorySegment to = memory.region(memory.regionOf(TX, slot));
        long at = memory.bufferOffset(TX, slot);
        int first = options.shape() == GuestOptions.Shape.DIRECT ? length : Math.min(length, GAP);
        MemorySegment.copy(message, offset, to, at, first);
        MemorySegment.copy(message, offset + first, to, at + first + GAP, length - first);
        rings[TX].offer(head(slot));
        return true;
    }

    /// Takes back transmit buffers that the back end has done with.
    ///
    /// @return how many
    public int reclaim() {
        int taken = 0;
        for (int head = rings[TX].takeUsed(); head >= 0; head = rings[TX].takeUsed()) {
            freeSlots[freeCount++] = slot(head);
            taken++;
        }
        return taken;
    }

    /// Waits until the back end has done with everything that was transmitted.
    ///
    /// @throws BackEndException if it does not within ten seconds
    public void awaitTaken() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (freeCount < freeSlots.length) {
            if (reclaim() == 0) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BackEndException("the back end does not take what is transmitted");
                }
                Thread.onSpinWait();
            }
        }
    }

    /// Hands up to `max` messages that have come to `handler`, and gives their buffers to the back
    /// end again.
    ///
    /// @return how many there were
    public int receive(MessageHandler handler, int max) {
        int taken = 0;
        while (taken < max) {
            int head = rings[RX].takeUsed();
            if (head < 0) {
                break;
            }
            taken++;
            deliver(handler, slot(head), rings[RX].usedLength());
            rings[RX].offer(head);
        }
        publish(RX);
        return taken;
    }

    /// Shows the back end what was offered on both rings, and kicks it where it wants to be.
    public void publish() {
        publish(TX);
        publish(RX);
    }

    /// Kicks whether wanted or not.
    public void kick(int queue) {
        kicksSent++;
        kicks[queue].signal();
    }

    /// Wants to be called for the next buffer on each ring, as a kernel does that has nothing to
    /// do. Transmit buffers that are done with are taken back.
    public void wantCalls() {
        reclaim();
        rings[TX].wantCalls(true);
        rings[RX].wantCalls(true);
    }

    /// Waits for a call of the back end.
    ///
    /// @return false if nothing came in time
    public boolean await(int timeoutMillis) {
        rings[RX].wantCalls(true);
        if (!rings[RX].hasUsed()) {
            epoll.await(timeoutMillis);
            calls[RX].drain();
            calls[TX].drain();
        }
        rings[RX].wantCalls(false);
        return rings[RX].hasUsed();
    }

    /// Stops both rings, as a monitor does that pauses the machine.
    ///
    /// @return where each stopped, for [#start(int, int)]
    public int[] stop() {
        return new int[] {frontEnd.stopRing(TX), frontEnd.stopRing(RX)};
    }

    /// Starts both rings again where they stopped.
    public void start(int txIndex, int rxIndex) {
        startRing(TX, txIndex);
        startRing(RX, rxIndex);
    }

    /// Starts afresh, as a guest that has rebooted: rings empty, all transmit buffers free, the
    /// receive ring full. To be done while stopped.
    public void resetRings() {
        boolean event = (features & FEATURE_EVENT_INDEX) != 0;
        for (int queue = TX; queue <= RX; queue++) {
            rings[queue] =
                    new DriverRing(
                            memory.region(0), memory.ringOffset(queue), options.queueSize(), event);
            rings[queue].reset();
            rings[queue].wantCalls(false);
            for (int slot = 0; slot < slots(); slot++) {
                describe(queue, slot);
            }
        }
        freeCount = 0;
        for (int slot = slots() - 1; slot >= 0; slot--) {
            freeSlots[freeCount++] = slot;
            rings[RX].offer(head(slots() - 1 - slot));
        }
    }

    /// Shares the memory, again if it was shared before.
    public void shareMemory() {
        int length = memory.writeTable(frontEnd.payload());
        frontEnd.tellPayload(FrontEnd.SET_MEM_TABLE, length, memory.files());
    }

    /// Cuts a region's file short under everybody's mappings. Only memory that is not sealed.
    public void truncateMemory(int region, long length) {
        MemoryFd.truncate(memory.files()[region], length);
    }

    /// Goes away without a word, as a killed machine does.
    @Override
    public void close() {
        frontEnd.close();
        epoll.close();
        for (int queue = TX; queue <= RX; queue++) {
            kicks[queue].close();
            calls[queue].close();
        }
        memory.close();
    }

    private void negotiate() {
        long offered = frontEnd.ask(FrontEnd.GET_FEATURES);
        long wanted = FEATURE_VERSION_1 | FEATURE_PROTOCOL_FEATURES;
        if (options.shape() == GuestOptions.Shape.INDIRECT) {
            wanted |= FEATURE_INDIRECT;
        }
        if (options.eventIndex()) {
            wanted |= FEATURE_EVENT_INDEX;
        }
        features = offered & wanted;
        if ((features & FEATURE_PROTOCOL_FEATURES) != 0) {
            long protocol = frontEnd.ask(FrontEnd.GET_PROTOCOL_FEATURES);
            long accepted = options.replyAck() ? protocol & PROTOCOL_REPLY_ACK : 0;
            frontEnd.tell(FrontEnd.SET_PROTOCOL_FEATURES, accepted);
            frontEnd.acknowledged(accepted != 0);
        }
        frontEnd.tellPayload(FrontEnd.SET_OWNER, 0);
        frontEnd.tell(FrontEnd.SET_FEATURES, features);
        if (options.shape() == GuestOptions.Shape.INDIRECT && (features & FEATURE_INDIRECT) == 0) {
            throw new BackEndException("the back end does not offer indirect descriptors");
        }
    }

    /// Starts one ring at an index.
    public void startRing(int queue, int index) {
        MemorySegment payload = frontEnd.payload();
        frontEnd.tell(FrontEnd.SET_VRING_CALL, queue, calls[queue].fd());
        frontEnd.tell(FrontEnd.SET_VRING_NUM, numbered(queue, options.queueSize()));
        frontEnd.tell(FrontEnd.SET_VRING_BASE, numbered(queue, index));
        payload.set(U32, 0, queue);
        payload.set(U32, 4, 0);
        payload.set(U64, 8, memory.userAddress(rings[queue].descriptorsOffset()));
        payload.set(U64, 16, memory.userAddress(rings[queue].usedOffset()));
        payload.set(U64, 24, memory.userAddress(rings[queue].availableOffset()));
        payload.set(U64, 32, 0);
        frontEnd.tellPayload(FrontEnd.SET_VRING_ADDR, 40);
        frontEnd.tell(FrontEnd.SET_VRING_KICK, queue, kicks[queue].fd());
        if ((features & FEATURE_PROTOCOL_FEATURES) != 0) {
            frontEnd.tell(FrontEnd.SET_VRING_ENABLE, numbered(queue, 1));
        }
    }

    private void publish(int queue) {
        if (rings[queue].publish()) {
            kick(queue);
        }
    }

    private void deliver(MessageHandler handler, int slot, int length) {
        MemorySegment from = memory.region(memory.regionOf(RX, slot));
        long at = memory.bufferOffset(RX, slot);
        if (options.shape() == GuestOptions.Shape.DIRECT) {
            handler.message(from, at, length);
            return;
        }
        int all = Math.min(length, options.bufferLength());
        int first = Math.min(all, GAP);
        MemorySegment.copy(from, at, gathered, 0, first);
        MemorySegment.copy(from, at + first + GAP, gathered, first, all - first);
        handler.message(gathered, 0, length);
    }

    /// Writes the descriptors of a buffer, which never change.
    private void describe(int queue, int slot) {
        int write = queue == RX ? DriverRing.WRITE : 0;
        long address = bufferAddress(queue, slot);
        DriverRing ring = rings[queue];
        int rest = options.bufferLength() - GAP;
        switch (options.shape()) {
            case DIRECT -> ring.descriptor(slot, address, options.bufferLength(), write, 0);
            case CHAINED -> {
                int head = head(slot);
                ring.descriptor(head, address, GAP, write | DriverRing.NEXT, head + 1);
                ring.descriptor(head + 1, address + 2 * GAP, rest, write, 0);
            }
            case INDIRECT -> {
                long table = memory.tableOffset(queue, slot);
                long second = table + DriverRing.DESCRIPTOR_LENGTH;
                MemorySegment first = memory.region(0);
                DriverRing.writeDescriptor(first, table, address, GAP, write | DriverRing.NEXT, 1);
                DriverRing.writeDescriptor(first, second, address + 2 * GAP, rest, write, 0);
                int length = 2 * DriverRing.DESCRIPTOR_LENGTH;
                ring.descriptor(
                        slot, memory.guestAddress(0, table), length, DriverRing.INDIRECT, 0);
            }
        }
    }

    private int slots() {
        boolean two = options.shape() == GuestOptions.Shape.CHAINED;
        return two ? options.queueSize() / 2 : options.queueSize();
    }

    private int head(int slot) {
        return options.shape() == GuestOptions.Shape.CHAINED ? 2 * slot : slot;
    }

    private int slot(int head) {
        return options.shape() == GuestOptions.Shape.CHAINED ? head / 2 : head;
    }

    private static long numbered(int queue, int value) {
        return (long) value << Integer.SIZE | queue;
    }
}
