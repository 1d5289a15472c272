package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Radios that share a channel, on a clock of the test's own: what a try takes, who waits for whom,
/// and what is lost.
class ContentionTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final int MHZ = World.MHZ;
    private static final int AP = World.AP;
    private static final int LENGTH = World.LENGTH;

    // At 54 Mb/s in the band of 5 GHz: DIFS, 1500 octets with FCS, SIFS and an acknowledgement.
    private static final long DIFS_NANOS = 34_000;
    private static final long SLOT_NANOS = 9_000;
    private static final long EXCHANGE_NANOS = 244_000 + 16_000 + 28_000;

    @BeforeAll
    static void printSeed() {
        System.out.println("ContentionTest: -Dairloom.seed=" + SEED);
    }

    private static World near(int nodes) {
        return new World(nodes, SEED, Map.of());
    }

    @Test
    void aFrameOnAFreeChannelTakesItsTimeAndItsStatusComesAtTheEnd() {
        World world = near(2);
        long sent = world.nowNanos;
        world.send(1, world.frame(1, AP, LENGTH), 7);
        assertThat(world.air.nanosUntilArrival(sent)).isEqualTo(EXCHANGE_NANOS);
        world.nowNanos = sent + EXCHANGE_NANOS - 1;
        world.air.arrive(world.nowNanos);
        assertThat(world.guests.get(AP).receptions).isEmpty();
        assertThat(world.guests.get(1).statuses).isEmpty();
        world.air.arrive(sent + EXCHANGE_NANOS);
        assertThat(world.guests.get(AP).receptions)
                .containsExactly(new FakeReceiver.Reception(world.radios.get(AP), 7, -27, 7));
        assertThat(world.guests.get(1).statuses).hasSize(1);
        assertThat(world.guests.get(1).statuses.getFirst().acknowledged()).isTrue();
        assertThat(world.guests.get(1).statuses.getFirst().tries()).isEqualTo("7×1");
        assertThat(world.air.isCarrying()).isFalse();
    }

    @Test
    void aSecondFrameWaitsForTheFirstAndDrawsItsSlots() {
        World world = near(3);
        long sent = world.nowNanos;
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.nowNanos += SLOT_NANOS;
        world.send(2, world.frame(2, AP, LENGTH), 2);
        world.finish();
        assertThat(world.value(AirCounter.ACKNOWLEDGED)).isEqualTo(2);
        long slots = world.nowNanos - sent - 2 * EXCHANGE_NANOS - DIFS_NANOS;
        assertThat(slots % SLOT_NANOS).isZero();
        assertThat(slots / SLOT_NANOS).isBetween(0L, 15L);
    }

    @Test
    void whoBeginsWithinASlotOfAnotherOneHasNotHeardIt() {
        World world = near(3);
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.nowNanos += SLOT_NANOS - 1;
        world.send(2, world.frame(2, AP, LENGTH), 2);
        world.finish();
        assertThat(world.air.channels().getFirst().collisions()).isPositive().isEven();
        assertThat(world.value(AirCounter.ACKNOWLEDGED)).isEqualTo(2);
        assertThat(world.guests.get(1).statuses.getFirst().tries()).isNotEqualTo("7×1");
    }

    @Test
    void aSaturatedChannelCarriesWhatIsReckoned() {
        World world = near(2);
        long begun = world.nowNanos;
        world.saturate(1, 2_000_000_000);
        double cycle = DIFS_NANOS + 7.5 * SLOT_NANOS + EXCHANGE_NANOS;
        double frames = (world.nowNanos - begun) / cycle;
        assertThat(world.acknowledged(1) / frames).as("seed %d", SEED).isCloseTo(1, within(0.02));
        ChannelUse use = world.air.channels().getFirst();
        assertThat(use.freqMhz()).isEqualTo(MHZ);
        assertThat(use.collisions()).isZero();
        assertThat(use.busyNanos()).isEqualTo(use.tries() * EXCHANGE_NANOS);
        assertThat(world.air.figures().radios().get(1).airNanos()).isEqualTo(use.busyNanos());
    }

    /// Bianchi, Performance Analysis of the IEEE 802.11 Distributed Coordination Function (2000):
    /// what saturated radios achieve together, frames per second.
    private static double bianchi(int radios, long exchangeNanos) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double p = (low + high) / 2;
            double tau = 2 * (1 - 2 * p) / ((1 - 2 * p) * 17 + p * 16 * (1 - Math.pow(2 * p, 6)));
            if (1 - Math.pow(1 - tau, radios - 1) > p) {
                low = p;
            } else {
                high = p;
            }
        }
        double p = high;
        double tau = 2 * (1 - 2 * p) / ((1 - 2 * p) * 17 + p * 16 * (1 - Math.pow(2 * p, 6)));
        double some = 1 - Math.pow(1 - tau, radios);
        double success = radios * tau * Math.pow(1 - tau, radios - 1);
        double slot = (1 - some) * SLOT_NANOS + some * (exchangeNanos + DIFS_NANOS);
        return 1e9 * success / slot;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10, 20})
    void manyRadiosAchieveWhatBianchiSays(int radios) {
        World world = near(radios + 1);
        long begun = world.nowNanos;
        world.saturate(radios, 4_000_000_000L);
        double seconds = (world.nowNanos - begun) / 1e9;
        double perSecond = world.value(AirCounter.ACKNOWLEDGED) / seconds;
        assertThat(perSecond / bianchi(radios, EXCHANGE_NANOS))
                .as("seed %d", SEED)
                .isCloseTo(1, within(0.06));
    }

    @Test
    void radiosThatAreEquallyNearShareEqually() {
        World world = near(4);
        world.saturate(3, 6_000_000_000L);
        double mean = world.value(AirCounter.ACKNOWLEDGED) / 3.0;
        for (int node = 1; node <= 3; node++) {
            assertThat(world.acknowledged(node) / mean)
                    .as("seed %d", SEED)
                    .isCloseTo(1, within(0.1));
        }
    }

    @Test
    void aFarRadioIsSlowBecauseItsTriesTakeTime() {
        World near = near(2);
        near.saturate(1, 1_000_000_000);
        World far = new World(2, SEED, Map.of("n0", at(0), "n1", at(36)));
        far.saturate(1, 1_000_000_000);
        double tries = far.air.channels().getFirst().tries();
        assertThat(tries / far.acknowledged(1)).as("seed %d", SEED).isGreaterThan(1.5);
        assertThat(far.acknowledged(1)).isBetween(1L, near.acknowledged(1) * 2 / 3);
        assertThat(far.value(AirCounter.COPIES))
                .as("each frame once, though acknowledgements are lost")
                .isLessThanOrEqualTo(far.value(AirCounter.FRAMES));
    }

    private static Position at(double metres) {
        return new Position(metres, 0, 0);
    }

    @Test
    void whoIsOutOfRangeHearsNothing() {
        World world = new World(3, SEED, Map.of("n0", at(0), "n1", at(20), "n2", at(2000)));
        world.send(0, Frames.beacon(World.address(0), MHZ).leg(0, 0, 1, 0), 1);
        world.send(0, world.frame(0, 2, LENGTH), 2);
        world.finish();
        assertThat(world.guests.get(1).receptions).isNotEmpty();
        assertThat(world.guests.get(2).receptions).isEmpty();
        assertThat(world.guests.get(0).statuses.getLast().acknowledged()).isFalse();
        assertThat(world.guests.get(0).statuses.getLast().tries()).isEqualTo("7×11 7×11 7×11 7×11");
        assertThat(world.air.figures().links().getFirst().total().tries()).isEqualTo(44);
    }

    @Test
    void thePauseBeforeARetryGrows() {
        World world = new World(2, SEED, Map.of("n0", at(0), "n1", at(2000)));
        long begun = world.nowNanos;
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.finish();
        long pauses = world.nowNanos - begun - 44 * EXCHANGE_NANOS - 43 * DIFS_NANOS;
        double meanSlots = pauses / (double) SLOT_NANOS / 44;
        assertThat(meanSlots).as("seed %d", SEED).isBetween(250.0, 640.0);
    }

    @Test
    void channelsDoNotWaitForEachOther() {
        World world = near(2);
        for (int i = 0; i < 10; i++) {
            Transmission other =
                    Frames.transmission(
                            Frames.DATA,
                            MacAddress.BROADCAST,
                            World.address(1),
                            LENGTH,
                            MHZ + 20 * i);
            world.send(1, other.leg(0, 7, 1, 0), i);
        }
        world.nowNanos += 244_000;
        world.air.arrive(world.nowNanos);
        assertThat(world.guests.get(1).statuses).hasSize(10);
        assertThat(world.air.channels()).hasSize(10);
    }

    private static Transmission ofPriority(World world, int from, int tid) {
        Transmission frame = world.frame(from, AP, LENGTH);
        frame.frame().set(ValueLayout.JAVA_BYTE, 0, (byte) 0x88);
        frame.frame().set(ValueLayout.JAVA_BYTE, 24, (byte) tid);
        return frame.frame(frame.frame(), 0, LENGTH);
    }

    @Test
    void voiceGoesBeforeBackground() {
        World world = near(3);
        for (int i = 0; i < 60; i++) {
            world.send(1, ofPriority(world, 1, 1), i);
            world.send(2, ofPriority(world, 2, 6), 100 + i);
        }
        world.finish();
        List<Long> order =
                world.guests.get(AP).receptions.stream()
                        .map(FakeReceiver.Reception::cookie)
                        .toList();
        assertThat(order).hasSize(120);
        assertThat(order.subList(0, 60).stream().filter(cookie -> cookie >= 100).count())
                .as("seed %d", SEED)
                .isGreaterThan(52);
        assertThat(order.stream().filter(cookie -> cookie >= 100).toList()).isSorted();
    }

    @Test
    void sameSeedSameOutcome() {
        assertThat(outcome(7)).isEqualTo(outcome(7)).isNotEqualTo(outcome(8));
    }

    private static List<Object> outcome(long seed) {
        Map<String, Position> places = Map.of("n0", at(0), "n1", at(20), "n2", at(24));
        World world = new World(3, seed, places);
        world.saturate(2, 300_000_000);
        return List.of(
                world.nowNanos,
                world.guests.stream()
                        .map(g -> g.statuses.stream().map(s -> s.tries()).toList())
                        .toList(),
                world.air.channels());
    }

    @Test
    void whatMoreComesThanAQueueHoldsIsLostUntried() {
        World world = near(2);
        for (int i = 0; i <= Contention.PER_QUEUE; i++) {
            world.send(1, world.frame(1, AP, LENGTH), i);
        }
        assertThat(world.value(AirCounter.DROPPED_AIR_FULL)).isEqualTo(1);
        assertThat(world.guests.get(1).statuses)
                .extracting(FakeReceiver.Status::cookie, FakeReceiver.Status::tries)
                .containsExactly(tuple((long) Contention.PER_QUEUE, ""));
        world.send(1, Frames.beacon(World.address(1), MHZ), 99);
        assertThat(world.value(AirCounter.DROPPED_AIR_FULL)).as("another queue").isEqualTo(1);
        world.finish();
        assertThat(world.value(AirCounter.STATUSES)).isEqualTo(Contention.PER_QUEUE + 2);
    }

    @Test
    void frequenciesAndRadiosAreBounded() {
        World world = near(2);
        for (int i = 0; i < Contention.PER_RADIO + 10; i++) {
            Transmission frame = Frames.beacon(World.address(1), 5000 + i).leg(0, 0, 1, 0);
            world.send(1, frame, i);
        }
        assertThat(world.value(AirCounter.DROPPED_AIR_FULL))
                .isEqualTo(Contention.PER_RADIO + 10 - Contention.MAX_CHANNELS);
        world.finish();
        world.send(1, Frames.beacon(World.address(1), 6500).leg(0, 0, 1, 0), 1);
        world.finish();
        assertThat(world.air.channels()).hasSize(Contention.MAX_CHANNELS);
        assertThat(world.guests.get(1).statuses).hasSize(Contention.PER_RADIO + 11);
    }

    @Test
    void framesGoWithTheirSender() {
        World world = near(3);
        for (int i = 0; i < 5; i++) {
            world.send(1, world.frame(1, AP, LENGTH), i);
            world.send(2, world.frame(2, AP, LENGTH), 10 + i);
        }
        world.air.leave(world.radios.get(1));
        world.finish();
        assertThat(world.value(AirCounter.DROPPED_SENDER_GONE)).isEqualTo(5);
        assertThat(world.acknowledged(2)).isEqualTo(5);
        assertThat(world.guests.get(1).statuses).isEmpty();
    }

    @Test
    void aDelayComesBehindTheChannel() {
        World world = new World(2, SEED, Map.of(), Duration.ofMillis(1));
        long sent = world.nowNanos;
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.air.arrive(sent + EXCHANGE_NANOS);
        assertThat(world.guests.get(1).statuses).hasSize(1);
        assertThat(world.guests.get(AP).receptions).isEmpty();
        assertThat(world.air.nanosUntilArrival(sent + EXCHANGE_NANOS)).isEqualTo(1_000_000);
        world.air.arrive(sent + EXCHANGE_NANOS + 1_000_000);
        assertThat(world.guests.get(AP).receptions).hasSize(1);
    }

    @Test
    void whateverHappensEachFrameIsAnsweredOnceAndThingsStayInOrder() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 20; round++) {
            Map<String, Position> places =
                    Map.of("n0", at(0), "n1", at(random.nextInt(40)), "n2", at(90));
            World world = new World(4, random.nextLong(), places);
            int[] sent = new int[4];
            long begun = world.nowNanos;
            for (int i = 0; i < 400; i++) {
                int from = random.nextInt(4);
                int to = random.nextInt(4);
                boolean group = to == from;
                Transmission frame =
                        group
                                ? Frames.beacon(World.address(from), MHZ)
                                : world.frame(from, to, random.nextInt(10, 2304));
                for (int leg = 0; leg < 4; leg++) {
                    frame.leg(leg, random.nextInt(-1, 9), random.nextInt(4), 0);
                }
                world.send(from, frame, sent[from]++);
                world.goOn(world.nowNanos + random.nextInt(600_000));
                world.nowNanos += random.nextInt(200_000);
                world.air.arrive(world.nowNanos);
            }
            world.finish();
            for (int node = 0; node < 4; node++) {
                assertThat(world.guests.get(node).statuses.stream().map(s -> s.cookie()))
                        .as("seed %d", SEED)
                        .doesNotHaveDuplicates()
                        .hasSize(sent[node]);
            }
            ChannelUse use = world.air.channels().getFirst();
            assertThat(use.busyNanos()).isLessThanOrEqualTo(world.nowNanos - begun);
            assertThat(world.air.isCarrying()).isFalse();
            long judged =
                    world.value(AirCounter.ACKNOWLEDGED)
                            + world.value(AirCounter.NOT_ACKNOWLEDGED)
                            + world.value(AirCounter.NO_ACK_EXPECTED);
            assertThat(judged).as("seed %d", SEED).isEqualTo(400);
        }
    }
}
