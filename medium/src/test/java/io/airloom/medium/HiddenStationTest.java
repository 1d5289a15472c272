package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.airloom.ieee80211.PhyRate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Radios that do not all hear each other, on one channel, in the time of the test: who defers to
/// whom, and who is heard in spite of whom. At 5180 MHz and exponent 3 a preamble is sensed as far
/// as 69 m; frames have 12 Mb/s, which 90 m are not too far for.
class HiddenStationTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final int MBPS_12 = 2;
    private static final long SECOND = 1_000_000_000;

    // At 12 Mb/s in the band of 5 GHz, microseconds.
    private static final int SIFS = 16;
    private static final int SLOT = 9;
    private static final int DIFS = SIFS + 2 * SLOT;
    private static final int FRAME = 20 + 4 * ((22 + 8 * 1500 + 47) / 48);
    private static final int ACK = 20 + 4 * 3;
    private static final int TIMEOUT = SIFS + SLOT + 20;

    @BeforeAll
    static void printSeed() {
        System.out.println("HiddenStationTest: -Dairloom.seed=" + SEED);
    }

    /// Nodes so many metres along a line.
    private static World line(int flags, double... metres) {
        Map<String, Position> places = new HashMap<>();
        for (int i = 0; i < metres.length; i++) {
            places.put("n" + i, new Position(metres[i], 0, 0));
        }
        return new World(metres.length, SEED, places).at(MBPS_12, flags);
    }

    private static ChannelUse use(World world) {
        return world.air.channels().getFirst();
    }

    private static double lostShare(World world) {
        return (double) use(world).collisions() / use(world).tries();
    }

    // ---- hidden stations ------------------------------------------------------------------------

    /// Two stations that do not hear each other and always have something to send, second by second
    /// in steps of a microsecond, and as plainly as possible: how many of their frames arrive.
    ///
    /// They count down from a draw after DIFS, send, and wait for the acknowledgement. A frame
    /// arrives if the other one sent nothing meanwhile, and if it is silent when the
    /// acknowledgement begins; it hears the acknowledgement and waits for its end.
    private static double reference(SplittableRandom random, int seconds) {
        long[] idle = new long[2];
        long[] slots = new long[2];
        int[] window = {15, 15};
        int[] tries = new int[2];
        long[] sends = new long[2];
        boolean[] sending = new boolean[2];
        boolean[] spoilt = new boolean[2];
        long arrived = 0;
        for (int i = 0; i < 2; i++) {
            slots[i] = random.nextInt(16);
        }
        for (long now = 0; now < seconds * 1_000_000L; now++) {
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                if (!sending[i] && now >= idle[i] + DIFS + slots[i] * SLOT) {
                    sending[i] = true;
                    sends[i] = now;
                    spoilt[i] = sending[other] && now < sends[other] + FRAME;
                    spoilt[other] |= sending[other] && now <= sends[other] + FRAME + SIFS + SLOT;
                }
                if (!sending[i]) {
                    continue;
                }
                if (now == sends[i] + FRAME + SIFS + SLOT && !spoilt[i] && !sending[other]) {
                    long end = sends[i] + FRAME + SIFS + ACK;
                    long waited = (sends[i] + FRAME + SIFS - idle[other] - DIFS) / SLOT;
                    slots[other] -= Math.clamp(waited, 0, slots[other]);
                    idle[other] = end;
                }
                boolean over = spoilt[i] && now == sends[i] + FRAME + TIMEOUT;
                if (over || (!spoilt[i] && now == sends[i] + FRAME + SIFS + ACK)) {
                    tries[i]++;
                    boolean last = !spoilt[i] || tries[i] == 44;
                    arrived += spoilt[i] ? 0 : 1;
                    window[i] = last ? 15 : Math.min(1023, 2 * window[i] + 1);
                    tries[i] = last ? 0 : tries[i];
                    sending[i] = false;
                    idle[i] = now;
                    slots[i] = random.nextInt(window[i] + 1);
                }
            }
        }
        return (double) arrived / seconds;
    }

    private static World hidden(int flags) {
        World world = line(flags, 0, 60, -60);
        world.saturate(2, 20 * SECOND);
        return world;
    }

    private static double perSecond(World world) {
        return world.value(AirCounter.ACKNOWLEDGED) / 20.0;
    }

    @Test
    void twoHiddenStationsLoseWhatAPlainSimulationSays() {
        World world = hidden(0);
        double reckoned = reference(new SplittableRandom(SEED), 20);
        assertThat(perSecond(world) / reckoned).as("seed %d", SEED).isCloseTo(1, within(0.06));
        assertThat(lostShare(world)).as("seed %d", SEED).isGreaterThan(0.4);
    }

    @Test
    void requestsAndAnswersGiveThemBackMostOfIt() {
        World without = hidden(0);
        World with = hidden(PhyRate.RTS_CTS);
        assertThat(perSecond(with)).as("seed %d", SEED).isGreaterThan(1.3 * perSecond(without));
        assertThat(lostShare(with)).as("seed %d", SEED).isLessThan(0.2);
    }

    @Test
    void answersToThemselvesDoNotHelpWhoDoesNotHearThem() {
        assertThat(lostShare(hidden(PhyRate.CTS_TO_SELF))).as("seed %d", SEED).isGreaterThan(0.4);
    }

    // ---- far away, and near ---------------------------------------------------------------------

    @Test
    void twoCellsFarApartCarryTwiceAsMuchAsOne() {
        World one = line(0, 0, 10);
        one.saturate(5 * SECOND, new int[] {1, 0});
        World two = line(0, 0, 10, 2000, 2010);
        two.saturate(5 * SECOND, new int[] {1, 0}, new int[] {3, 2});
        double alone = one.acknowledged(1);
        assertThat(two.acknowledged(1) / alone).as("seed %d", SEED).isCloseTo(1, within(0.02));
        assertThat(two.acknowledged(3) / alone).as("seed %d", SEED).isCloseTo(1, within(0.02));
        assertThat(use(two).collisions()).isZero();
        assertThat(use(two).busyNanos()).as("what overlaps is counted once").isLessThan(5 * SECOND);
    }

    /// The receivers of both would hear them at once, and far from each other; but the senders hear
    /// each other.
    @Test
    void exposedStationsDeferThoughTheyNeedNot() {
        World one = line(0, 0, 55);
        one.saturate(10 * SECOND, new int[] {1, 0});
        World two = line(0, 0, 55, 75, 130);
        two.saturate(10 * SECOND, new int[] {1, 0}, new int[] {2, 3});
        double both = two.acknowledged(1) + two.acknowledged(2);
        assertThat(both / one.acknowledged(1)).as("seed %d", SEED).isBetween(0.85, 1.1);
        assertThat(two.acknowledged(1) / both).as("seed %d", SEED).isCloseTo(0.5, within(0.1));
    }

    @Test
    void aNearStationKeepsItsShareAndAHiddenFarOneStarves() {
        World alone = line(0, 0, 20);
        alone.saturate(10 * SECOND, new int[] {1, 0});
        World both = line(0, 0, 20, -65);
        both.saturate(2, 10 * SECOND);
        double near = both.acknowledged(1);
        assertThat(near / alone.acknowledged(1)).as("seed %d", SEED).isGreaterThan(0.95);
        assertThat(both.acknowledged(2) / near).as("seed %d", SEED).isLessThan(0.05);
    }

    @Test
    void ofTwoThatBeginTogetherTheStrongerOneIsHeard() {
        World world = line(0, 0, 5, 45);
        world.saturate(2, 10 * SECOND);
        long tries1 = world.air.figures().radios().get(1).total().tries();
        assertThat(tries1).as("the near one never tries again").isEqualTo(overOf(world, 1));
        assertThat(use(world).collisions()).as("seed %d", SEED).isPositive();
        assertThat(world.acknowledged(1)).isGreaterThan(world.acknowledged(2));
    }

    private static long overOf(World world, int node) {
        return world.guests.get(node).statuses.size();
    }

    @Test
    void sameSeedSameOutcome() {
        List<Object> outcome = outcome(7);
        assertThat(outcome(7)).isEqualTo(outcome);
        assertThat(outcome(8)).isNotEqualTo(outcome);
    }

    private static List<Object> outcome(long seed) {
        Map<String, Position> places =
                Map.of(
                        "n0",
                        new Position(0, 0, 0),
                        "n1",
                        new Position(60, 0, 0),
                        "n2",
                        new Position(0, 64, 0));
        World world = new World(3, seed, places).at(MBPS_12, PhyRate.RTS_CTS);
        world.saturate(2, SECOND);
        return List.of(world.nowNanos, world.acknowledged(1), world.acknowledged(2), use(world));
    }
}
