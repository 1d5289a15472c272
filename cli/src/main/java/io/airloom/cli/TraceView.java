package io.airloom.cli;

import io.airloom.ieee80211.FrameView;
import io.airloom.medium.Tap;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Shows the frames on the air while they are sent. The air writes into a bounded ring and never
/// waits; a thread of ours reads the ring and prints.
final class TraceView implements AutoCloseable {
    private static final int RING_OCTETS = 1 << 22;
    private static final long IDLE_NANOS = 3_000_000L;

    private final Consumer<String> sink;
    private final TapRing ring;
    private final Terminal terminal;
    private final FrameLines lines;
    private final FrameNames names;
    private final long startEpochNanos;
    private final Thread thread;
    private volatile boolean ending;

    TraceView(Terminal terminal, FrameNames names, boolean everything, int nameWidth) {
        this(terminal, terminal::print, names, everything, nameWidth);
    }

    /// @param sink is given each line
    TraceView(
            Terminal terminal,
            Consumer<String> sink,
            FrameNames names,
            boolean everything,
            int nameWidth) {
        this.sink = sink;
        this.terminal = terminal;
        this.names = names;
        this.lines =
                new FrameLines(names, terminal.paint(), terminal.width(), everything, nameWidth);
        this.startEpochNanos = System.currentTimeMillis() * 1_000_000L;
        this.ring = new TapRing(RING_OCTETS, startEpochNanos - System.nanoTime());
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
        private final FrameView view = new FrameView();

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
            view.wrap(record.frame(), record.frameOffset(), record.frameLength());
            String node = radios.getOrDefault(record.radioId(), "?");
            names.learn(view.transmitterAddress(), node);
            double seconds = (record.epochNanos() - startEpochNanos) / 1e9;
            boolean lost = record.ackExpected() && !record.acknowledged();
            String fate =
                    record.drops() > 0
                            ? "dropped by " + record.drops()
                            : lost ? "no ack" : record.acknowledged() ? "acked" : "";
            String line = lines.line(seconds, node, view, fate, !lost && record.drops() == 0);
            if (line != null) {
                sink.accept(line);
            }
        }

        @Override
        public void lost(long records) {
            sink.accept(
                    terminal.paint()
                            .warn("           … " + records + " frames not shown: too many"));
        }
    }
}
