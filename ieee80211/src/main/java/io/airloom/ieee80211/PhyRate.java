package io.airloom.ieee80211;

/// PHY rates of the rate legs that mac80211 gives with each frame: an index and flags (the bits of
/// mac80211_hwsim's TX_INFO_FLAGS), which mean a legacy rate, an HT MCS or a VHT MCS.
///
/// Rates are whole multiples of 100 kb/s, truncated. Nothing here allocates but {@link #text}.
public final class PhyRate {
    /// RTS and CTS come before it.
    public static final int RTS_CTS = 1;

    /// A CTS to the sender itself comes before it.
    public static final int CTS_TO_SELF = 1 << 1;

    /// The leg's index is an HT MCS, 0 … 31 (streams = index / 8 + 1).
    public static final int HT_MCS = 1 << 3;

    /// Short preamble, for DSSS rates.
    public static final int SHORT_PREAMBLE = 1 << 2;

    /// 40 MHz wide.
    public static final int WIDTH_40 = 1 << 5;

    /// Short guard interval, 0.4 µs.
    public static final int SHORT_GI = 1 << 7;

    /// The leg's index is a VHT MCS: streams − 1 in the high nibble, MCS 0 … 9 in the low one.
    public static final int VHT_MCS = 1 << 8;

    /// 80 MHz wide.
    public static final int WIDTH_80 = 1 << 9;

    /// 160 MHz wide.
    public static final int WIDTH_160 = 1 << 10;

    /// No such rate.
    public static final int NONE = 0;

    // In units of 100 kb/s, in the order of mac80211_hwsim's tables (hwsim.md §1.4).
    private static final int[] LEGACY_2_4 = {10, 20, 55, 110, 60, 90, 120, 180, 240, 360, 480, 540};
    private static final int LEGACY_OFDM_START = 4;

    // Data bits per subcarrier and symbol by MCS (modulation times code rate), in sixths.
    private static final int[] BITS_IN_SIXTHS = {3, 6, 9, 12, 18, 24, 27, 30, 36, 40};

    private PhyRate() {}

    /// Rate of a leg in units of 100 kb/s, or {@link #NONE} if there is no such rate.
    public static int hundredKbps(int index, int flags, int freqMhz) {
        if ((flags & VHT_MCS) != 0) {
            return modulated(index & 15, (index >> 4 & 7) + 1, flags);
        }
        if ((flags & HT_MCS) != 0) {
            if (index < 0 || index > 31) {
                return NONE;
            }
            return modulated(index & 7, (index >> 3) + 1, flags & ~(WIDTH_80 | WIDTH_160));
        }
        return legacyHundredKbps(index, freqMhz);
    }

    /// Rate of an index of the band's legacy table, in units of 100 kb/s, or {@link #NONE}.
    public static int legacyHundredKbps(int index, int freqMhz) {
        int start = legacyStart(freqMhz);
        return index >= 0 && index < LEGACY_2_4.length - start ? LEGACY_2_4[start + index] : NONE;
    }

    /// How many legacy rates the band has; RX_RATE must be below this.
    public static int legacyRateCount(int freqMhz) {
        return LEGACY_2_4.length - legacyStart(freqMhz);
    }

    /// The index of the highest legacy rate of the band that does not exceed the given one, for
    /// mac80211_hwsim's RX_RATE; the lowest rate's if all do.
    public static int legacyRateIndex(int hundredKbps, int freqMhz) {
        int start = legacyStart(freqMhz);
        int best = start;
        for (int i = start; i < LEGACY_2_4.length; i++) {
            if (LEGACY_2_4[i] <= hundredKbps && LEGACY_2_4[i] >= LEGACY_2_4[best]) {
                best = i;
            }
        }
        return best - start;
    }

    /// Width in MHz that the flags say: 20, 40, 80 or 160.
    public static int widthMhz(int flags) {
        if ((flags & WIDTH_160) != 0) {
            return 160;
        }
        if ((flags & WIDTH_80) != 0) {
            return 80;
        }
        return (flags & WIDTH_40) != 0 ? 40 : 20;
    }

    /// `54 Mb/s`, `HT MCS 7, 65 Mb/s`, `VHT MCS 9, 2 streams, 80 MHz, 780 Mb/s`.
    public static String text(int index, int flags, int freqMhz) {
        int rate = hundredKbps(index, flags, freqMhz);
        if (rate == NONE) {
            return "no rate";
        }
        String mbps = rate / 10 + (rate % 10 == 0 ? "" : "." + rate % 10) + " Mb/s";
        if ((flags & (HT_MCS | VHT_MCS)) == 0) {
            return mbps;
        }
        boolean vht = (flags & VHT_MCS) != 0;
        int streams = streams(index, flags);
        int width = widthMhz(flags);
        return (vht ? "VHT MCS " + (index & 15) : "HT MCS " + index)
                + (vht && streams > 1 ? ", " + streams + " streams" : "")
                + (width > 20 ? ", " + width + " MHz" : "")
                + ", "
                + mbps;
    }

    private static int legacyStart(int freqMhz) {
        return Band.of(freqMhz) == Band.GHZ_2_4 ? 0 : LEGACY_OFDM_START;
    }

    /// Spatial streams of a leg's rate.
    public static int streams(int index, int flags) {
        if ((flags & VHT_MCS) != 0) {
            return (index >> 4 & 7) + 1;
        }
        return (flags & HT_MCS) != 0 ? (index >> 3 & 3) + 1 : 1;
    }

    /// Sixths of data bits in a symbol of an HT or VHT leg, which is a rate: data subcarriers ×
    /// bits × streams.
    static int sixthsPerSymbol(int index, int flags) {
        boolean vht = (flags & VHT_MCS) != 0;
        int width = vht ? flags : flags & ~(WIDTH_80 | WIDTH_160);
        return sixths(index & (vht ? 15 : 7), streams(index, flags), width);
    }

    private static int sixths(int mcs, int streams, int flags) {
        int subcarriers =
                switch (widthMhz(flags)) {
                    case 40 -> 108;
                    case 80 -> 234;
                    case 160 -> 468;
                    default -> 52;
                };
        return subcarriers * BITS_IN_SIXTHS[mcs] * streams;
    }

    /// Data bits per symbol of 4 µs, or 3.6 µs with short guard interval (IEEE 802.11-2020 §19.5
    /// and §21.5).
    private static int modulated(int mcs, int streams, int flags) {
        if (mcs >= BITS_IN_SIXTHS.length) {
            return NONE;
        }
        int sixthsPerSymbol = sixths(mcs, streams, flags);
        return (flags & SHORT_GI) != 0
                ? sixthsPerSymbol * 100 / (6 * 36)
                : sixthsPerSymbol * 10 / (6 * 4);
    }
}
