package io.airloom.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LookoutTest {
    private static final long MICRO = 1000;
    private static final long LOOK = MICRO;

    private long now = -5_000_000;

    /// Quiet for so long, looking whenever the lookout says so; then a microsecond of work.
    ///
    /// @return how many looks found nothing
    private int quietFor(Lookout lookout, long nanos, long lookNanos) {
        long end = now + nanos;
        int looks = 0;
        while (now < end && lookout.again(now)) {
            now += lookNanos;
            looks++;
        }
        now = Math.max(now, end);
        lookout.worked(now, now + MICRO);
        now += MICRO;
        return looks;
    }

    private int quietFor(Lookout lookout, long nanos) {
        return quietFor(lookout, nanos, LOOK);
    }

    @Test
    void aFixedOneLooksForItsTimeAfterWork() {
        Lookout lookout = Lookout.fixed(10 * MICRO);
        assertThat(lookout.mayLook()).isTrue();
        assertThat(quietFor(lookout, 100 * MICRO)).as("before any work").isZero();
        assertThat(quietFor(lookout, 100 * MICRO)).isEqualTo(10);
        assertThat(quietFor(lookout, 4 * MICRO)).isEqualTo(4);
    }

    @Test
    void noneLooksWithoutTime() {
        Lookout lookout = Lookout.fixed(0);
        assertThat(lookout.mayLook()).isFalse();
        quietFor(lookout, MICRO);
        assertThat(quietFor(lookout, MICRO)).isZero();
        assertThatThrownBy(() -> Lookout.fixed(-1)).hasMessage("windowNanos=-1");
    }

    @Test
    void aSmallMachineHasNoProcessorToSpare() {
        assertThat(Lookout.adaptive(Lookout.MIN_PROCESSORS - 1).mayLook()).isFalse();
        assertThat(Lookout.adaptive(Lookout.MIN_PROCESSORS).mayLook()).isTrue();
    }

    @Test
    void looksWhenWorkComesQuicklyAndStopsWhenItDoesNot() {
        Lookout lookout = Lookout.adaptive(8);
        int looks = 0;
        for (int i = 0; i < 8; i++) {
            looks += quietFor(lookout, 10 * MICRO);
        }
        assertThat(looks).as("nothing is known yet").isZero();
        for (int i = 0; i < 20; i++) {
            quietFor(lookout, 10 * MICRO);
        }
        assertThat(quietFor(lookout, 10 * MICRO)).isEqualTo(10);
        for (int i = 0; i < 40; i++) {
            quietFor(lookout, 10_000 * MICRO);
        }
        assertThat(quietFor(lookout, 10_000 * MICRO)).as("it never came in time").isZero();
    }

    @Test
    void yieldsToWhomeverNeedsTheProcessor() {
        Lookout lookout = quick();
        assertThat(quietFor(lookout, 40 * MICRO, 30 * MICRO))
                .as("put aside while it looked")
                .isOne();
        assertThat(quietFor(lookout, 10 * MICRO)).as("pauses").isZero();
        now += Lookout.FIRST_PAUSE_NANOS;
        lookout.worked(now, now);
        assertThat(quietFor(lookout, 10 * MICRO)).as("tries again").isEqualTo(10);
    }

    @Test
    void pausesLongerEachTimeThatItDoesNotPay() {
        Lookout lookout = quick();
        long longest = 0;
        long lastLook = now;
        for (int i = 0; i < 100_000; i++) {
            if (quietFor(lookout, 45 * MICRO, 40 * MICRO) > 0) {
                longest = Math.max(longest, now - lastLook);
                lastLook = now;
            }
        }
        assertThat(longest)
                .isBetween(Lookout.LAST_PAUSE_NANOS, Lookout.LAST_PAUSE_NANOS + 1000 * MICRO);
    }

    private Lookout quick() {
        Lookout lookout = Lookout.adaptive(8);
        for (int i = 0; i < 40; i++) {
            quietFor(lookout, 10 * MICRO);
        }
        return lookout;
    }
}
