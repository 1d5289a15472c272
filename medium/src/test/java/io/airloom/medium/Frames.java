package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Frames for tests, in native memory of exactly their length.
final class Frames {
    static final int DATA = 0x08;
    static final int BEACON = 0x80;
    static final int PS_POLL = 0xa4;

    private Frames() {}

    /// A frame with as many of the addresses as fit into its length, and zeros behind them.
    static MemorySegment frame(int frameControl, long address1, long address2, int length) {
        MemorySegment frame = Arena.ofAuto().allocate(Math.max(1, length));
        if (length > 0) {
            frame.set(ValueLayout.JAVA_BYTE, 0, (byte) frameControl);
        }
        if (length >= 10) {
            MacAddress.write(frame, 4, address1);
        }
        if (length >= 16) {
            MacAddress.write(frame, 10, address2);
        }
        return frame;
    }

    static Transmission transmission(
            int frameControl, long address1, long address2, int length, int freqMhz) {
        Transmission transmission =
                new Transmission()
                        .frame(frame(frameControl, address1, address2, length), 0, length)
                        .sent(freqMhz, !MacAddress.isGroup(address1), 1_000)
                        .marked(0, 1);
        return legs(transmission, 0, 3);
    }

    /// Leg `i` has the index `firstIndex` + i and `tries` + i tries.
    static Transmission legs(Transmission transmission, int firstIndex, int tries) {
        for (int leg = 0; leg < Transmission.LEGS; leg++) {
            transmission.leg(leg, firstIndex + leg, tries + leg, 0);
        }
        return transmission;
    }

    static Transmission data(long address1, long address2, int freqMhz) {
        return transmission(DATA, address1, address2, 40, freqMhz);
    }

    static Transmission beacon(long address2, int freqMhz) {
        return transmission(BEACON, MacAddress.BROADCAST, address2, 60, freqMhz);
    }
}
