package io.airloom.medium;

import io.airloom.ieee80211.Airtime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The frames of one radio and category that wait for a channel, one after the other, and how far
/// the first one is.
///
/// ```
///   WAITING ──▶ [RTS ──▶] [CTS ──▶] FRAME ──▶ ACK ──▶ over, or WAITING
///                └─────────┴─────────┴──▶ TIMEOUT ──▶ ┘
/// ```
///
/// The channel is free or not as its own radio senses it: so says [#idleNanos], since when or from
/// when on it is free.
final class Contender {
    private static final long SLOT_NANOS = Airtime.slotMicros() * 1000L;

    /// Long ago, for times that are compared by subtraction.
    private static final long LONG_NANOS = 1_000_000_000;

    /// What it is at.
    enum Stage {
        WAITING,
        RTS,
        CTS,
        FRAME,
        ACK,
        TIMEOUT
    }

    private final Radio radio;
    private final AccessCategory category;
    private final long aifsNanos;
    private @Nullable WaitingFrame first;
    private @Nullable WaitingFrame last;
    private @Nullable Ppdu ppdu;
    private Stage stage = Stage.WAITING;
    private int size;
    private int window;
    private int slots;
    private boolean drawn;
    private long readyNanos;
    private long idleNanos;
    private long dueNanos;

    /// @param nowNanos the channel is free since long before
    Contender(Radio radio, AccessCategory category, int freqMhz, long nowNanos) {
        this.radio = radio;
        this.category = category;
        this.window = category.minWindow();
        this.aifsNanos = Airtime.sifsMicros(freqMhz) * 1000L + category.aifsSlots() * SLOT_NANOS;
        this.idleNanos = nowNanos - LONG_NANOS;
    }

    boolean is(Radio other, AccessCategory otherCategory) {
        return radio == other && category == otherCategory;
    }

    Radio radio() {
        return radio;
    }

    AccessCategory category() {
        return category;
    }

    int size() {
        return size;
    }

    Stage stage() {
        return stage;
    }

    /// When its stage is over; of waiting, if nobody else is heard before.
    long dueNanos() {
        return dueNanos;
    }

    /// What of its exchange is on the air, or was last. There must have been any.
    Ppdu ppdu() {
        return Objects.requireNonNull(ppdu);
    }

    /// The frame whose turn is next. There must be one.
    WaitingFrame first() {
        return Objects.requireNonNull(first);
    }

    /// One more frame. If there was none, it may go as soon as the channel has been free for long
    /// enough.
    void add(WaitingFrame frame, long nowNanos) {
        frame.next = null;
        if (last == null) {
            first = frame;
            readyNanos = nowNanos;
            drawn = false;
            slots = 0;
            due();
        } else {
            last.next = frame;
        }
        last = frame;
        size++;
    }

    private void due() {
        dueNanos = Math.max(readyNanos, idleNanos + aifsNanos + slots * SLOT_NANOS);
    }

    /// Its radio hears somebody, and leaves the channel to him. The slots that were free before are
    /// waited. Who would begin within a slot of the other one has not heard him.
    ///
    /// @param own it is the radio itself that sends, of which it always knows
    void hear(long startNanos, long untilNanos, boolean own, long seed) {
        if (stage != Stage.WAITING || (!own && dueNanos - startNanos < SLOT_NANOS)) {
            return;
        }
        if (drawn) {
            long waited = (startNanos - idleNanos - aifsNanos) / SLOT_NANOS;
            slots -= Math.clamp(waited, 0, slots);
        } else if (readyNanos - untilNanos < 0) {
            draw(seed);
        }
        idleNanos = Math.max(idleNanos, untilNanos);
        due();
    }

    /// Another frame of the same radio goes first, which wanted to begin at the same time: as if it
    /// had been on the air and lost (IEEE 802.11-2020 §10.23.2.4), but it was not tried.
    void goesLater(long nowNanos, long seed) {
        window = Math.min(2 * window + 1, category.maxWindow());
        idleNanos = nowNanos;
        draw(seed);
        due();
    }

    /// Something of its exchange is on the air.
    void sends(Ppdu sent) {
        stage =
                switch (sent.kind()) {
                    case RTS -> Stage.RTS;
                    case CTS -> Stage.CTS;
                    case FRAME -> Stage.FRAME;
                    case ACK -> Stage.ACK;
                };
        ppdu = sent;
        dueNanos = sent.endNanos();
    }

    /// No answer will come, which it knows then.
    void missesAnswer(long atNanos) {
        stage = Stage.TIMEOUT;
        dueNanos = atNanos;
    }

    /// Its first frame was tried.
    ///
    /// @return the frame if that was its last try; else it waits for another one
    @Nullable WaitingFrame tried(boolean acknowledged, long endNanos, long seed) {
        WaitingFrame frame = first();
        boolean over = frame.tried(acknowledged, endNanos);
        if (over) {
            window = category.minWindow();
            remove();
        } else {
            window = Math.min(2 * window + 1, category.maxWindow());
        }
        stage = Stage.WAITING;
        readyNanos = endNanos;
        idleNanos = endNanos;
        if (first != null) {
            draw(seed);
            due();
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

    /// When its frame may be over at the earliest if nobody else comes.
    long wakeNanos() {
        WaitingFrame frame = first();
        return switch (stage) {
            case WAITING -> dueNanos + frame.shortestNanos();
            case FRAME -> dueNanos + frame.answerNanos();
            case RTS, CTS, ACK, TIMEOUT -> dueNanos;
        };
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
