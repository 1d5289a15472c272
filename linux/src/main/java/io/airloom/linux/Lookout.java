package io.airloom.linux;

import java.util.concurrent.TimeUnit;

/// Decides for how long a thread that has run out of work keeps looking for more before it sleeps.
/// To be woken costs some ten microseconds; to look costs a processor that others may need. So the
/// adaptive lookout
///
/// - looks only on a machine with [#MIN_PROCESSORS] or more: on a smaller one two busy guests and
///   the thread that serves them have none to spare;
/// - looks for [#WINDOW_NANOS] after the last work, and only while at least half of the last work
///   came within that time, so an idle or a slow air costs nothing;
/// - notices that the processor was taken away while it looked (two looks are far apart), and then
///   sleeps at once for a pause that doubles each time, up to a second, and halves each time that
///   looking found something.
///
/// It has no clock: every method is told the time. One thread.
public final class Lookout {
    /// Machines with fewer processors are never looked on by the adaptive kind.
    public static final int MIN_PROCESSORS = 4;

    /// How long after the last work the adaptive kind looks.
    public static final long WINDOW_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /// Two looks so far apart had something else on the processor between them.
    static final long TAKEN_AWAY_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// The share of quick work is kept as a number up to this, moved by a sixteenth each time.
    private static final int ALWAYS = 1 << 12;

    private static final int SHIFT = 4;

    private final boolean adaptive;
    private final long windowNanos;
    private long lastWorkNanos;
    private long lastLookNanos;
    private boolean looking;
    private boolean worked;
    private int quick;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private boolean paused;
    private long pausedUntilNanos;

    private Lookout(boolean adaptive, long windowNanos) {
        this.adaptive = adaptive;
        this.windowNanos = windowNanos;
    }

    /// Looks for so long after the last work, whatever comes of it; 0 never looks.
    public static Lookout fixed(long windowNanos) {
        if (windowNanos < 0) {
            throw new IllegalArgumentException("windowNanos=" + windowNanos);
        }
        return new Lookout(false, windowNanos);
    }

    /// Looks when it pays.
    ///
    /// @param processors that the program may use
    public static Lookout adaptive(int processors) {
        return processors < MIN_PROCESSORS ? fixed(0) : new Lookout(true, WINDOW_NANOS);
    }

    /// Whether time need be told at all.
    public boolean mayLook() {
        return windowNanos > 0;
    }

    /// There was work; it is done now. A look that found it ended here.
    ///
    /// @param foundNanos when it was found
    /// @param doneNanos when it was done
    public void worked(long foundNanos, long doneNanos) {
        if (adaptive && worked) {
            boolean inTime = foundNanos - lastWorkNanos < windowNanos;
            quick += ((inTime ? ALWAYS : 0) - quick) >> SHIFT;
            if (looking && inTime) {
                pauseNanos = Math.max(pauseNanos / 2, FIRST_PAUSE_NANOS);
            }
        }
        worked = true;
        looking = false;
        lastWorkNanos = doneNanos;
    }

    /// Whether to look once more instead of sleeping.
    public boolean again(long nowNanos) {
        boolean lookedBefore = looking;
        looking = worked && nowNanos - lastWorkNanos < windowNanos;
        if (adaptive && looking) {
            if (lookedBefore && nowNanos - lastLookNanos > TAKEN_AWAY_NANOS) {
                paused = true;
                pausedUntilNanos = nowNanos + pauseNanos;
                pauseNanos = Math.min(2 * pauseNanos, LAST_PAUSE_NANOS);
            }
            paused &= nowNanos - pausedUntilNanos < 0;
            looking = 2 * quick >= ALWAYS && !paused;
        }
        lastLookNanos = nowNanos;
        return looking;
    }
}
