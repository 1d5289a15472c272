package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Two guests that exchange frames on a thread of their own while others misbehave, and lose none.
final class Bystanders implements AutoCloseable {
    private static final int FRAMES_PER_ROUND = 50;

    private final List<BenchGuest> guests;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile long lossesAllowed;
    private final AtomicLong rounds = new AtomicLong();
    private volatile @Nullable Throwable failure;

    Bystanders(TestAir air) {
        guests = List.of(air.guest(0), air.guest(1));
        thread = Thread.ofPlatform().name("bystanders").start(this::run);
    }

    /// Lets them lose that many frames in all: a few for each fault of the memory that frames are
    /// copied to. They are still answered.
    void allowLosses(int frames) {
        lossesAllowed = frames;
    }

    /// Waits until some frames have been exchanged from here on, and checks that all is well.
    void check() {
        long target = rounds.get() + 3;
        TestAir.await(() -> rounds.get() >= target || failure != null);
        assertThat(failure).isNull();
    }

    @Override
    public void close() {
        check();
        stopped = true;
        TestAir.await(() -> !thread.isAlive());
        guests.forEach(BenchGuest::close);
        assertThat(failure).isNull();
    }

    private void run() {
        long losses = 0;
        try {
            while (!stopped) {
                losses += TestAir.exchange(guests, FRAMES_PER_ROUND, 8, lossesAllowed - losses);
                rounds.incrementAndGet();
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }
}
