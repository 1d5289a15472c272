package io.airloom.medium;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Frames on their way through an air with a delay: a ring of slots. The delay is the same for all,
/// so the one that was sent first is due first. Sending times come from many guests and may go back
/// a little; due times never do, so that frames arrive in the order in which they were sent.
///
/// **Nobody fills it alone.** A radio may have as many frames here as there are free slots: half of
/// all if it is alone, fewer the more radios are busy, so that there are always some left for one
/// that has none.
///
/// The slots are allocated with the first delay, all at once, and used again and again: it takes
/// some 10 ms, for which no frame shall wait that is on its way already.
final class Flight {
    static final int SLOTS = 8192;

    private static final int SLOT_LENGTH = Transmission.MAX_COPIED_LENGTH;

    /// A frame, who sent it, what its sender was told, and when it is to arrive.
    static final class Slot {
        final Transmission transmission = new Transmission();
        final Outcome outcome = new Outcome();
        private @Nullable Radio from;
        private long dueNanos;

        long dueNanos() {
            return dueNanos;
        }

        /// Who sent it. Asked once: a slot that is free keeps nobody alive.
        Radio takeFrom() {
            Radio radio = from;
            if (radio == null) {
                throw new IllegalStateException("nobody sent this");
            }
            from = null;
            radio.travelling(radio.travelling() - 1);
            return radio;
        }
    }

    private long delayNanos;
    private MemorySegment frames = MemorySegment.NULL;
    private Slot[] slots = {};
    private long arrived;
    private long sent;
    private long lastDueNanos;

    /// @param delayNanos from sender to receiver
    Flight(long delayNanos) {
        this.delayNanos = delayNanos;
        if (delayNanos > 0) {
            allocate();
        }
    }

    /// From sender to receiver.
    long delayNanos() {
        return delayNanos;
    }

    /// From now on it takes so long. What is on its way arrives no later than if it had been sent
    /// so, and still in the order of sending.
    void delayNanos(long nanos) {
        if (nanos > 0 && slots.length == 0) {
            allocate();
        }
        long sooner = Math.max(0, delayNanos - nanos);
        delayNanos = nanos;
        for (long position = arrived; position < sent; position++) {
            slot(position).dueNanos -= sooner;
        }
        lastDueNanos -= sooner;
    }

    /// Does a frame that is sent now have to wait: for its time, or for those before it?
    boolean isInUse() {
        return delayNanos > 0 || arrived != sent;
    }

    /// Frames on their way.
    int size() {
        return (int) (sent - arrived);
    }

    /// Is there a slot for one more frame of this radio?
    boolean takes(Radio from) {
        return from.travelling() < SLOTS - size();
    }

    /// Takes a copy of a frame of at most {@link Transmission#MAX_COPIED_LENGTH} octets, and of
    /// what its sender is told. There must be a slot.
    void send(Radio from, Transmission transmission, Outcome told) {
        assert takes(from);
        Slot slot = slot(sent);
        slot.transmission.copy(transmission, frames, (sent & (SLOTS - 1)) * SLOT_LENGTH);
        slot.outcome.copy(told);
        slot.from = from;
        slot.dueNanos = transmission.announcedNanos() + delayNanos;
        if (size() > 0 && slot.dueNanos - lastDueNanos < 0) {
            slot.dueNanos = lastDueNanos;
        }
        lastDueNanos = slot.dueNanos;
        from.travelling(from.travelling() + 1);
        sent++;
    }

    /// The next frame that has arrived by now, each once; null if there is none. Its slot is given
    /// to another one by {@link #send}.
    @Nullable Slot next(long nowNanos) {
        if (nanosUntilNext(nowNanos) > 0) {
            return null;
        }
        return slot(arrived++);
    }

    /// How long until the next frame arrives; at most 0 if it has already, {@link Long#MAX_VALUE}
    /// if none is on its way.
    long nanosUntilNext(long nowNanos) {
        return arrived == sent ? Long.MAX_VALUE : slot(arrived).dueNanos - nowNanos;
    }

    private void allocate() {
        frames = Arena.ofAuto().allocate((long) SLOTS * SLOT_LENGTH, 8);
        slots = new Slot[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    private Slot slot(long position) {
        return slots[(int) position & (SLOTS - 1)];
    }
}
