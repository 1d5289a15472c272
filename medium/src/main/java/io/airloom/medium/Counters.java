package io.airloom.medium;

import java.util.concurrent.atomic.AtomicLongArray;

/// A counter for each constant of an enum: one thread adds, any thread reads. A reader sees each
/// counter only grow; two counters read one after the other may be a few frames apart.
public final class Counters<E extends Enum<E>> {
    private final AtomicLongArray values;

    /// All counters at 0.
    public Counters(Class<E> type) {
        values = new AtomicLongArray(type.getEnumConstants().length);
    }

    /// Adds one. Writer's thread only.
    public void increment(E counter) {
        add(counter, 1);
    }

    /// Adds any number. Writer's thread only.
    public void add(E counter, long number) {
        int index = index(counter);
        values.setOpaque(index, values.getPlain(index) + number);
    }

    /// The count so far. Any thread.
    public long value(E counter) {
        return values.getOpaque(index(counter));
    }

    // An EnumMap would box each count; the order of the constants leaves this class nowhere.
    @SuppressWarnings("EnumOrdinal")
    private static int index(Enum<?> counter) {
        return counter.ordinal();
    }
}
