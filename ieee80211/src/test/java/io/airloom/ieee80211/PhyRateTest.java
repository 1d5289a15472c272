package io.airloom.ieee80211;

import static io.airloom.ieee80211.PhyRate.HT_MCS;
import static io.airloom.ieee80211.PhyRate.SHORT_GI;
import static io.airloom.ieee80211.PhyRate.VHT_MCS;
import static io.airloom.ieee80211.PhyRate.WIDTH_160;
import static io.airloom.ieee80211.PhyRate.WIDTH_40;
import static io.airloom.ieee80211.PhyRate.WIDTH_80;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhyRateTest {
    private static final int CHANNEL_1 = 2_412;
    private static final int CHANNEL_36 = 5_180;

    @Test
    void legacyTablesDifferByBand() {
        assertThat(PhyRate.hundredKbps(0, 0, CHANNEL_1)).isEqualTo(10);
        assertThat(PhyRate.hundredKbps(2, 0, CHANNEL_1)).isEqualTo(55);
        assertThat(PhyRate.hundredKbps(11, 0, CHANNEL_1)).isEqualTo(540);
        assertThat(PhyRate.hundredKbps(12, 0, CHANNEL_1)).isEqualTo(PhyRate.NONE);
        assertThat(PhyRate.hundredKbps(0, 0, CHANNEL_36)).isEqualTo(60);
        assertThat(PhyRate.hundredKbps(7, 0, CHANNEL_36)).isEqualTo(540);
        assertThat(PhyRate.hundredKbps(8, 0, CHANNEL_36)).isEqualTo(PhyRate.NONE);
        assertThat(PhyRate.hundredKbps(-1, 0, CHANNEL_1)).isEqualTo(PhyRate.NONE);
    }

    @Test
    void highThroughputRatesAreTheStandards() {
        int[] oneStream20MHz = {65, 130, 195, 260, 390, 520, 585, 650};
        for (int mcs = 0; mcs < 32; mcs++) {
            assertThat(PhyRate.hundredKbps(mcs, HT_MCS, CHANNEL_1))
                    .isEqualTo(oneStream20MHz[mcs % 8] * (mcs / 8 + 1));
        }
        assertThat(PhyRate.hundredKbps(7, HT_MCS | SHORT_GI, CHANNEL_1)).isEqualTo(722);
        assertThat(PhyRate.hundredKbps(15, HT_MCS | WIDTH_40 | SHORT_GI, CHANNEL_1))
                .isEqualTo(3_000);
        assertThat(PhyRate.hundredKbps(32, HT_MCS, CHANNEL_1)).isEqualTo(PhyRate.NONE);
    }

    @Test
    void veryHighThroughputRatesAreTheStandards() {
        assertThat(PhyRate.hundredKbps(9, VHT_MCS | WIDTH_80, CHANNEL_36)).isEqualTo(3_900);
        assertThat(PhyRate.hundredKbps(0x19, VHT_MCS | WIDTH_80 | SHORT_GI, CHANNEL_36))
                .isEqualTo(8_666);
        assertThat(PhyRate.hundredKbps(0x79, VHT_MCS | WIDTH_160 | SHORT_GI, CHANNEL_36))
                .isEqualTo(69_333);
        assertThat(PhyRate.hundredKbps(0, VHT_MCS, CHANNEL_36)).isEqualTo(65);
        assertThat(PhyRate.hundredKbps(0x0a, VHT_MCS, CHANNEL_36)).isEqualTo(PhyRate.NONE);
    }

    @Test
    void legacyIndexIsTheHighestRateThatDoesNotExceed() {
        assertThat(PhyRate.legacyRateIndex(0, CHANNEL_1)).isZero();
        assertThat(PhyRate.legacyRateIndex(10, CHANNEL_1)).isZero();
        assertThat(PhyRate.legacyRateIndex(65, CHANNEL_1)).isEqualTo(4);
        assertThat(PhyRate.legacyRateIndex(110, CHANNEL_1)).isEqualTo(3);
        assertThat(PhyRate.legacyRateIndex(119, CHANNEL_1)).isEqualTo(3);
        assertThat(PhyRate.legacyRateIndex(120, CHANNEL_1)).isEqualTo(6);
        assertThat(PhyRate.legacyRateIndex(8_666, CHANNEL_1)).isEqualTo(11);
        assertThat(PhyRate.legacyRateIndex(8_666, CHANNEL_36)).isEqualTo(7);
        assertThat(PhyRate.legacyRateIndex(10, CHANNEL_36)).isZero();
    }

    @Test
    void legacyIndexIsAlwaysOneThatTheKernelTakes() {
        for (int freqMhz : new int[] {CHANNEL_1, CHANNEL_36, 5_955, 0}) {
            for (int rate = -10; rate < 1_000; rate++) {
                assertThat(PhyRate.legacyRateIndex(rate, freqMhz))
                        .isBetween(0, PhyRate.legacyRateCount(freqMhz) - 1);
            }
        }
    }

    @Test
    void everyLegHasARateOrNone() {
        for (int index = -128; index < 128; index++) {
            for (int flags = 0; flags < 1 << 11; flags++) {
                assertThat(PhyRate.hundredKbps(index, flags, CHANNEL_36)).isNotNegative();
            }
        }
    }

    @Test
    void saysRatesInWords() {
        assertThat(PhyRate.text(0, 0, CHANNEL_1)).isEqualTo("1 Mb/s");
        assertThat(PhyRate.text(2, 0, CHANNEL_1)).isEqualTo("5.5 Mb/s");
        assertThat(PhyRate.text(15, HT_MCS, CHANNEL_1)).isEqualTo("HT MCS 15, 130 Mb/s");
        assertThat(PhyRate.text(0x19, VHT_MCS | WIDTH_80, CHANNEL_36))
                .isEqualTo("VHT MCS 9, 2 streams, 80 MHz, 780 Mb/s");
        assertThat(PhyRate.text(-1, 0, CHANNEL_1)).isEqualTo("no rate");
    }
}
