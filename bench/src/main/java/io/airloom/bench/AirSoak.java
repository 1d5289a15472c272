package io.airloom.bench;

import io.airloom.vhost.AirThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Keeps an air of our own busy at a steady rate for a long time, and looks whether heap,
/// descriptors, mappings and resident memory stay where they are. Every second one more guest
/// connects, is heard and goes away, so that what a guest leaves behind would show, too.
public final class AirSoak {
    private static final int FRAME_LENGTH = 256;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long VISIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS_PER_SECOND = 1e9;

    private final SoakOptions options;
    private final Consumer<SoakSample> watcher;
    private final List<SoakSample> samples = new ArrayList<>();
    private final Path socket;
    private final AirThread air;
    private final List<BenchGuest> guests;
    private final long startNanos = System.nanoTime();
    private long visits;

    private AirSoak(
            SoakOptions options,
            Consumer<SoakSample> watcher,
            Path socket,
            AirThread air,
            List<BenchGuest> guests) {
        this.options = options;
        this.watcher = watcher;
        this.socket = socket;
        this.air = air;
        this.guests = guests;
    }

    /// Runs it.
    ///
    /// @param watcher is told of each sample
    /// @throws BackEndException if the air answers no more
    public static SoakReport run(SoakOptions options, Consumer<SoakSample> watcher) {
        try {
            Path folder = Files.createTempDirectory("airloom-bench");
            Path socket = folder.resolve("air.sock");
            try (AirThread air = AirBench.air(socket)) {
                List<BenchGuest> guests =
                        AirBench.connect(
                                socket, options.guests(), 1, FRAME_LENGTH, GuestOptions.usual());
                try {
                    return new AirSoak(options, watcher, socket, air, guests).run();
                } finally {
                    guests.forEach(BenchGuest::close);
                }
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SoakReport run() throws IOException {
        long end = startNanos + options.duration().toNanos();
        long nextVisit = startNanos + VISIT_NANOS;
        long nextSample = startNanos + options.pause().toNanos();
        boolean isOver = false;
        while (!isOver) {
            // What was due before the end is done even if this thread was held up until then.
            long now = System.nanoTime();
            isOver = now - end >= 0;
            long until = isOver ? end : now;
            tick(until);
            if (until - nextVisit >= 0) {
                nextVisit += VISIT_NANOS;
                visit();
            }
            if (until - nextSample >= 0) {
                nextSample += options.pause().toNanos();
                sample();
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        AirBench.finish(guests);
        sample();
        return new SoakReport(
                options,
                samples,
                guests.stream().mapToLong(BenchGuest::sent).sum(),
                guests.stream().mapToLong(BenchGuest::acknowledged).sum(),
                guests.stream().mapToLong(BenchGuest::inFlight).sum(),
                visits);
    }

    /// Takes what has come, and sends what is due; what finds no room is due at the next tick.
    private void tick(long now) {
        AirBench.receive(guests);
        long due = (long) ((now - startNanos) / NANOS_PER_SECOND * options.rate());
        int window = GuestOptions.usual().queueSize() / (guests.size() + 1);
        for (int i = 0; i < guests.size(); i++) {
            BenchGuest guest = guests.get(i);
            long share = due / guests.size();
            while (guest.sent() < share && guest.inFlight() < window && AirBench.send(guests, i)) {
                // One more.
            }
            guest.driver().publish();
        }
    }

    private void visit() {
        new BenchGuest(socket, guests.size(), 1, FRAME_LENGTH, GuestOptions.usual()).close();
        visits++;
    }

    private void sample() throws IOException {
        System.gc();
        SoakSample sample =
                new SoakSample(
                        (System.nanoTime() - startNanos) / NANOS_PER_SECOND,
                        guests.stream().mapToLong(BenchGuest::sent).sum(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                        count(Path.of("/proc/self/fd")),
                        lines(Path.of("/proc/self/maps")),
                        residentKib(),
                        air.processorNanos() / NANOS_PER_SECOND);
        samples.add(sample);
        watcher.accept(sample);
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return (int) entries.count();
        }
    }

    private static int lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return (int) lines.count();
        }
    }

    private static long residentKib() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        }
    }
}
