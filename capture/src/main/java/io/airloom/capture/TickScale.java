package io.airloom.capture;

/// What an interface's time stamps count: ticks of a second since an offset.
///
/// @param ticksPerSecond 1 … 2^62
/// @param offsetSeconds added to all
record TickScale(long ticksPerSecond, long offsetSeconds) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int BINARY = 0x80;
    private static final int MAX_DECIMAL = 18;
    private static final int MAX_BINARY = 62;

    /// From `if_tsresol`: a negative power of ten, or of two if the upper bit is set. What would
    /// overflow is taken as the finest that does not.
    static long ticksPerSecond(int resolution) {
        int exponent = resolution & (BINARY - 1);
        if ((resolution & BINARY) != 0) {
            return 1L << Math.min(exponent, MAX_BINARY);
        }
        long ticks = 1;
        for (int i = 0; i < Math.min(exponent, MAX_DECIMAL); i++) {
            ticks *= 10;
        }
        return ticks;
    }

    /// Nanoseconds since 1970, wrapping around if a hostile file says so.
    long nanos(long ticks) {
        long seconds = Long.divideUnsigned(ticks, ticksPerSecond) + offsetSeconds;
        long rest = Long.remainderUnsigned(ticks, ticksPerSecond);
        long nanos =
                ticksPerSecond <= NANOS_PER_SECOND
                        ? rest * NANOS_PER_SECOND / ticksPerSecond
                        : (long) (rest * ((double) NANOS_PER_SECOND / ticksPerSecond));
        return seconds * NANOS_PER_SECOND + nanos;
    }
}
