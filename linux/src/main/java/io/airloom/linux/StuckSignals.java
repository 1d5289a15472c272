package io.airloom.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Frees threads that a peer holds up in [EventFd#signal()]: looks at all eventfds that came from
/// peers, 100 times a second while there are any, and empties the counter of one that is full and
/// in which the same write was seen twice. What it does itself never blocks.
final class StuckSignals {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Set<Watch> WATCHES = ConcurrentHashMap.newKeySet();
    private static final MemorySegment COUNTER = Arena.global().allocate(Long.BYTES, Long.BYTES);

    private static @Nullable Thread thread;

    private StuckSignals() {}

    static Watch watch(Fd fd) {
        Watch watch = new Watch(fd);
        synchronized (StuckSignals.class) {
            WATCHES.add(watch);
            if (thread == null) {
                thread =
                        Thread.ofPlatform()
                                .name("airloom-stuck-signals")
                                .daemon()
                                .start(StuckSignals::run);
            }
        }
        return watch;
    }

    private static void run() {
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            WATCHES.forEach(Watch::look);
            synchronized (StuckSignals.class) {
                if (WATCHES.isEmpty()) {
                    thread = null;
                    return;
                }
            }
        }
    }

    /// One eventfd.
    static final class Watch implements AutoCloseable {
        private static final VarHandle STEP;

        static {
            try {
                STEP = MethodHandles.lookup().findVarHandle(Watch.class, "step", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Fd fd;

        /// Odd while a write is under way. Written by the thread that signals.
        private int step;

        private int seen;
        private boolean closed;
        private volatile boolean stuck;

        private Watch(Fd fd) {
            this.fd = fd;
        }

        void begin() {
            STEP.setOpaque(this, step + 1);
        }

        void end() {
            STEP.setOpaque(this, step + 1);
        }

        boolean wasStuck() {
            return stuck;
        }

        /// To be called before the descriptor is closed, whose number may be somebody else's then.
        @Override
        public synchronized void close() {
            closed = true;
            WATCHES.remove(this);
        }

        private synchronized void look() {
            int now = (int) STEP.getOpaque(this);
            // A thread that only waits for its turn on a processor looks the same, but an honest
            // counter is never full.
            if ((now & 1) != 0 && now == seen && !closed && LibcEvents.isFull(fd.value())) {
                stuck = true;
                LibcEvents.readNow(fd.value(), COUNTER.address(), Long.BYTES);
            }
            seen = now;
        }
    }
}
