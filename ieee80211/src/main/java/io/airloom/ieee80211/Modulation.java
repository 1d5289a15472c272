package io.airloom.ieee80211;

/// How bits become a signal at a rate: the constellation, and the share of them that is data. What
/// a rate needs of a signal depends on that, not on its megabits.
public enum Modulation {
    /// 1 Mb/s: DBPSK, spread over 11 chips.
    DSSS_1(10),
    /// 2 Mb/s: DQPSK, spread over 11 chips.
    DSSS_2(20),
    /// 5.5 Mb/s: one of 16 complementary codes of 8 chips.
    CCK_5_5(55),
    /// 11 Mb/s: one of 256 complementary codes of 8 chips.
    CCK_11(110),
    BPSK_1_2(60),
    BPSK_3_4(90),
    QPSK_1_2(120),
    QPSK_3_4(180),
    QAM16_1_2(240),
    QAM16_3_4(360),
    QAM64_2_3(480),
    QAM64_3_4(540),
    QAM64_5_6(PhyRate.NONE),
    QAM256_3_4(PhyRate.NONE),
    QAM256_5_6(PhyRate.NONE);

    private static final int DSSS_RATES = 4;

    private static final Modulation[] LEGACY = {
        DSSS_1, DSSS_2, CCK_5_5, CCK_11, BPSK_1_2, BPSK_3_4, QPSK_1_2, QPSK_3_4, QAM16_1_2,
        QAM16_3_4, QAM64_2_3, QAM64_3_4
    };

    private static final Modulation[] BY_MCS = {
        BPSK_1_2,
        QPSK_1_2,
        QPSK_3_4,
        QAM16_1_2,
        QAM16_3_4,
        QAM64_2_3,
        QAM64_3_4,
        QAM64_5_6,
        QAM256_3_4,
        QAM256_5_6
    };

    private final int legacyHundredKbps;

    Modulation(int legacyHundredKbps) {
        this.legacyHundredKbps = legacyHundredKbps;
    }

    /// Of a rate leg; what is no rate at all counts as the band's lowest.
    ///
    /// @param index as [PhyRate#hundredKbps] takes it
    /// @param flags bits of [PhyRate]
    public static Modulation of(int index, int flags, int freqMhz) {
        boolean known = PhyRate.hundredKbps(index, flags, freqMhz) != PhyRate.NONE;
        if (known && (flags & PhyRate.VHT_MCS) != 0) {
            return BY_MCS[index & 15];
        }
        if (known && (flags & PhyRate.HT_MCS) != 0) {
            return BY_MCS[index & 7];
        }
        int start = Band.of(freqMhz) == Band.GHZ_2_4 ? 0 : DSSS_RATES;
        return LEGACY[known ? start + index : start];
    }

    /// Is it one of 802.11b's, which are no OFDM?
    public boolean isDsss() {
        return compareTo(CCK_11) <= 0;
    }

    /// The legacy rate with this modulation in units of 100 kb/s, or [PhyRate#NONE].
    public int legacyHundredKbps() {
        return legacyHundredKbps;
    }

    /// The modulation of the acknowledgement of a frame that was sent with this one: of 802.11b's
    /// the same; else 6, 12 or 24 Mb/s, the highest that is no better than it (IEEE 802.11-2020
    /// §10.6.6.5.2, with these and all of 802.11b's as basic and mandatory rates).
    public Modulation ofAcknowledgement() {
        if (isDsss()) {
            return this;
        }
        if (compareTo(QAM16_1_2) >= 0) {
            return QAM16_1_2;
        }
        return compareTo(QPSK_1_2) >= 0 ? QPSK_1_2 : BPSK_1_2;
    }
}
