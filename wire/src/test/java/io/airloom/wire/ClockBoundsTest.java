package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Goal: whatever the clocks and the ways between them do, the true offset is within the bounds,
/// and no time is negative. Method: simulated clocks, of which the truth is known; the seed is in
/// each message.
class ClockBoundsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final ClockBounds bounds = new ClockBounds();

    /// An agent whose clock goes wrong by so much.
    private static final class AgentClock {
        private final double drift;
        private long step;

        AgentClock(double drift, long step) {
            this.drift = drift;
            this.step = step;
        }

        long at(long hostNanos) {
            return hostNanos - step - Math.round(drift * hostNanos);
        }

        long offset(long hostNanos) {
            return hostNanos - at(hostNanos);
        }
    }

    @Test
    void nothingIsKnownBeforeAMessageHasGoneEachWay() {
        assertThat(bounds.isKnown()).isFalse();
        assertThat(bounds.uncertaintyNanos(5)).isEqualTo(-1);
        bounds.up(100, 1_100);
        assertThat(bounds.isKnown()).isFalse();
        assertThat(bounds.offsetNanos(0)).isZero();
        bounds.down(1_200, 400);
        assertThat(bounds.isKnown()).isTrue();
        assertThat(bounds.offsetNanos(1_200)).isEqualTo(900);
        assertThat(bounds.uncertaintyNanos(1_200)).isBetween(100L, 101L);
    }

    @Test
    void theTruthIsWithinTheBoundsAndNoTimeIsNegative() {
        for (int round = 0; round < 300; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            AgentClock clock = clock(random);
            ClockBounds estimated = new ClockBounds();
            long now = random.nextLong(1_000 * SECOND);
            long upDelay = 10_000 + random.nextLong(2 * MILLI);
            long downDelay = 10_000 + random.nextLong(2 * MILLI);
            long pause = 50_000 + random.nextLong(300 * MILLI);
            long end = now + 60 * SECOND + 50 * pause;
            while (now < end) {
                now += exponential(random, pause);
                exchange(estimated, clock, now, random, upDelay, downDelay, "seed " + seed);
                now += 20 * MILLI;
            }
            assertThat(Math.abs(estimated.driftPpm() - clock.drift * 1e6))
                    .as("seed %d: drift", seed)
                    .isLessThanOrEqualTo(estimated.driftUncertaintyPpm() + 0.01);
            assertThat(estimated.steps()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void theDriftOfABusyQuickConnectionIsKnownClosely() {
        AgentClock clock = new AgentClock(123e-6, 77 * SECOND);
        Random random = new Random(5);
        for (long now = 0; now < 60 * SECOND; now += 10 * MILLI) {
            exchange(bounds, clock, now, random, 50_000, 50_000, "busy");
        }
        assertThat(bounds.driftPpm()).isBetween(113.0, 133.0);
        assertThat(bounds.driftUncertaintyPpm()).isLessThan(10);
        assertThat(bounds.uncertaintyNanos(60 * SECOND)).isLessThan(100_000);
    }

    @Test
    void aStepOfAClockIsNoticedAndForgotten() {
        for (int round = 0; round < 100; round++) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            AgentClock clock = clock(random);
            ClockBounds estimated = new ClockBounds();
            long now = 0;
            for (int i = 0; i < 500; i++) {
                exchange(
                        estimated,
                        clock,
                        now += 20 * MILLI,
                        random,
                        20_000,
                        200_000,
                        "seed " + seed);
            }
            long size = 100 * MILLI + random.nextLong(3_600 * SECOND);
            clock.step += random.nextBoolean() ? size : -size;
            tell(estimated, clock, now += 20 * MILLI, 1_000, 1_000);
            for (int i = 0; i < 500; i++) {
                exchange(
                        estimated,
                        clock,
                        now += 20 * MILLI,
                        random,
                        20_000,
                        200_000,
                        "seed " + seed);
            }
            assertThat(estimated.steps()).as("seed %d", seed).isEqualTo(1);
        }
    }

    @Test
    void boundsAreLooserTheOlderTheyAre() {
        bounds.up(0, 1_000);
        bounds.down(1_000, 0);
        long soon = bounds.uncertaintyNanos(1_000);
        long later = bounds.uncertaintyNanos(1_000 + SECOND);
        assertThat(later - soon).isBetween(499_999L, 500_002L);
        assertThat(bounds.uncertaintyNanos(1_000 - SECOND)).isEqualTo(later);
    }

    @Test
    void liesAreNoExceptions() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long[] favourites = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, SECOND};
        for (int i = 0; i < 100_000; i++) {
            long a = any(random, favourites);
            long h = any(random, favourites);
            if (random.nextBoolean()) {
                bounds.up(a, h);
                assertThat(bounds.upNanos(a, h)).as("seed %d", seed).isNotNegative();
            } else {
                bounds.down(h, a);
                assertThat(bounds.downNanos(h, a)).as("seed %d", seed).isNotNegative();
            }
            assertThat(bounds.driftUncertaintyPpm()).as("seed %d", seed).isLessThanOrEqualTo(500);
        }
    }

    private static long any(Random random, long[] favourites) {
        return random.nextInt(3) == 0
                ? favourites[random.nextInt(favourites.length)]
                : random.nextLong();
    }

    private static AgentClock clock(Random random) {
        return new AgentClock(
                (random.nextDouble() - 0.5) * 400e-6, random.nextLong() >> random.nextInt(8, 40));
    }

    /// One message each way, with delays of at least so much, and what is then believed.
    private static void exchange(
            ClockBounds bounds,
            AgentClock clock,
            long now,
            Random random,
            long upDelay,
            long downDelay,
            String what) {
        long up = upDelay + exponential(random, upDelay);
        long down = downDelay + exponential(random, downDelay * 5);
        tell(bounds, clock, now, up, down);
        for (long at : new long[] {now, now + up + down, now + SECOND}) {
            long error = Math.abs(bounds.offsetNanos(at) - clock.offset(at));
            assertThat(error)
                    .as("%s: error at %d", what, at)
                    .isLessThanOrEqualTo(bounds.uncertaintyNanos(at) + 2);
        }
        long upNanos = bounds.upNanos(clock.at(now), now + up);
        assertThat(upNanos).as(what).isNotNegative();
        assertThat(Math.abs(upNanos - up))
                .as(what)
                .isLessThanOrEqualTo(bounds.uncertaintyNanos(now + up) + up / 2_000 + 2);
        assertThat(bounds.downNanos(now, clock.at(now + down))).as(what).isNotNegative();
    }

    private static void tell(ClockBounds bounds, AgentClock clock, long now, long up, long down) {
        bounds.up(clock.at(now), now + up);
        bounds.down(now, clock.at(now + down));
    }

    private static long exponential(Random random, long mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }
}
