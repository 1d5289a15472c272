package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelTest {
    @ParameterizedTest
    @CsvSource({
        "2412, 1, GHZ_2_4",
        "2472, 13, GHZ_2_4",
        "2484, 14, GHZ_2_4",
        "4920, 184, GHZ_5",
        "5180, 36, GHZ_5",
        "5825, 165, GHZ_5",
        "5885, 177, GHZ_5",
        "5935, 2, GHZ_6",
        "5955, 1, GHZ_6",
        "7115, 233, GHZ_6",
        "58320, 1, GHZ_60",
        "69120, 6, GHZ_60"
    })
    void knowsTheChannelsOfEachBand(int freqMhz, int number, Band band) {
        assertThat(Channel.number(freqMhz)).isEqualTo(number);
        assertThat(Band.of(freqMhz)).isEqualTo(band);
        assertThat(Channel.freqMhz(band, number)).isEqualTo(freqMhz);
    }

    @Test
    void whatIsBetweenChannelsIsNone() {
        for (int freqMhz : new int[] {-5, 0, 900, 2_411, 2_407, 2_477, 5_181, 5_950, 7_126}) {
            assertThat(Channel.number(freqMhz)).as("%d MHz", freqMhz).isEqualTo(Channel.NONE);
        }
        assertThat(Channel.text(5_181)).isEqualTo("5181 MHz");
        assertThat(Channel.text(5_180)).isEqualTo("ch 36");
    }

    @Test
    void everyChannelLeadsBackToItself() {
        for (Band band : Band.values()) {
            for (int number = -1; number < 260; number++) {
                int freqMhz = Channel.freqMhz(band, number);
                if (freqMhz != 0 && Band.of(freqMhz) == band) {
                    assertThat(Channel.number(freqMhz)).isEqualTo(number);
                }
            }
        }
    }
}
