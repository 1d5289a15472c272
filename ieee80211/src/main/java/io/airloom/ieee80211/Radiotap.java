package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// The radiotap header that precedes a frame in a capture (radiotap.org), as a sender's own record:
/// when, on which channel, how fast, how strong, with which outcome.
///
/// ```
///  octet   0        1        2           4        8     16     17      18
///          version  padding  length      present  TSFT  flags  [rate]  [channel, channel flags] …
///  octets  1         1        2          1        3      12
///          [signal]  [noise]  TX flags   retries  [MCS]  [VHT]
/// ```
///
/// Little-endian, each field at a multiple of its size; what is in brackets is there when it is
/// known and applies.
///
/// @param tsftMicros time of the frame's first bit on the radio's clock, µs
/// @param freqMhz centre frequency of the primary channel; 0 if unknown, and then so is the rate
/// @param rateIndex index of the rate leg used, see {@link PhyRate}; negative if unknown
/// @param rateFlags flags of the rate leg used
/// @param signalDbm strength, −128 … 127 dBm, or {@link #UNKNOWN}
/// @param noiseDbm strength of the noise, or {@link #UNKNOWN}
/// @param failed was no acknowledgement heard, though one was expected?
/// @param noAck was no acknowledgement expected?
/// @param retries transmissions after the first
public record Radiotap(
        long tsftMicros,
        int freqMhz,
        int rateIndex,
        int rateFlags,
        int signalDbm,
        int noiseDbm,
        boolean failed,
        boolean noAck,
        int retries) {

    /// Value of a level that nobody measured.
    public static final int UNKNOWN = Integer.MIN_VALUE;

    /// Octets of the longest header that is ever written.
    public static final int MAX_LENGTH = 40;

    /// Link type of pcap and pcapng files for frames with this header.
    public static final int LINK_TYPE = 127;

    private static final int TSFT = 1;
    private static final int FLAGS = 1 << 1;
    private static final int RATE = 1 << 2;
    private static final int CHANNEL = 1 << 3;
    private static final int SIGNAL = 1 << 5;
    private static final int NOISE = 1 << 6;
    private static final int TX_FLAGS = 1 << 15;
    private static final int DATA_RETRIES = 1 << 17;
    private static final int MCS = 1 << 19;
    private static final int VHT = 1 << 21;

    private static final int FLAG_SHORT_PREAMBLE = 1 << 1;
    private static final int TX_FAIL = 1;
    private static final int TX_NO_ACK = 1 << 3;

    private static final int CHANNEL_CCK = 1 << 5;
    private static final int CHANNEL_OFDM = 1 << 6;
    private static final int CHANNEL_2_GHZ = 1 << 7;
    private static final int CHANNEL_5_GHZ = 1 << 8;
    private static final int CHANNEL_DYNAMIC = 1 << 10;

    private static final int MCS_KNOWN = 0b111;
    private static final int VHT_KNOWN = 1 << 2 | 1 << 6;
    private static final int MCS_LENGTH = 3;
    private static final int VHT_LENGTH = 12;
    private static final int GUARD_INTERVAL = 1 << 2;

    /// Writes the header at `offset`, where {@link #MAX_LENGTH} octets must be free.
    ///
    /// @return its length in octets
    public int write(MemorySegment segment, long offset) {
        segment.asSlice(offset, MAX_LENGTH).fill((byte) 0);
        int present = TSFT | FLAGS | TX_FLAGS | DATA_RETRIES;
        Octets.write64(segment, offset + 8, tsftMicros);
        boolean shortPreamble = (rateFlags & PhyRate.SHORT_PREAMBLE) != 0;
        Octets.write8(segment, offset + 16, shortPreamble ? FLAG_SHORT_PREAMBLE : 0);
        boolean tuned = freqMhz != 0;
        // What a rate index means depends on the band.
        boolean rated = tuned && PhyRate.hundredKbps(rateIndex, rateFlags, freqMhz) != PhyRate.NONE;
        boolean vht = (rateFlags & PhyRate.VHT_MCS) != 0;
        boolean ht = !vht && (rateFlags & PhyRate.HT_MCS) != 0;
        int at = 17;
        if (rated && !vht && !ht) {
            present |= RATE;
            int halfMbps = PhyRate.legacyHundredKbps(rateIndex, freqMhz) / 5;
            Octets.write8(segment, offset + at++, halfMbps);
        }
        if (tuned) {
            present |= CHANNEL;
            at = at + 1 & ~1;
            Octets.write16(segment, offset + at, freqMhz);
            Octets.write16(segment, offset + at + 2, channelFlags(ht || vht));
            at += 4;
        }
        if (signalDbm != UNKNOWN) {
            present |= SIGNAL;
            Octets.write8(segment, offset + at++, signalDbm);
        }
        if (noiseDbm != UNKNOWN) {
            present |= NOISE;
            Octets.write8(segment, offset + at++, noiseDbm);
        }
        at = at + 1 & ~1;
        Octets.write16(segment, offset + at, (failed ? TX_FAIL : 0) | (noAck ? TX_NO_ACK : 0));
        Octets.write8(segment, offset + at + 2, Math.min(retries, 255));
        at += 3;
        if (rated && ht) {
            present |= MCS;
            at = writeMcs(segment, offset, at);
        } else if (rated && vht) {
            present |= VHT;
            at = writeVht(segment, offset, at + 1 & ~1);
        }
        Octets.write16(segment, offset + 2, at);
        Octets.write32(segment, offset + 4, present);
        return at;
    }

    private int writeMcs(MemorySegment segment, long offset, int at) {
        int width = (rateFlags & PhyRate.WIDTH_40) != 0 ? 1 : 0;
        Octets.write8(segment, offset + at, MCS_KNOWN);
        Octets.write8(segment, offset + at + 1, width | guardInterval());
        Octets.write8(segment, offset + at + 2, rateIndex);
        return at + MCS_LENGTH;
    }

    private int writeVht(MemorySegment segment, long offset, int at) {
        Octets.write16(segment, offset + at, VHT_KNOWN);
        Octets.write8(segment, offset + at + 2, guardInterval());
        Octets.write8(segment, offset + at + 3, vhtBandwidth());
        int mcsAndStreams = (rateIndex & 15) << 4 | (rateIndex >> 4 & 7) + 1;
        Octets.write8(segment, offset + at + 4, mcsAndStreams);
        return at + VHT_LENGTH;
    }

    /// The 6 GHz band has no flag of its own; Linux marks it as the 5 GHz band.
    private int channelFlags(boolean modulated) {
        if (Band.of(freqMhz) != Band.GHZ_2_4) {
            return CHANNEL_OFDM | CHANNEL_5_GHZ;
        }
        if (modulated) {
            return CHANNEL_DYNAMIC | CHANNEL_2_GHZ;
        }
        return CHANNEL_2_GHZ | (rateIndex < 0 ? 0 : rateIndex < 4 ? CHANNEL_CCK : CHANNEL_OFDM);
    }

    private int guardInterval() {
        return (rateFlags & PhyRate.SHORT_GI) != 0 ? GUARD_INTERVAL : 0;
    }

    private int vhtBandwidth() {
        return switch (PhyRate.widthMhz(rateFlags)) {
            case 40 -> 1;
            case 80 -> 4;
            case 160 -> 11;
            default -> 0;
        };
    }
}
