package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.airloom.ieee80211.Modulation;
import io.airloom.ieee80211.PhyRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorRateTest {
    private final ErrorRate rate = new ErrorRate(ChannelSettings.USUAL_NOISE_FIGURE_DB);

    /// Where one of ten frames of 1000 octets is lost, between whole decibels.
    private static double tenPercentDb(Modulation modulation) {
        double wanted = -Math.log1p(-0.1) / 1000;
        double low = ErrorRate.MIN_SNR_DB;
        double high = ErrorRate.MAX_SNR_DB;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (ErrorCurves.errorsPerOctet(modulation, middle) > wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /// What wmediumd ships of the 802.11ax evaluation methodology (11-14/571), in dB.
    @ParameterizedTest(name = "{0}: {1} dB")
    @CsvSource({
        "DSSS_1, -2",
        "BPSK_1_2, 1",
        "BPSK_3_4, 2",
        "QPSK_1_2, 4",
        "QPSK_3_4, 7",
        "QAM16_1_2, 9",
        "QAM16_3_4, 13",
        "QAM64_2_3, 17",
        "QAM64_3_4, 19"
    })
    void oneOfTenFramesIsLostWhereTheEvaluationMethodologySays(Modulation modulation, double db) {
        assertThat(tenPercentDb(modulation)).isCloseTo(db, within(1.9));
    }

    @Test
    void theFormulasGiveWhatWasReckonedElsewhere() {
        assertThat(tenPercentDb(Modulation.BPSK_1_2)).isCloseTo(0.97, within(0.01));
        assertThat(tenPercentDb(Modulation.QAM64_3_4)).isCloseTo(19.44, within(0.01));
        assertThat(tenPercentDb(Modulation.QAM256_5_6)).isCloseTo(26.98, within(0.01));
        assertThat(tenPercentDb(Modulation.DSSS_1)).isCloseTo(-2.78, within(0.01));
        assertThat(tenPercentDb(Modulation.DSSS_2)).isCloseTo(2.01, within(0.01));
        assertThat(tenPercentDb(Modulation.CCK_5_5)).isCloseTo(1.67, within(0.01));
        assertThat(tenPercentDb(Modulation.CCK_11)).isCloseTo(4.62, within(0.01));
    }

    @ParameterizedTest
    @EnumSource(Modulation.class)
    void moreSignalAndFewerOctetsNeverLoseMore(Modulation modulation) {
        for (int snr = ErrorRate.MIN_SNR_DB - 5; snr < ErrorRate.MAX_SNR_DB + 5; snr++) {
            double before = 0;
            for (int octets = 14; octets <= 2308; octets++) {
                double lost = ErrorRate.lost(modulation, octets, snr);
                assertThat(lost).isBetween(before, 1.0);
                assertThat(ErrorRate.lost(modulation, octets, snr + 1)).isLessThanOrEqualTo(lost);
                before = lost;
            }
        }
        assertThat(ErrorRate.lost(modulation, 14, ErrorRate.MIN_SNR_DB)).isEqualTo(1);
        assertThat(ErrorRate.lost(modulation, 2308, ErrorRate.MAX_SNR_DB)).isZero();
    }

    @Test
    void theTableOfTheExponentialIsAsGoodAsTheExponential() {
        for (int snr = 10; snr < 30; snr++) {
            double perOctet = ErrorCurves.errorsPerOctet(Modulation.QAM64_3_4, snr);
            for (int octets = 14; octets < 2308; octets += 7) {
                assertThat(ErrorRate.lost(Modulation.QAM64_3_4, octets, snr))
                        .isCloseTo(-Math.expm1(-octets * perOctet), within(5e-5));
            }
        }
    }

    @Test
    void theErrorFunctionIsTheOneOfTheTables() {
        double[] known = {1, 0.4795001222, 0.1572992070, 0.0338948535, 0.004677734981};
        for (int i = 0; i < known.length; i++) {
            assertThat(ErrorCurves.erfc(i / 2.0)).isCloseTo(known[i], within(1e-10));
        }
        assertThat(ErrorCurves.erfc(5) / 1.53745979442803e-12).isCloseTo(1, within(1e-9));
    }

    @Test
    void aWiderChannelAndMoreStreamsNeedMoreSignal() {
        double narrow = rate.lost(7, PhyRate.HT_MCS, 5180, 1000, -71, null);
        assertThat(rate.lost(7, PhyRate.HT_MCS | PhyRate.WIDTH_40, 5180, 1000, -68, null))
                .isEqualTo(narrow);
        assertThat(rate.lost(15, PhyRate.HT_MCS, 5180, 1000, -68, null)).isEqualTo(narrow);
        assertThat(rate.lost(0x17, PhyRate.VHT_MCS | PhyRate.WIDTH_80, 5180, 1000, -62, null))
                .isEqualTo(narrow);
        assertThat(narrow).isBetween(0.01, 0.99);
        assertThat(rate.lost(7, PhyRate.WIDTH_160, 5180, 1000, -71, null))
                .as("flags of width say nothing of a legacy rate")
                .isEqualTo(rate.lost(7, 0, 5180, 1000, -71, null));
    }

    @Test
    void anAcknowledgementIsHeardWhereItsFrameIs() {
        for (int index = 0; index < 12; index++) {
            for (int signal = -110; signal < -30; signal++) {
                assertThat(rate.controlLost(index, 0, 2412, 14, signal, null))
                        .isLessThanOrEqualTo(rate.lost(index, 0, 2412, 24, signal, null));
            }
        }
    }
}
