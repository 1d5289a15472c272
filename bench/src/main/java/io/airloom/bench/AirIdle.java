package io.airloom.bench;

import io.airloom.ieee80211.MacAddress;
import io.airloom.vhost.AirThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// What an air costs on which nothing happens: the processor time of its thread with so many guests
/// connected that are silent, of which one beacons (an access point and its stations), or which all
/// beacon. The guests want to be interrupted for everything, as kernels do.
public final class AirIdle {
    /// Between two beacons of one guest, in nanoseconds: 100 time units of 1024 µs.
    private static final long BEACON_NANOS = TimeUnit.MICROSECONDS.toNanos(100 * 1024);

    private static final int BEACON_LENGTH = 120;
    private static final double PERCENT = 100;
    private static final long WARM_UP_FRAMES = 100_000;

    private AirIdle() {}

    /// Measures.
    ///
    /// @param guests how many are connected, 2 to 250
    /// @param time of each of the three parts
    /// @param progress is told what goes on, for people
    /// @throws BackEndException if the air answers no more
    public static IdleReport run(int guests, Duration time, Consumer<String> progress) {
        if (guests < 2 || guests > 250) {
            throw new IllegalArgumentException("guests=" + guests);
        }
        try {
            Path folder = Files.createTempDirectory("airloom-bench");
            Path socket = folder.resolve("air.sock");
            try (AirThread air = AirBench.air(socket)) {
                List<BenchGuest> all =
                        AirBench.connect(
                                socket,
                                guests,
                                1,
                                BEACON_LENGTH,
                                GuestOptions.usual().withEventIndex(true));
                try {
                    progress.accept("warming up");
                    AirBench.exchange(all, WARM_UP_FRAMES, 1);
                    List<IdleReport.Part> parts = new ArrayList<>();
                    for (int beaconing : new int[] {0, 1, guests}) {
                        progress.accept(
                                "%d guests, %d of them beaconing".formatted(guests, beaconing));
                        parts.add(part(air, all, beaconing, time));
                    }
                    return new IdleReport(guests, parts);
                } finally {
                    all.forEach(BenchGuest::close);
                }
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IdleReport.Part part(
            AirThread air, List<BenchGuest> guests, int beaconing, Duration time) {
        AirBench.receive(guests);
        guests.forEach(BenchGuest::restartCounts);
        guests.forEach(guest -> guest.driver().wantCalls());
        long cpu = air.processorNanos();
        long start = System.nanoTime();
        long now = start;
        long beacons = 0;
        while (now - start < time.toNanos()) {
            if (beaconing > 0) {
                // Guests do not beacon at the same time: their turns are spread over the interval.
                BenchGuest guest = guests.get((int) (beacons % beaconing));
                guest.transmit(MacAddress.BROADCAST);
                guest.driver().publish();
                beacons++;
                AirBench.receive(guests);
                guests.forEach(other -> other.driver().wantCalls());
                long next = start + beacons * (BEACON_NANOS / beaconing);
                LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
            } else {
                LockSupport.parkNanos(time.toNanos() - (now - start));
            }
            now = System.nanoTime();
        }
        double percent = PERCENT * (air.processorNanos() - cpu) / (now - start);
        AirBench.finish(guests);
        return new IdleReport.Part(beaconing, beacons, percent);
    }
}
