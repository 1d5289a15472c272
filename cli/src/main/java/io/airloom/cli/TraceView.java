package io.airloom.cli;

import io.airloom.capture.AirFrame;
import io.airloom.medium.Tap;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Shows the frames on the air while they are sent. The air writes into a bounded ring and never
/// waits; a thread of ours reads the ring and prints.
final class TraceView implements AutoCloseable {
    private static final int RING_OCTETS = 1 << 22;
    private static final long IDLE_NANOS = 3_000_000L;

    private final FramePrinter printer;
    private final TapRing ring;
    private final Thread thread;
    private volatile boolean ending;

    TraceView(FramePrinter printer) {
        this.printer = printer;
        long epochNanos = System.currentTimeMillis() * 1_000_000L;
        this.ring = new TapRing(RING_OCTETS, epochNanos - System.nanoTime());
        this.thread = Thread.ofPlatform().daemon().name("airloom-trace").start(this::run);
    }

    /// What the air is to be given.
    Tap tap() {
        return ring;
    }

    private void run() {
        Reader reader = new Reader();
        while (true) {
            boolean last = ending;
            if (ring.poll(reader) == 0) {
                if (last) {
                    return;
                }
                LockSupport.parkNanos(IDLE_NANOS);
            }
        }
    }

    /// Prints what is still in the ring and ends.
    @Override
    public void close() {
        ending = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Reader implements TapHandler {
        private final Map<Integer, String> radios = new HashMap<>();
        private long frames;

        @Override
        public void joined(int radioId, String name, long key) {
            radios.put(radioId, name);
        }

        @Override
        public void left(int radioId) {
            radios.remove(radioId);
        }

        @Override
        public void frame(TapRecord record) {
            String node = radios.getOrDefault(record.radioId(), "?");
            printer.print(AirFrame.of(++frames, node, record));
        }

        @Override
        public void lost(long records) {
            printer.missed(records);
        }
    }
}
