package io.airloom.vhost;

import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.EventFd;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// Sends frames between two guests that are not there, on an air of its own, so that the way of a
/// frame is compiled when real guests send their first. Interpreted, a frame takes 20 times as
/// long; and a lab that only associates and pings has not enough frames to get compiled by itself.
/// Machines take seconds to boot, this takes half of one.
final class WarmUp {
    private static final int FRAMES = 12_000;
    private static final int FRAME_LENGTH = 128;
    private static final AtomicBoolean STARTED = new AtomicBoolean();
    private static final LongSupplier CLOCK = System::nanoTime;

    private WarmUp() {}

    /// Does it on a thread of its own, once in the life of the program.
    static void start() {
        if (STARTED.compareAndSet(false, true)) {
            Thread.ofPlatform().name("airloom-warm-up").daemon().start(WarmUp::tryRun);
        }
    }

    private static void tryRun() {
        try {
            run(FRAMES);
        } catch (LinuxException e) {
            // Out of descriptors, for example: then the first frames will be slower.
            System.getLogger(WarmUp.class.getName()).log(System.Logger.Level.DEBUG, e.getMessage());
        }
    }

    /// Sends so many frames and returns how many copies arrived.
    static long run(int frames) {
        Air air = new Air();
        TapRing tap = new TapRing(TapRing.MIN_CAPACITY, 0);
        air.tap(tap);
        TapHandler reader = new Reader();
        try (EventLoop loop = new EventLoop(0);
                Phantom one = new Phantom(air, loop, 1);
                Phantom two = new Phantom(air, loop, 2)) {
            for (int i = 0; i < frames; i++) {
                (i % 2 == 0 ? one : two).send();
                loop.poll(0);
                air.flush(CLOCK);
                tap.poll(reader);
                one.recycle();
                two.recycle();
            }
            return one.received() + two.received();
        }
    }

    /// Reads the tap, so that it does not fill up.
    private static final class Reader implements TapHandler {
        @Override
        public void joined(int radioId, String name, long key) {}

        @Override
        public void left(int radioId) {}

        @Override
        public void frame(TapRecord record) {}

        @Override
        public void lost(long records) {}
    }

    /// A guest made of two rings: one message that it offers again and again, and empty buffers.
    private static final class Phantom implements VirtioQueue.Owner, AutoCloseable {
        private static final int SIZE = 64;
        private static final long BUFFER_LENGTH = 4096;
        private static final long BUFFERS = 1 << 14;
        private static final long KEY = 0x4200_0000_0000L;
        private static final int FREQ_MHZ = 2412;
        private static final ValueLayout.OfShort U16 =
                ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

        private final MemorySegment memory =
                Arena.ofAuto().allocate(BUFFERS + 2 * SIZE * BUFFER_LENGTH, 4096);
        private final MemoryTable table = new MemoryTable(List.of(new MemoryRegion(0, 0, memory)));
        private final Counters<SessionCounter> counters = new Counters<>(SessionCounter.class);
        private final HwsimDevice device;
        private final VirtioQueue tx;
        private final VirtioQueue rx;
        private final EventFd kick = EventFd.create();
        private int offered;

        Phantom(Air air, EventLoop loop, int number) {
            device = new HwsimDevice(air, "phantom" + number, counters, new LateCalls());
            tx = queue(loop, HwsimDevice.TX, 0, 0);
            rx = queue(loop, HwsimDevice.RX, SIZE, DescriptorTable.WRITE);
            device.attached(List.of(tx, rx));
            device.queueStarted(HwsimDevice.TX);
            device.queueStarted(HwsimDevice.RX);
            tx.kick(kick.fd());
            tx.call(EventFd.create().fd());
            rx.call(EventFd.create().fd());
            writeMessages(0x0200_0000_0000L | (long) number << 8);
        }

        /// The parts of queue i lie at i, with a descriptor and a head for each buffer.
        private VirtioQueue queue(EventLoop loop, int index, int firstBuffer, int flags) {
            long descriptors = (long) index * BUFFERS / 2;
            long available = descriptors + (long) SIZE * DescriptorTable.DESCRIPTOR_LENGTH;
            long used = available + 4096;
            for (int i = 0; i < SIZE; i++) {
                long at = descriptors + (long) i * DescriptorTable.DESCRIPTOR_LENGTH;
                VhostUserMessage.writeLong(memory, at, BUFFERS + (firstBuffer + i) * BUFFER_LENGTH);
                VhostUserMessage.writeLong(memory, at + 8, BUFFER_LENGTH | (long) flags << 32);
                memory.set(U16, available + SplitQueue.ENTRIES_OFFSET + 2L * i, (short) i);
            }
            VirtioQueue queue = new VirtioQueue(index, loop, counters, this);
            queue.ring().resize(SIZE);
            queue.ring().place(descriptors, available, used);
            queue.ring().start(table, VhostUserMessage.FEATURE_EVENT_INDEX);
            return queue;
        }

        private void writeMessages(long address) {
            MemorySegment frame = Arena.ofAuto().allocate(FRAME_LENGTH);
            frame.set(U16, 0, (short) 0x0008);
            MacAddress.write(frame, 4, MacAddress.BROADCAST);
            MacAddress.write(frame, 10, address);
            MacAddress.write(frame, 16, address);
            for (int i = 0; i < SIZE; i++) {
                HwsimKernelEncoder.frame(
                        memory,
                        BUFFERS + i * BUFFER_LENGTH,
                        (int) BUFFER_LENGTH,
                        33,
                        KEY,
                        frame,
                        0,
                        FRAME_LENGTH,
                        1,
                        FREQ_MHZ,
                        TxRates.with(TxRates.NONE, 0, 0, 1),
                        0,
                        i,
                        false);
            }
        }

        void send() {
            offered++;
            memory.set(U16, available(HwsimDevice.TX), (short) offered);
            kick.signal();
        }

        /// All buffers are empty again.
        void recycle() {
            int used = rx.ring().nextAvailable();
            memory.set(U16, available(HwsimDevice.RX), (short) (used + SIZE));
        }

        private static long available(int index) {
            return (long) index * BUFFERS / 2
                    + (long) SIZE * DescriptorTable.DESCRIPTOR_LENGTH
                    + SplitQueue.INDEX_OFFSET;
        }

        long received() {
            return counters.value(SessionCounter.MESSAGES_OUT);
        }

        @Override
        public void later() {}

        @Override
        public void kicked(VirtioQueue queue, long nowNanos) {
            device.queueKicked(queue.index(), nowNanos);
        }

        @Override
        public void doom(VhostViolation violation) {
            throw new IllegalStateException(violation.toString());
        }

        @Override
        public void close() {
            device.detached();
            tx.close();
            rx.close();
        }
    }
}
