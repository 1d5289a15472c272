package io.airloom.hwsim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TxRatesTest {
    @Test
    void noneUsesNoLeg() {
        assertThat(TxRates.used(TxRates.NONE)).isZero();
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            assertThat(TxRates.index(TxRates.NONE, leg)).isEqualTo(-1);
            assertThat(TxRates.tries(TxRates.NONE, leg)).isZero();
        }
    }

    @Test
    void aLegIsChangedAloneWhereverItIs() {
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            long rates = TxRates.with(TxRates.NONE, leg, 127, 255);
            for (int other = 0; other < TxRates.LEGS; other++) {
                assertThat(TxRates.index(rates, other)).isEqualTo(other == leg ? 127 : -1);
                assertThat(TxRates.tries(rates, other)).isEqualTo(other == leg ? 255 : 0);
            }
            assertThat(TxRates.with(rates, leg, -1, 0)).isEqualTo(TxRates.NONE);
        }
    }

    @Test
    void legsAreUsedUpToTheFirstNegativeIndex() {
        long rates = TxRates.NONE;
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            rates = TxRates.with(rates, leg, 0, 1);
            assertThat(TxRates.used(rates)).isEqualTo(leg + 1);
        }
        assertThat(TxRates.used(TxRates.with(rates, 1, -128, 9))).isEqualTo(1);
    }

    @Test
    void flagsAreSixteenBitsALeg() {
        long flags = 0x8004_7003_6002_ffffL;
        assertThat(TxRates.flags(flags, 0)).isEqualTo(0xffff);
        assertThat(TxRates.flags(flags, 1)).isEqualTo(0x6002);
        assertThat(TxRates.flags(flags, 2)).isEqualTo(0x7003);
        assertThat(TxRates.flags(flags, 3)).isEqualTo(0x8004);
    }
}
