package io.airloom.bench;

import java.time.Duration;

/// What [AirSoak] shall do.
///
/// @param duration how long to load the air
/// @param rate frames per second, all guests together, 1 to 1,000,000
/// @param guests that send and receive all the time, 2 to 64; one more comes and goes
/// @param pause between two samples; the run must have room for [#MIN_SAMPLES]
public record SoakOptions(Duration duration, int rate, int guests, Duration pause) {
    /// Fewer samples say nothing of growth.
    public static final int MIN_SAMPLES = 8;

    public SoakOptions {
        if (rate < 1 || rate > 1_000_000) {
            throw new IllegalArgumentException("rate=" + rate);
        }
        if (guests < 2 || guests > 64) {
            throw new IllegalArgumentException("guests=" + guests);
        }
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("pause=" + pause);
        }
        if (duration.dividedBy(pause) < MIN_SAMPLES) {
            throw new IllegalArgumentException(
                    "%d s have no room for %d samples"
                            .formatted(duration.toSeconds(), MIN_SAMPLES));
        }
    }
}
