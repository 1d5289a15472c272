package io.airloom.medium;

import io.airloom.ieee80211.Airtime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The frames of one radio and category that wait for a channel, one after the other, and the slots
/// that the first one still waits.
final class Contender {
    private static final long SLOT_NANOS = Airtime.slotMicros() * 1000L;

    private final Radio radio;
    private final AccessCategory category;
    private final long aifsNanos;
    private @Nullable WaitingFrame first;
    private @Nullable WaitingFrame last;
    private int size;
    private int window;
    private int slots;
    private boolean drawn;
    private long readyNanos;

    Contender(Radio radio, AccessCategory category, int freqMhz) {
        this.radio = radio;
        this.category = category;
        this.window = category.minWindow();
        this.aifsNanos = Airtime.sifsMicros(freqMhz) * 1000L + category.aifsSlots() * SLOT_NANOS;
    }

    boolean is(Radio other, AccessCategory otherCategory) {
        return radio == other && category == otherCategory;
    }

    Radio radio() {
        return radio;
    }

    int size() {
        return size;
    }

    /// The frame whose turn is next. There must be one.
    WaitingFrame first() {
        return Objects.requireNonNull(first);
    }

    /// One more frame. If there was none, it may go as soon as the channel has been free for long
    /// enough; unless it is not free, then slots are drawn.
    void add(WaitingFrame frame, long nowNanos, boolean free, long seed) {
        frame.next = null;
        if (last == null) {
            first = frame;
            readyNanos = nowNanos;
            drawn = false;
            slots = 0;
            if (!free) {
                draw(seed);
            }
        } else {
            last.next = frame;
        }
        last = frame;
        size++;
    }

    /// When it begins to send if nobody else does before.
    ///
    /// @param idleNanos since when the channel is free
    long startNanos(long idleNanos) {
        return Math.max(readyNanos, idleNanos + aifsNanos + slots * SLOT_NANOS);
    }

    /// Would it begin too soon after another one to have noticed that?
    boolean collides(long idleNanos, long startNanos) {
        return startNanos(idleNanos) - startNanos < SLOT_NANOS;
    }

    /// Another one has begun to send. The slots that were free before are waited.
    void defer(long idleNanos, long startNanos, long endNanos, long seed) {
        if (drawn) {
            long waited = (startNanos - idleNanos - aifsNanos) / SLOT_NANOS;
            slots -= Math.clamp(waited, 0, slots);
        } else if (readyNanos - endNanos < 0) {
            draw(seed);
        }
    }

    /// Its first frame was tried.
    ///
    /// @return the frame if that was its last try; else it waits for another one
    @Nullable WaitingFrame tried(long endNanos, long seed) {
        WaitingFrame frame = first();
        boolean over = frame.tried(endNanos);
        if (over) {
            window = category.minWindow();
            remove();
        } else {
            window = Math.min(2 * window + 1, category.maxWindow());
        }
        readyNanos = endNanos;
        if (first != null) {
            draw(seed);
        }
        return over ? frame : null;
    }

    /// Takes the first frame out.
    WaitingFrame remove() {
        WaitingFrame frame = first();
        first = frame.next;
        frame.next = null;
        last = first == null ? null : last;
        size--;
        return frame;
    }

    /// Draws the slots of a try: a function of seed, frame, radio and try.
    private void draw(long seed) {
        WaitingFrame frame = first();
        long way = Draws.mix(seed + frame.transmission.number() * Draws.GOLDEN);
        long bits = Draws.mix(way ^ radio.nameBits()) + (frame.made() + 1) * Draws.GOLDEN;
        slots = (int) Long.remainderUnsigned(Draws.mix(bits), window + 1L);
        drawn = true;
    }
}
