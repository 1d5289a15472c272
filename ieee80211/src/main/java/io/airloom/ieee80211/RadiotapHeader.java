package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What we read of anybody's radiotap header (radiotap.org): where the frame starts, whether an FCS
/// follows it, its channel and strength, and what became of it. Total.
///
/// @param length octets of the header; the frame follows
/// @param freqMhz centre frequency, or 0 if it is not told
/// @param signalDbm strength, or {@link Radiotap#UNKNOWN}
/// @param hasFcs do four octets of FCS follow the frame?
/// @param txFlags what its sender says of it, {@link #TX_FAILED} and so on; {@link
///   Radiotap#UNKNOWN} if it says nothing
/// @param retries after the first try
public record RadiotapHeader(
        int length, int freqMhz, int signalDbm, boolean hasFcs, int txFlags, int retries) {
    /// No acknowledgement came, though one was expected.
    public static final int TX_FAILED = 1;

    /// No acknowledgement was expected.
    public static final int TX_NO_ACK = 1 << 3;

    private static final int MIN_LENGTH = 8;
    private static final int FLAG_FCS = 1 << 4;
    private static final int FURTHER_WORD = 1 << 31;

    // By bit of the first word of presence: octets and alignment of the fields up to the retries.
    private static final int[] SIZES = {8, 1, 1, 4, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1};
    private static final int[] ALIGNMENTS = {8, 1, 1, 2, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1};

    /// Bit of the signal: a header that is cut behind it is as good as one that ends there.
    private static final int SIGNAL_BIT = 5;

    /// Reads the header at the start of a captured packet.
    ///
    /// @return null if this is no radiotap header of version 0, or it is longer than the packet
    /// @throws IndexOutOfBoundsException if that range is not within the segment
    public static @Nullable RadiotapHeader parse(
            MemorySegment segment, long offset, int available) {
        if (available < MIN_LENGTH || Octets.u8(segment, offset) != 0) {
            return null;
        }
        int length = Octets.u16(segment, offset + 2);
        if (length < MIN_LENGTH || length > available) {
            return null;
        }
        int present = (int) Octets.u32(segment, offset + 4);
        int at = 4;
        int word = present;
        while ((word & FURTHER_WORD) != 0) {
            at += 4;
            if (at + 4 > length) {
                return null;
            }
            word = (int) Octets.u32(segment, offset + at);
        }
        at += 4;
        int flags = 0;
        int freqMhz = 0;
        int signalDbm = Radiotap.UNKNOWN;
        int txFlags = Radiotap.UNKNOWN;
        int retries = 0;
        for (int bit = 0; bit < SIZES.length; bit++) {
            if ((present & 1 << bit) == 0) {
                continue;
            }
            at = (at + ALIGNMENTS[bit] - 1) / ALIGNMENTS[bit] * ALIGNMENTS[bit];
            if (at + SIZES[bit] > length) {
                if (bit <= SIGNAL_BIT) {
                    return null;
                }
                break;
            }
            switch (bit) {
                case 1 -> flags = Octets.u8(segment, offset + at);
                case 3 -> freqMhz = Octets.u16(segment, offset + at);
                case 5 -> signalDbm = (byte) Octets.u8(segment, offset + at);
                case 15 -> txFlags = Octets.u16(segment, offset + at);
                case 17 -> retries = Octets.u8(segment, offset + at);
                default -> {}
            }
            at += SIZES[bit];
        }
        boolean fcs = (flags & FLAG_FCS) != 0;
        return new RadiotapHeader(length, freqMhz, signalDbm, fcs, txFlags, retries);
    }
}
