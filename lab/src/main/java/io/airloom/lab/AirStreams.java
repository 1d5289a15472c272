package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.guest.KnownRadio;
import io.airloom.ieee80211.Names;
import io.airloom.image.EnvironmentException;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.KnownGuest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Frames of an air of this process, for those who want to see them: a [TapRing] each, which its
/// reader empties. The air waits for none of them. Any thread.
final class AirStreams implements AutoCloseable {
    /// Streams at a time.
    static final int MAX_STREAMS = 64;

    private static final int RING_OCTETS = 1 << 22;
    private static final long IDLE_NANOS = 2_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AirThread air;

    // Guarded by this.
    private final Set<TapStream> open = new HashSet<>();
    private boolean closed;

    AirStreams(AirThread air) {
        this.air = air;
    }

    /// Frames from now on that match.
    ///
    /// @throws EnvironmentException if the air has ended, or too many are open
    synchronized FrameStream open(FrameFilter filter) {
        if (closed) {
            throw ended();
        }
        if (open.size() >= MAX_STREAMS) {
            throw new EnvironmentException(
                    MAX_STREAMS + " streams of frames are open already", "close some");
        }
        TapStream stream = new TapStream(filter.knowing(owners()));
        open.add(stream);
        air.tap(stream.ring);
        return stream;
    }

    /// Who has which address by now.
    private Names owners() {
        Map<Long, String> owners = new HashMap<>();
        for (KnownGuest guest : air.guests()) {
            for (KnownRadio radio : guest.radios()) {
                radio.addresses().forEach(address -> owners.putIfAbsent(address, guest.node()));
            }
        }
        return owners::get;
    }

    private synchronized void close(TapStream stream) {
        if (open.remove(stream) && !closed) {
            air.untap(stream.ring);
        }
    }

    /// The air is about to end: streams give what they have, then their end.
    @Override
    public synchronized void close() {
        closed = true;
        open.forEach(stream -> stream.ended = true);
    }

    private static EnvironmentException ended() {
        return new EnvironmentException("the air has ended", "start the lab again");
    }

    /// One reader's.
    private final class TapStream implements FrameStream, TapHandler {
        private final TapRing ring;
        private final FrameFilter filter;
        private final Map<Integer, String> names = new HashMap<>();
        private long frames;
        private @Nullable AirFrame found;
        private final AtomicLong dropped = new AtomicLong();
        private volatile boolean ended;

        TapStream(FrameFilter filter) {
            this.filter = filter;
            long epochNanos = System.currentTimeMillis() * NANOS_PER_MILLI;
            this.ring = new TapRing(RING_OCTETS, epochNanos - System.nanoTime());
        }

        @Override
        public @Nullable AirFrame next(Duration patience) throws InterruptedException {
            long endNanos = System.nanoTime() + patience.toNanos();
            while (!Thread.interrupted()) {
                boolean last = ended;
                found = null;
                if (ring.poll(this, 1) > 0) {
                    if (found != null) {
                        return found;
                    }
                } else if (last) {
                    throw ended();
                } else {
                    long restNanos = endNanos - System.nanoTime();
                    if (restNanos <= 0) {
                        return null;
                    }
                    LockSupport.parkNanos(Math.min(IDLE_NANOS, restNanos));
                }
            }
            throw new InterruptedException();
        }

        @Override
        public long dropped() {
            return dropped.get();
        }

        @Override
        public void close() {
            ended = true;
            AirStreams.this.close(this);
        }

        @Override
        public void joined(int radioId, String name, long key) {
            names.put(radioId, name);
        }

        @Override
        public void left(int radioId) {
            names.remove(radioId);
        }

        @Override
        public void frame(TapRecord record) {
            String node = names.getOrDefault(record.radioId(), "?");
            AirFrame frame = AirFrame.of(frames + 1, node, record);
            if (filter.matches(frame)) {
                frames++;
                found = frame;
            }
        }

        @Override
        public void lost(long records) {
            dropped.addAndGet(records);
        }
    }
}
