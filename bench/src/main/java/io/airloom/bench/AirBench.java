package io.airloom.bench;

import io.airloom.linux.LinuxException;
import io.airloom.medium.Latency;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.NodeNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Loads a vhost-user hwsim back end with guests, and measures. All guests run on the calling
/// thread, which never sleeps: with the air's thread that makes two, for machines with two
/// processors.
///
/// 1. **Full**: each guest has as many frames on the way as every receive ring can take, so that a
///    back end that drops nothing loses nothing. Frames go to the next guest, radios take turns.
/// 2. **Paced**: one frame on the way in all, then a pause.
/// 3. **Heap**: with [#HEAP_RADIOS] radios, only on an air of our own.
///
/// On an air of our own each part has a fresh one, after a warm-up on the first.
public final class AirBench {
    /// Radios on the air when the heap is measured.
    public static final int HEAP_RADIOS = 100;

    private static final int HEAP_GUESTS = 10;
    private static final int RECEIVE_BATCH = 64;
    private static final int WARM_UP_FRAMES = 100_000;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int PACED_FRAMES = 20_000;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final double MEBIBYTE = 1 << 20;

    private final AirBenchOptions options;
    private final Consumer<String> progress;

    private AirBench(AirBenchOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /// Runs the bench.
    ///
    /// @param progress is told what goes on, for people
    /// @throws LinuxException if nobody listens at the socket
    /// @throws BackEndException if the back end refuses, goes away or answers no more
    public static AirBenchReport run(AirBenchOptions options, Consumer<String> progress) {
        return new AirBench(options, progress).run();
    }

    private AirBenchReport run() {
        Path socket = options.socket();
        if (socket != null) {
            Full full = full(socket, null);
            Histogram paced = paced(socket);
            return report(full, paced, null);
        }
        try {
            Path folder = Files.createTempDirectory("airloom-bench");
            try {
                return runOwnAir(folder.resolve("air.sock"));
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AirBenchReport runOwnAir(Path socket) {
        Full full;
        try (AirThread air = air(socket)) {
            full = full(socket, air);
        }
        Histogram paced;
        Latency.Snapshot inside;
        try (AirThread air = air(socket)) {
            paced = paced(socket);
            inside = air.latency().snapshot();
        }
        double heap;
        try (AirThread _ = air(socket)) {
            heap = heapMebibytes(socket);
        }
        AirBenchReport.Micros latency =
                AirBenchReport.Micros.ofNanos(
                        inside.p50Nanos(), inside.p99Nanos(), inside.maxNanos());
        double bytes = (double) full.allocatedBytes / full.frames;
        return report(full, paced, new AirBenchReport.AirFigures(bytes, latency, heap));
    }

    private AirBenchReport report(
            Full full, Histogram paced, AirBenchReport.@Nullable AirFigures figures) {
        return new AirBenchReport(
                options,
                full.nanos / 1e9,
                full.frames,
                full.acknowledged,
                full.copies,
                full.strange,
                micros(full.latency),
                micros(paced),
                figures);
    }

    private record Full(
            long nanos,
            long frames,
            long acknowledged,
            long copies,
            long strange,
            Histogram latency,
            long allocatedBytes) {}

    private Full full(Path socket, @Nullable AirThread air) {
        List<BenchGuest> guests = connect(socket, options.guests(), options.radios());
        try {
            progress.accept("warming up");
            warmUp(guests, air == null ? 0 : WARM_UP_NANOS);
            settle(guests);
            guests.forEach(BenchGuest::restartCounts);
            progress.accept("sending %,d frames".formatted(options.frames()));
            long bytes = air == null ? 0 : air.allocatedBytes();
            long start = System.nanoTime();
            exchange(guests, options.frames(), window(guests.size()));
            long nanos = System.nanoTime() - start;
            bytes = air == null ? 0 : air.allocatedBytes() - bytes;
            settle(guests);
            Histogram latency = new Histogram(guests.getFirst().latency());
            guests.forEach(guest -> latency.add(guest.latency()));
            return new Full(
                    nanos,
                    guests.stream().mapToLong(BenchGuest::sent).sum(),
                    guests.stream().mapToLong(BenchGuest::acknowledged).sum(),
                    guests.stream().mapToLong(BenchGuest::copies).sum(),
                    guests.stream().mapToLong(BenchGuest::strange).sum(),
                    latency,
                    bytes);
        } finally {
            guests.forEach(BenchGuest::close);
        }
    }

    /// Lets the compiler finish: until then each system call allocates a little.
    private void warmUp(List<BenchGuest> guests, long atLeastNanos) {
        long start = System.nanoTime();
        do {
            exchange(guests, Math.min(WARM_UP_FRAMES, options.frames()), window(guests.size()));
        } while (System.nanoTime() - start < atLeastNanos);
    }

    private Histogram paced(Path socket) {
        progress.accept("sending a frame at a time");
        List<BenchGuest> guests = connect(socket, options.guests(), options.radios());
        try {
            long frames = Math.min(PACED_FRAMES, options.frames());
            for (long i = 0; i < frames; i++) {
                int from = (int) (i % guests.size());
                send(guests, from);
                guests.get(from).driver().publish();
                finish(guests);
                long pauseEnd = System.nanoTime() + PAUSE_NANOS;
                while (System.nanoTime() - pauseEnd < 0) {
                    receive(guests);
                }
            }
            Histogram latency = new Histogram(guests.getFirst().latency());
            guests.forEach(guest -> latency.add(guest.latency()));
            return latency;
        } finally {
            guests.forEach(BenchGuest::close);
        }
    }

    private double heapMebibytes(Path socket) {
        progress.accept("measuring the heap with %d radios".formatted(HEAP_RADIOS));
        List<BenchGuest> guests = connect(socket, HEAP_GUESTS, HEAP_RADIOS / HEAP_GUESTS);
        try {
            exchange(guests, 100L * HEAP_RADIOS, 1);
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
        } finally {
            guests.forEach(BenchGuest::close);
        }
    }

    /// Sends `frames` frames in all, at most `window` of each guest on the way at a time, and waits
    /// for every TX status.
    static void exchange(List<BenchGuest> guests, long frames, int window) {
        long left = frames;
        long lastWork = System.nanoTime();
        while (left > 0) {
            long before = left;
            int received = receive(guests);
            for (int i = 0; i < guests.size(); i++) {
                BenchGuest guest = guests.get(i);
                while (left > 0 && guest.inFlight() < window && send(guests, i)) {
                    left--;
                }
                guest.driver().publish();
            }
            if (received > 0 || left < before) {
                lastWork = System.nanoTime();
            } else {
                checkPatience(lastWork);
            }
        }
        finish(guests);
    }

    static void finish(List<BenchGuest> guests) {
        long lastWork = System.nanoTime();
        while (inFlight(guests)) {
            if (receive(guests) > 0) {
                lastWork = System.nanoTime();
            } else {
                checkPatience(lastWork);
            }
        }
    }

    /// Takes every copy of the frames that [#finish] has seen the end of: a sender may have its TX
    /// status before the others have their copies.
    static void settle(List<BenchGuest> guests) {
        guests.getFirst().announceAddresses();
        while (receive(guests) > 0) {
            // One more batch.
        }
    }

    private static void checkPatience(long lastWorkNanos) {
        if (System.nanoTime() - lastWorkNanos > GuestDriver.PATIENCE_NANOS) {
            throw new BackEndException("the back end has answered no frame for ten seconds");
        }
        Thread.onSpinWait();
    }

    private static boolean inFlight(List<BenchGuest> guests) {
        for (int i = 0; i < guests.size(); i++) {
            if (guests.get(i).inFlight() > 0) {
                return true;
            }
        }
        return false;
    }

    static int receive(List<BenchGuest> guests) {
        int received = 0;
        for (int i = 0; i < guests.size(); i++) {
            received += guests.get(i).receive(RECEIVE_BATCH);
        }
        return received;
    }

    /// Sends a frame of guest `from` to the next one; of the only guest, to its next radio.
    static boolean send(List<BenchGuest> guests, int from) {
        BenchGuest guest = guests.get(from);
        int to = (from + 1) % guests.size();
        int radio = (int) ((guest.sent() + (to == from ? 1 : 0)) % guest.radios());
        return guest.transmit(BenchGuest.address(to, radio));
    }

    static List<BenchGuest> connect(
            Path socket, int count, int radios, int frameLength, GuestOptions kind) {
        List<BenchGuest> guests = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                guests.add(new BenchGuest(socket, i, radios, frameLength, kind));
            }
            // What was heard while the others came on the air.
            settle(guests);
            guests.forEach(BenchGuest::restartCounts);
            return guests;
        } catch (LinuxException | BackEndException e) {
            guests.forEach(BenchGuest::close);
            throw e;
        }
    }

    private List<BenchGuest> connect(Path socket, int count, int radios) {
        return connect(socket, count, radios, options.frameLength(), GuestOptions.usual());
    }

    /// How many frames each guest may have on the way so that no receive ring overflows: each makes
    /// one copy for every radio of a ring's guest, and one TX status for its sender.
    private int window(int guests) {
        int room = GuestOptions.usual().queueSize() - 8;
        return Math.max(1, room / (guests * options.radios() + 1));
    }

    static AirThread air(Path socket) {
        AirThread air = AirThread.start(AirOptions.ideal());
        try {
            air.listen(socket, new NodeNaming.Numbered("guest"));
            return air;
        } catch (LinuxException e) {
            air.close();
            throw e;
        }
    }

    private static AirBenchReport.Micros micros(Histogram nanos) {
        return AirBenchReport.Micros.ofNanos(
                nanos.getValueAtPercentile(50),
                nanos.getValueAtPercentile(99),
                nanos.getMaxValue());
    }
}
