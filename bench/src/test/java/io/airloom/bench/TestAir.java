package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.NodeNaming;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import io.airloom.vhost.VhostViolation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// An air of our own on a socket, and what its listener was told.
final class TestAir implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Path socket;
    private final AirThread air;
    private final List<SessionEnd> ends = new CopyOnWriteArrayList<>();

    TestAir(Path folder) {
        socket = folder.resolve("air.sock");
        air = AirThread.start(AirOptions.ideal().withListener(new Listener()));
        air.listen(socket, new NodeNaming.Numbered("guest"));
    }

    Path socket() {
        return socket;
    }

    AirThread thread() {
        return air;
    }

    /// How the sessions that are over ended, in order.
    List<SessionEnd> ends() {
        return ends;
    }

    BenchGuest guest(int index) {
        return guest(index, GuestOptions.usual());
    }

    BenchGuest guest(int index, GuestOptions options) {
        return new BenchGuest(socket, index, 1, 256, options);
    }

    /// Sends frames to and fro between guests numbered from 0 and checks that none is lost.
    static void exchange(List<BenchGuest> guests, int frames, int window) {
        exchange(guests, frames, window, 0);
    }

    /// The same, but some may be lost.
    ///
    /// @return how many were not acknowledged
    static long exchange(List<BenchGuest> guests, int frames, int window, long lossesAllowed) {
        // What was heard before is not counted.
        AirBench.settle(guests);
        guests.forEach(BenchGuest::restartCounts);
        AirBench.exchange(guests, frames, window);
        long acknowledged = guests.stream().mapToLong(BenchGuest::acknowledged).sum();
        assertThat(frames - acknowledged).as("frames lost").isBetween(0L, lossesAllowed);
        await(() -> takeAll(guests) >= acknowledged);
        if (lossesAllowed == 0) {
            assertThat(takeAll(guests)).as("frames that arrived").isEqualTo(frames);
        }
        long strange = guests.stream().mapToLong(BenchGuest::strange).sum();
        assertThat(strange).as("messages that a kernel refuses").isZero();
        return frames - acknowledged;
    }

    /// @return how many frames have arrived where they were sent to
    private static long takeAll(List<BenchGuest> guests) {
        guests.forEach(guest -> guest.receive(Integer.MAX_VALUE));
        return guests.stream().mapToLong(BenchGuest::addressed).sum();
    }

    /// Waits until the next session that has not been asked for yet has ended with a violation.
    VhostViolation.Kind awaitViolation(int sessionsBefore) {
        await(() -> ends.size() > sessionsBefore);
        assertThat(ends.get(sessionsBefore)).isInstanceOf(SessionEnd.Violated.class);
        return ((SessionEnd.Violated) ends.get(sessionsBefore)).violation().kind();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("patience").isNegative();
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        air.close();
    }

    private final class Listener implements SessionListener {
        @Override
        public void disconnected(GuestConnection connection, SessionEnd end) {
            ends.add(end);
        }
    }
}
