package io.airloom.medium;

/// Frames that have reached their receivers' buffers, whose receivers have not been told yet: when
/// each was announced, or due on an air with a delay. Allocates nothing.
final class OpenFrames {
    /// Times that may be open at a flush; there is one for each wake-up of the loop, and on an air
    /// with a delay one for each frame of a turn.
    private static final int MAX_TIMES = 64;

    private final long[] times = new long[MAX_TIMES];
    private final long[] frames = new long[MAX_TIMES];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    /// Frames of the same time share one entry. Should there ever be more times than entries, the
    /// last one takes the rest, which makes those frames look slower, never quicker.
    void add(long nanos) {
        int last = count - 1;
        if (last >= 0 && (times[last] == nanos || count == MAX_TIMES)) {
            frames[last]++;
            return;
        }
        times[count] = nanos;
        frames[count++] = 1;
    }

    /// Their receivers have been told.
    void close(long nowNanos, Latency latency) {
        for (int i = 0; i < count; i++) {
            latency.record(nowNanos - times[i], frames[i]);
        }
        count = 0;
    }
}
