package io.airloom.medium;

import java.util.Arrays;
import java.util.stream.LongStream;

/// A few MAC addresses, searched from the start: radios have one to three.
final class AddressSet {
    private final int limit;
    private long[] addresses = {};
    private int size;
    private int oldest;

    AddressSet(int limit) {
        this.limit = limit;
    }

    boolean contains(long address) {
        return indexOf(address) >= 0;
    }

    int size() {
        return size;
    }

    LongStream stream() {
        return Arrays.stream(addresses, 0, size);
    }

    /// Adds an address unless the set is full.
    ///
    /// @return is it in the set now?
    boolean add(long address) {
        if (contains(address)) {
            return true;
        }
        if (size == limit) {
            return false;
        }
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, Math.min(limit, Math.max(2, 2 * size)));
        }
        addresses[size++] = address;
        return true;
    }

    /// Adds an address, in the place of the one that is there longest if the set is full.
    void addOverOldest(long address) {
        if (!add(address)) {
            addresses[oldest] = address;
            oldest = (oldest + 1) % limit;
        }
    }

    void remove(long address) {
        int index = indexOf(address);
        if (index >= 0) {
            addresses[index] = addresses[--size];
        }
    }

    private int indexOf(long address) {
        for (int i = 0; i < size; i++) {
            if (addresses[i] == address) {
                return i;
            }
        }
        return -1;
    }
}
