package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AirtimeTest {
    private static final int ON_2_4 = 2412;
    private static final int ON_5 = 5180;

    @ParameterizedTest(name = "index {0}, {1} octets: {2} µs")
    @CsvSource({"7, 1496, 244", "0, 1496, 2024", "4, 1496, 524", "7, 24, 28", "0, 10, 44"})
    void aFrameOfOfdmIsAPreambleAndWholeSymbols(int index, int octets, int micros) {
        assertThat(Airtime.frameMicros(index, 0, ON_5, octets)).isEqualTo(micros);
        assertThat(Airtime.frameMicros(index + 4, 0, ON_2_4, octets))
                .as("with the signal extension")
                .isEqualTo(micros + 6);
    }

    @Test
    void theFormulaOfTheStandardHoldsForEveryLengthAt54MegabitsASecond() {
        for (int octets = 1; octets < 2304; octets++) {
            int symbols = (int) Math.ceil((16 + 8 * (octets + 4) + 6) / 216.0);
            assertThat(Airtime.frameMicros(7, 0, ON_5, octets)).isEqualTo(20 + 4 * symbols);
        }
    }

    @ParameterizedTest(name = "index {0}, flags {1}: {2} µs")
    @CsvSource({"0, 0, 992", "0, 4, 992", "1, 0, 592", "1, 4, 496", "2, 0, 338", "3, 4, 169"})
    void the802Dot11bRatesHaveALongOrAShortPreamble(int index, int flags, int micros) {
        assertThat(Airtime.frameMicros(index, flags, ON_2_4, 96)).isEqualTo(micros);
    }

    @Test
    void anAcknowledgementTakesWhatTheStandardSays() {
        assertThat(Airtime.answerMicros(7, 0, ON_5)).as("24 Mb/s").isEqualTo(16 + 28);
        assertThat(Airtime.answerMicros(2, 0, ON_5)).as("12 Mb/s").isEqualTo(16 + 32);
        assertThat(Airtime.answerMicros(1, 0, ON_5)).as("6 Mb/s").isEqualTo(16 + 44);
        assertThat(Airtime.answerMicros(11, 0, ON_2_4)).isEqualTo(10 + 28 + 6);
        assertThat(Airtime.answerMicros(0, 0, ON_2_4)).as("1 Mb/s").isEqualTo(10 + 192 + 112);
        assertThat(Airtime.answerMicros(3, PhyRate.SHORT_PREAMBLE, ON_2_4))
                .as("11 Mb/s")
                .isEqualTo(10 + 96 + 11);
    }

    @Test
    void aRequestIsLongerThanItsAnswerAndWhoMissesOneKnowsThatSoon() {
        assertThat(Airtime.rtsMicros(7, 0, ON_5)).isEqualTo(28);
        assertThat(Airtime.rtsMicros(1, 0, ON_5)).as("6 Mb/s").isEqualTo(52);
        assertThat(Airtime.ackMicros(1, 0, ON_5)).as("6 Mb/s").isEqualTo(44);
        assertThat(Airtime.timeoutMicros(7, 0, ON_5)).isEqualTo(16 + 9 + 20);
        assertThat(Airtime.timeoutMicros(0, 0, ON_2_4)).isEqualTo(10 + 9 + 192);
        assertThat(Airtime.timeoutMicros(3, PhyRate.SHORT_PREAMBLE, ON_2_4)).isEqualTo(10 + 9 + 96);
    }

    @Test
    void aFrameOfHtHasATrainingSymbolForEachStream() {
        int bits = 22 + 8 * 1500;
        int one = (int) Math.ceil(bits / 260.0);
        assertThat(Airtime.frameMicros(7, PhyRate.HT_MCS, ON_5, 1496)).isEqualTo(36 + 4 * one);
        int two = (int) Math.ceil(bits / 1080.0);
        int wide = PhyRate.HT_MCS | PhyRate.WIDTH_40;
        assertThat(Airtime.frameMicros(15, wide, ON_5, 1496)).isEqualTo(40 + 4 * two);
        int shortGi = wide | PhyRate.SHORT_GI;
        assertThat(Airtime.frameMicros(15, shortGi, ON_5, 1496))
                .isEqualTo(40 + 4 * (int) Math.ceil(two * 3.6 / 4));
    }

    @Test
    void aFrameOfVhtHasOneMoreSymbolInItsPreamble() {
        int bits = 22 + 8 * 1500;
        int symbols = (int) Math.ceil(bits / (2 * 234 * 40 / 6.0));
        int flags = PhyRate.VHT_MCS | PhyRate.WIDTH_80;
        assertThat(Airtime.frameMicros(0x19, flags, ON_5, 1496)).isEqualTo(44 + 4 * symbols);
    }

    @Test
    void noRateAtAllIsTheLowestOfTheBand() {
        assertThat(Airtime.frameMicros(-1, 0, ON_2_4, 96)).isEqualTo(992);
        assertThat(Airtime.frameMicros(-1, PhyRate.VHT_MCS, ON_5, 96))
                .isEqualTo(Airtime.frameMicros(0, 0, ON_5, 96));
        assertThat(Airtime.frameMicros(77, PhyRate.HT_MCS, ON_5, 96))
                .isEqualTo(Airtime.frameMicros(0, 0, ON_5, 96));
        assertThat(Modulation.of(-1, PhyRate.HT_MCS, ON_5)).isEqualTo(Modulation.BPSK_1_2);
    }

    @Test
    void noHostileRateTakesForEverOrNoTime() {
        for (int index = -128; index < 128; index += 7) {
            for (int flags = 0; flags < 1 << 11; flags++) {
                for (int freqMhz : new int[] {0, 2412, 5180, -1}) {
                    int micros = Airtime.frameMicros(index, flags, freqMhz, 2304);
                    assertThat(micros).isBetween(30, 20_000);
                    assertThat(Airtime.answerMicros(index, flags, freqMhz)).isBetween(30, 400);
                    assertThat(Airtime.rtsMicros(index, flags, freqMhz)).isBetween(20, 400);
                    assertThat(Airtime.timeoutMicros(index, flags, freqMhz)).isBetween(30, 300);
                }
            }
        }
    }
}
