package io.airloom.guest;

import io.airloom.medium.Radio;
import org.jspecify.annotations.Nullable;

/// The radios of one guest by their keys: open addressing with linear probing, at most half full.
final class RadioTable {
    private static final int SLOTS = 256;

    private final int limit;
    private final @Nullable Radio[] slots = new Radio[SLOTS];
    private int size;

    /// @param limit how many radios it takes, up to half its slots
    RadioTable(int limit) {
        if (limit < 1 || limit > SLOTS / 2) {
            throw new IllegalArgumentException("limit=" + limit);
        }
        this.limit = limit;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == limit;
    }

    @Nullable Radio find(long key) {
        for (int i = slotOf(key); ; i = next(i)) {
            Radio radio = slots[i];
            if (radio == null || radio.key() == key) {
                return radio;
            }
        }
    }

    /// Adds a radio whose key is not there yet.
    void add(Radio radio) {
        assert size < limit && find(radio.key()) == null;
        int i = slotOf(radio.key());
        while (slots[i] != null) {
            i = next(i);
        }
        slots[i] = radio;
        size++;
    }

    /// Takes a radio out. Rare, so the radios behind it in its run are simply put in again.
    void remove(Radio radio) {
        int i = slotOf(radio.key());
        while (slots[i] != radio) {
            assert slots[i] != null;
            i = next(i);
        }
        slots[i] = null;
        size--;
        for (int j = next(i); slots[j] != null; j = next(j)) {
            Radio follower = slots[j];
            slots[j] = null;
            size--;
            add(follower);
        }
    }

    /// The radio in a slot from 0 to {@link #slots()} − 1, for walking over all of them.
    @Nullable Radio at(int slot) {
        return slots[slot];
    }

    int slots() {
        return SLOTS;
    }

    /// Keys of one guest differ in the octets before the last (hwsim.md §2): all are mixed.
    private static int slotOf(long key) {
        return (int) ((key * 0x9e37_79b9_7f4a_7c15L) >>> 56);
    }

    private static int next(int slot) {
        return (slot + 1) & (SLOTS - 1);
    }
}
