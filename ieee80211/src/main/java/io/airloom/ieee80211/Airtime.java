package io.airloom.ieee80211;

/// How long frames are on the air, in microseconds: preamble and payload at their PHY rate (IEEE
/// 802.11-2020 §15.3, §16.3, §17.4.3, §19.4.3, §21.4.3). Nothing here allocates.
///
/// ```
///   802.11b     192 long or 96 short preamble and header, 8·n / R
///   802.11a/g   20 + 4·⌈(16 + 8·n + 6) / bits of a symbol⌉
///   HT          20 + 8 + 4 + 4·training symbols + symbols      (mixed format)
///   VHT         20 + 8 + 4 + 4·training symbols + 4 + symbols
///   2.4 GHz     6 more for all but 802.11b: the signal extension
/// ```
///
/// `n` is with the FCS. Binary convolutional code, one encoder.
public final class Airtime {
    private static final int FCS_LENGTH = 4;
    private static final int ACK_LENGTH = 14;
    private static final int RTS_LENGTH = 20;
    private static final int SYMBOL_MICROS = 4;
    private static final int LEGACY_PREAMBLE_MICROS = 20;
    private static final int SIGNAL_EXTENSION_MICROS = 6;
    private static final int SERVICE_AND_TAIL_BITS = 16 + 6;
    private static final int LONG_DSSS_MICROS = 192;
    private static final int SHORT_DSSS_MICROS = 96;

    /// Training symbols by streams, from 1.
    private static final int[] TRAINING = {1, 2, 4, 4, 6, 6, 8, 8};

    private Airtime() {}

    /// A slot of a network without 802.11b's stations.
    public static int slotMicros() {
        return 9;
    }

    /// The pause between a frame and its acknowledgement.
    public static int sifsMicros(int freqMhz) {
        return Band.of(freqMhz) == Band.GHZ_2_4 ? 10 : 16;
    }

    /// A frame.
    ///
    /// @param index of its rate; what is no rate counts as the band's lowest
    /// @param flags bits of [PhyRate]
    /// @param octets without FCS
    public static int frameMicros(int index, int flags, int freqMhz, int octets) {
        Modulation modulation = Modulation.of(index, flags, freqMhz);
        int bits = 8 * (octets + FCS_LENGTH);
        boolean shortPreamble = (flags & PhyRate.SHORT_PREAMBLE) != 0;
        if (modulation.isDsss()) {
            return dsssMicros(modulation, shortPreamble, bits);
        }
        int extension = extensionMicros(freqMhz);
        boolean known = PhyRate.hundredKbps(index, flags, freqMhz) != PhyRate.NONE;
        if (!known || (flags & (PhyRate.HT_MCS | PhyRate.VHT_MCS)) == 0) {
            return ofdmMicros(modulation, bits) + extension;
        }
        boolean vht = (flags & PhyRate.VHT_MCS) != 0;
        int streams = PhyRate.streams(index, flags);
        int symbols =
                ceil(6 * (SERVICE_AND_TAIL_BITS + bits), PhyRate.sixthsPerSymbol(index, flags));
        int payload =
                (flags & PhyRate.SHORT_GI) != 0
                        ? SYMBOL_MICROS * ceil(symbols * 36, 40)
                        : SYMBOL_MICROS * symbols;
        int training = SYMBOL_MICROS * TRAINING[streams - 1];
        return LEGACY_PREAMBLE_MICROS + 12 + training + (vht ? 4 : 0) + payload + extension;
    }

    /// What comes behind a frame that is to be acknowledged, until the channel is free again: the
    /// pause and the acknowledgement.
    public static int answerMicros(int index, int flags, int freqMhz) {
        return sifsMicros(freqMhz) + ackMicros(index, flags, freqMhz);
    }

    /// An acknowledgement of such a frame, or the CTS before it.
    public static int ackMicros(int index, int flags, int freqMhz) {
        return controlMicros(index, flags, freqMhz, ACK_LENGTH);
    }

    /// The RTS before such a frame.
    public static int rtsMicros(int index, int flags, int freqMhz) {
        return controlMicros(index, flags, freqMhz, RTS_LENGTH);
    }

    /// How long who has sent a frame, or an RTS, waits for the answer to begin: a SIFS, a slot, and
    /// aRxPHYStartDelay (IEEE 802.11-2020 §10.3.2.9, §10.3.2.11).
    public static int timeoutMicros(int index, int flags, int freqMhz) {
        Modulation answer = Modulation.of(index, flags, freqMhz).ofAcknowledgement();
        int preamble =
                answer.isDsss()
                        ? dsssPreambleMicros(answer, (flags & PhyRate.SHORT_PREAMBLE) != 0)
                        : LEGACY_PREAMBLE_MICROS;
        return sifsMicros(freqMhz) + slotMicros() + preamble;
    }

    /// @param octets with FCS
    private static int controlMicros(int index, int flags, int freqMhz, int octets) {
        Modulation control = Modulation.of(index, flags, freqMhz).ofAcknowledgement();
        return control.isDsss()
                ? dsssMicros(control, (flags & PhyRate.SHORT_PREAMBLE) != 0, 8 * octets)
                : ofdmMicros(control, 8 * octets) + extensionMicros(freqMhz);
    }

    private static int extensionMicros(int freqMhz) {
        return Band.of(freqMhz) == Band.GHZ_2_4 ? SIGNAL_EXTENSION_MICROS : 0;
    }

    /// 1 Mb/s always has the long preamble.
    private static int dsssMicros(Modulation modulation, boolean shortPreamble, int bits) {
        return dsssPreambleMicros(modulation, shortPreamble)
                + ceil(10 * bits, modulation.legacyHundredKbps());
    }

    private static int dsssPreambleMicros(Modulation modulation, boolean shortPreamble) {
        boolean isShort = shortPreamble && modulation != Modulation.DSSS_1;
        return isShort ? SHORT_DSSS_MICROS : LONG_DSSS_MICROS;
    }

    private static int ofdmMicros(Modulation modulation, int bits) {
        int perSymbol = modulation.legacyHundredKbps() * SYMBOL_MICROS / 10;
        return LEGACY_PREAMBLE_MICROS
                + SYMBOL_MICROS * ceil(SERVICE_AND_TAIL_BITS + bits, perSymbol);
    }

    private static int ceil(int part, int whole) {
        return (part + whole - 1) / whole;
    }
}
