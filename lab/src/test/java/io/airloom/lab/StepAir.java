package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.topology.AirOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An air that remembers orders, and whose frames the test sends.
final class StepAir implements LabAir {
    final List<AirOrder> orders = new CopyOnWriteArrayList<>();
    final AtomicInteger openStreams = new AtomicInteger();
    private final List<Stream> streams = new CopyOnWriteArrayList<>();
    private long number;

    /// A beacon of an access point, or any other frame of management.
    void send(String node, int subtype, long to) {
        byte[] octets = new byte[28];
        octets[0] = (byte) (subtype << 4);
        for (int i = 0; i < 6; i++) {
            octets[4 + i] = (byte) (to >>> (40 - 8 * i));
        }
        octets[10] = 2;
        octets[14] = 1;
        number++;
        AirFrame frame =
                new AirFrame(
                        number,
                        System.currentTimeMillis() * 1_000_000,
                        node,
                        2412,
                        0,
                        0,
                        1,
                        false,
                        false,
                        -100,
                        1,
                        0,
                        octets.length,
                        octets);
        streams.forEach(stream -> stream.offer(frame));
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        Stream stream = new Stream(filter);
        streams.add(stream);
        openStreams.incrementAndGet();
        return stream;
    }

    @Override
    public void set(AirOrder order) {
        orders.add(order);
    }

    @Override
    public void watch(AirWatcher watcher) {}

    @Override
    public Path listen(String node) {
        return Path.of("/nowhere", node + ".air");
    }

    @Override
    public LabReport.Medium report() {
        return LabReport.Medium.NONE;
    }

    @Override
    public void close() {}

    private final class Stream implements FrameStream {
        private final FrameFilter filter;
        private final BlockingQueue<AirFrame> frames = new LinkedBlockingQueue<>();

        Stream(FrameFilter filter) {
            this.filter = filter;
        }

        void offer(AirFrame frame) {
            if (filter.matches(frame)) {
                frames.add(frame);
            }
        }

        @Override
        public @Nullable AirFrame next(Duration patience) throws InterruptedException {
            return frames.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            if (streams.remove(this)) {
                openStreams.decrementAndGet();
            }
        }
    }
}
