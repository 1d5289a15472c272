package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What several PPDUs at once are to a receiver.
class InterferenceTest {
    private static final int NOISE_DBM = -92;

    private final Air nowhere = new Air();
    private final List<Radio> radios =
            List.of(radio("receiver"), radio("sender"), radio("other"), radio("third"));
    private final int[] dbm = new int[4];
    private final ErrorRate rate = new ErrorRate(9);
    private final Interference interference = new Interference();
    private final OnAir air =
            new OnAir(
                    5180,
                    new OnAir.Signals() {
                        @Override
                        public int dbm(Transmission carrier, Radio from, Radio to) {
                            return dbm[radios.indexOf(from)];
                        }

                        @Override
                        public int noiseDbm() {
                            return NOISE_DBM;
                        }
                    });

    private Radio radio(String name) {
        return nowhere.join(name, 1, new FakeReceiver(nowhere));
    }

    private Ppdu send(int radio, long from, long to) {
        return air.add(from).set(Ppdu.Kind.FRAME, radios.get(radio), 0, from, to, to);
    }

    private boolean gather(Ppdu ppdu) {
        interference.during(air, ppdu);
        return interference.gather(radios.getFirst(), dbm[1]);
    }

    private double lost(int octets) {
        return rate.lost(2, 0, 5180, octets, dbm[1], interference);
    }

    @Test
    void nobodyElseIsNoInterference() {
        Ppdu ppdu = send(1, 0, 1_000_000);
        send(2, 1_000_000, 2_000_000);
        assertThat(gather(ppdu)).as("one right after the other").isFalse();
    }

    @Test
    void halfOfTheTimeIsHalfOfTheErrors() {
        dbm[1] = -85;
        dbm[2] = -90;
        Ppdu ppdu = send(1, 0, 1_000_000);
        send(2, 500_000, 1_200_000);
        assertThat(gather(ppdu)).isTrue();
        double half = lost(300);
        double clean = rate.lost(2, 0, 5180, 300, -85, null);
        air.add(0).set(Ppdu.Kind.FRAME, radios.get(2), 0, -100, 500_000, 500_000);
        assertThat(gather(ppdu)).isTrue();
        double whole = lost(300);
        assertThat(whole).isBetween(0.05, 0.95);
        assertThat(half).isCloseTo(1 - Math.sqrt((1 - clean) * (1 - whole)), within(1e-3));
    }

    @Test
    void powersAddUp() {
        dbm[1] = -84;
        dbm[2] = -93;
        dbm[3] = -93;
        Ppdu ppdu = send(1, 0, 1_000_000);
        send(2, 0, 1_000_000);
        gather(ppdu);
        double one = lost(300);
        send(3, 0, 1_000_000);
        gather(ppdu);
        double two = lost(300);
        assertThat(two).isGreaterThan(one);
        assertThat(interference.milliwattsIn(0))
                .isCloseTo(2 * Interference.milliwatts(-93), within(1e-15));
    }

    @Test
    void aReceiverFollowsTheStrongestOfThoseThatBeginTogether() {
        dbm[1] = -60;
        dbm[2] = -60;
        Ppdu ppdu = send(1, 0, 1_000_000);
        Ppdu other = send(2, 5_000, 1_000_000);
        gather(ppdu);
        assertThat(interference.isMissed()).as("neither of two that are equal").isTrue();
        dbm[1] = -59;
        gather(ppdu);
        assertThat(interference.isMissed()).isFalse();
        gather(other);
        interference.during(air, other);
        interference.gather(radios.getFirst(), -60);
        assertThat(interference.isMissed()).as("the weaker one").isTrue();
    }

    @Test
    void laterItGivesUpOneOnlyForAMuchStrongerOne() {
        dbm[1] = -60;
        dbm[2] = -69;
        send(2, 0, 1_000_000);
        Ppdu later = send(1, 100_000, 1_000_000);
        gather(later);
        assertThat(interference.isMissed()).isTrue();
        dbm[1] = -59;
        gather(later);
        assertThat(interference.isMissed()).isFalse();
        dbm[1] = -80;
        dbm[2] = -83;
        gather(later);
        assertThat(interference.isMissed()).as("it never noticed the first one").isFalse();
    }

    @Test
    void whoSendsHearsNothing() {
        dbm[1] = -30;
        Ppdu ppdu = send(1, 0, 1_000_000);
        send(0, 999_999, 1_000_100);
        assertThat(gather(ppdu)).isTrue();
        assertThat(lost(10)).isEqualTo(1);
    }

    @Test
    void hundredsAtOnceAreSummedUp() {
        dbm[1] = -60;
        dbm[2] = -100;
        Ppdu ppdu = send(1, 0, 1_000_000);
        for (int i = 0; i < 300; i++) {
            send(2, i * 1000L, i * 1000L + 900_000);
        }
        assertThat(gather(ppdu)).isTrue();
        double most = 0;
        for (int i = 0; i < interference.pieces(); i++) {
            most = Math.max(most, interference.milliwattsIn(i));
        }
        assertThat(most).isCloseTo(300 * Interference.milliwatts(-100), within(1e-9));
    }

    @Test
    void whatIsOverIsForgottenAndWhatWasReservedIsNot() {
        Ppdu ppdu = air.add(0).set(Ppdu.Kind.CTS, radios.get(1), 0, 0, 30_000, 2_000_000);
        air.add(1_900_000).set(Ppdu.Kind.FRAME, radios.get(2), 0, 1_900_000, 1_950_000, 1_950_000);
        assertThat(air.at(0)).isSameAs(ppdu);
        air.add(2_200_000).set(Ppdu.Kind.FRAME, radios.get(2), 0, 2_200_000, 2_300_000, 2_300_000);
        assertThat(air.size()).isEqualTo(1);
    }

    @Test
    void whatIsRememberedIsBounded() {
        send(1, 0, 1_000_000_000);
        for (int i = 0; i < 5000; i++) {
            send(2, i * 1000L, i * 1000L + 1000);
        }
        assertThat(air.size()).isBetween(100, 600);
        assertThat(air.at(0).endNanos()).as("what is still sent").isEqualTo(1_000_000_000);
    }
}
