package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.PhyRate;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Exchanges on one channel, to the nanosecond: what a try that fails takes, who waits for whom,
/// and how long. At 5180 MHz and exponent 3 a preamble is sensed as far as 69 m.
class CarrierSenseTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final int AP = World.AP;
    private static final int LENGTH = World.LENGTH;
    private static final int MBPS_12 = 2;

    // At 12 Mb/s in the band of 5 GHz.
    private static final long SIFS = 16_000;
    private static final long SLOT = 9_000;
    private static final long DIFS = SIFS + 2 * SLOT;
    private static final long FRAME = 1_024_000;
    private static final long ACK = 32_000;
    private static final long CTS = ACK;
    private static final long RTS = 36_000;
    private static final long TIMEOUT = SIFS + SLOT + 20_000;
    private static final long EXCHANGE = FRAME + SIFS + ACK;

    @BeforeAll
    static void printSeed() {
        System.out.println("CarrierSenseTest: -Dairloom.seed=" + SEED);
    }

    private static World line(int flags, double... metres) {
        Map<String, Position> places = new HashMap<>();
        for (int i = 0; i < metres.length; i++) {
            places.put("n" + i, new Position(metres[i], 0, 0));
        }
        return new World(metres.length, SEED, places).at(MBPS_12, flags);
    }

    private static Transmission once(World world, int from, int to) {
        Transmission frame = world.frame(from, to, LENGTH);
        return frame.leg(0, MBPS_12, 1, frame.rateFlags(0)).leg(1, -1, 0, 0);
    }

    private static FakeReceiver.Status only(World world, int node) {
        assertThat(world.guests.get(node).statuses).hasSize(1);
        return world.guests.get(node).statuses.getFirst();
    }

    /// How long it takes until nothing is left.
    private static long toTheEnd(World world) {
        long begun = world.nowNanos;
        world.finish();
        return world.nowNanos - begun;
    }

    // ---- what an exchange takes -----------------------------------------------------------------

    @Test
    void aTryThatNobodyAnswersTakesUntilItsTimeout() {
        World world = line(0, 0, 2000);
        world.send(1, once(world, 1, AP), 1);
        world.air.arrive(world.nowNanos + FRAME + TIMEOUT - 1);
        assertThat(world.guests.get(1).statuses).isEmpty();
        world.air.arrive(world.nowNanos + FRAME + TIMEOUT);
        assertThat(only(world, 1).acknowledged()).isFalse();
        assertThat(world.air.channels().getFirst().collisions()).isZero();
    }

    @Test
    void aRequestThatNobodyAnswersCostsNoMoreThanItself() {
        World world = line(PhyRate.RTS_CTS, 0, 2000);
        world.send(1, once(world, 1, AP), 1);
        assertThat(toTheEnd(world)).isEqualTo(RTS + TIMEOUT);
        assertThat(only(world, 1).tries()).isEqualTo("2×1");
    }

    @Test
    void protectionComesBeforeTheFrame() {
        World with = line(PhyRate.RTS_CTS, 0, 10);
        with.send(1, with.frame(1, AP, LENGTH), 1);
        assertThat(toTheEnd(with)).isEqualTo(RTS + SIFS + CTS + SIFS + EXCHANGE);
        assertThat(only(with, 1).acknowledged()).isTrue();
        World self = line(PhyRate.CTS_TO_SELF, 0, 10);
        self.send(1, self.frame(1, AP, LENGTH), 1);
        assertThat(toTheEnd(self)).isEqualTo(CTS + SIFS + EXCHANGE);
    }

    @Test
    void whoSendsToManyAsksNobody() {
        World world = line(PhyRate.RTS_CTS, 0, 10);
        Transmission frame =
                Frames.transmission(
                        Frames.DATA, MacAddress.BROADCAST, World.address(1), LENGTH, World.MHZ);
        world.send(1, frame.leg(0, MBPS_12, 1, PhyRate.RTS_CTS).leg(1, -1, 0, 0), 1);
        assertThat(toTheEnd(world)).isEqualTo(FRAME);
        assertThat(world.guests.get(AP).receptions).hasSize(1);
    }

    // ---- who waits for whom ---------------------------------------------------------------------

    /// n1 begins, and some time later n2 has a frame, too, both for n0 between them.
    private static World oneAfterTheOther(int flags, double place2, long laterNanos) {
        World world = line(flags, 0, 60, place2);
        long begun = world.nowNanos;
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.goOn(begun + laterNanos);
        world.nowNanos = begun + laterNanos;
        world.air.arrive(world.nowNanos);
        world.send(2, world.frame(2, AP, LENGTH), 2);
        world.finish();
        assertThat(world.value(AirCounter.ACKNOWLEDGED)).isEqualTo(2);
        return world;
    }

    /// Both were tried once; the second one came DIFS and some slots behind the first one.
    private static void assertInOrder(World world, long took, long first, long second) {
        assertThat(only(world, 1).tries()).isEqualTo("2×1");
        assertThat(only(world, 2).tries()).isEqualTo("2×1");
        long slots = took - first - DIFS - second;
        assertThat(slots % SLOT).isZero();
        assertThat(slots / SLOT).isBetween(0L, 15L);
    }

    @Test
    void whoHearsTheSenderWaits() {
        World world = oneAfterTheOther(0, 20, 200_000);
        assertInOrder(world, world.nowNanos - 1_000_000_000, EXCHANGE, EXCHANGE);
    }

    @Test
    void whoDoesNotHearTheSenderSpoilsItsFrame() {
        World world = oneAfterTheOther(0, -60, 200_000);
        assertThat(only(world, 1).tries()).isNotEqualTo("2×1");
        assertThat(only(world, 2).tries()).isNotEqualTo("2×1");
        assertThat(world.air.channels().getFirst().collisions()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void whoHearsTheAnswerToTheRequestWaitsForTheWholeExchange() {
        long all = RTS + SIFS + CTS + SIFS + EXCHANGE;
        World world = oneAfterTheOther(PhyRate.RTS_CTS, -60, 200_000);
        assertInOrder(world, world.nowNanos - 1_000_000_000, all, all);
    }

    @Test
    void whoHadAFrameBeforeThatWaits() {
        long all = RTS + SIFS + CTS + SIFS + EXCHANGE;
        World world = oneAfterTheOther(PhyRate.RTS_CTS, -60, RTS + SIFS + SLOT + 1_000);
        assertInOrder(world, world.nowNanos - 1_000_000_000, all, all);
    }

    @Test
    void whoHearsOnlyTheAcknowledgementWaitsForItsEnd() {
        World world = oneAfterTheOther(0, -60, FRAME + SIFS + SLOT);
        assertInOrder(world, world.nowNanos - 1_000_000_000, EXCHANGE, EXCHANGE);
    }

    @Test
    void whoComesRightAfterAnExchangeWaitsAsLongAsEverybody() {
        World world = oneAfterTheOther(0, 20, EXCHANGE + 5_000);
        assertThat(world.nowNanos - 1_000_000_000).isEqualTo(2 * EXCHANGE + DIFS);
    }

    /// 90 metres apart nobody senses anybody. But who receives does not send.
    @Test
    void whoReceivesDoesNotSendHoweverWeakItIs() {
        World world = line(0, 0, 90).at(0, 0);
        long begun = world.nowNanos;
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.goOn(begun + 300_000);
        world.nowNanos = begun + 300_000;
        world.air.arrive(world.nowNanos);
        world.send(AP, world.frame(AP, 1, LENGTH), 2);
        world.finish();
        assertThat(only(world, 1).acknowledged()).isTrue();
        assertThat(only(world, AP).acknowledged()).isTrue();
        assertThat(world.air.channels().getFirst().collisions()).isZero();
    }

    @Test
    void aRadioSendsOneThingAtATime() {
        World world = line(0, 0, 10);
        for (int i = 0; i < 50; i++) {
            Transmission voice = world.frame(1, AP, LENGTH);
            voice.frame().set(ValueLayout.JAVA_BYTE, 0, (byte) 0x88);
            voice.frame().set(ValueLayout.JAVA_BYTE, 24, (byte) 6);
            world.send(1, voice.frame(voice.frame(), 0, LENGTH), i);
            world.send(1, world.frame(1, AP, LENGTH), 100 + i);
        }
        world.finish();
        ChannelUse use = world.air.channels().getFirst();
        assertThat(use.collisions()).isZero();
        assertThat(use.tries()).isEqualTo(100);
        assertThat(use.busyNanos()).isEqualTo(100 * EXCHANGE);
    }

    @Test
    void whoLeavesWhileItSendsSpoilsNothingMore() {
        World world = line(0, 0, 60, -60);
        world.send(1, world.frame(1, AP, LENGTH), 1);
        world.nowNanos += 200_000;
        world.air.arrive(world.nowNanos);
        world.send(2, world.frame(2, AP, LENGTH), 2);
        world.nowNanos += 100_000;
        world.air.arrive(world.nowNanos);
        world.air.leave(world.radios.get(1));
        world.finish();
        assertThat(only(world, 2).tries()).isEqualTo("2×1");
        assertThat(world.guests.get(1).statuses).isEmpty();
        assertThat(world.value(AirCounter.DROPPED_SENDER_GONE)).isEqualTo(1);
    }

    @Test
    void aFrameForManyIsLostForThoseWhoHearAnotherOne() {
        World world = line(0, 0, 60, -60, 70);
        Transmission beacon = Frames.beacon(World.address(1), World.MHZ).leg(0, MBPS_12, 1, 0);
        world.send(2, world.frame(2, AP, LENGTH), 2);
        world.nowNanos += 200_000;
        world.air.arrive(world.nowNanos);
        world.send(1, beacon.leg(1, -1, 0, 0), 1);
        world.finish();
        assertThat(world.guests.get(3).receptions)
                .as("ten metres from one, 130 from the other")
                .anyMatch(reception -> reception.cookie() == 1);
        assertThat(world.guests.get(AP).receptions)
                .as("between the two")
                .noneMatch(reception -> reception.cookie() == 1);
    }

    // ---- whatever happens -----------------------------------------------------------------------

    @Test
    void whoeverMovesLeavesFloodsOrShoutsEachFrameIsAnsweredOnce() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 12; round++) {
            World world = new World(6, random.nextLong(), Map.of());
            long[] sent = new long[6];
            long begun = world.nowNanos;
            for (int i = 0; i < 500; i++) {
                int from = random.nextInt(5);
                shake(world, random);
                Transmission frame = anyFrame(world, random, from);
                world.send(from, frame, sent[from]++);
                world.goOn(world.nowNanos + random.nextInt(400_000));
                world.nowNanos += random.nextInt(50_000);
                world.air.arrive(world.nowNanos);
            }
            world.send(5, world.frame(5, 0, LENGTH), 0);
            world.air.leave(world.radios.get(5));
            world.finish();
            for (int node = 0; node < 5; node++) {
                assertThat(world.guests.get(node).statuses.stream().map(s -> s.cookie()))
                        .as("seed %d", SEED)
                        .doesNotHaveDuplicates()
                        .hasSize((int) sent[node]);
            }
            assertThat(world.air.isCarrying()).isFalse();
            ChannelUse use = world.air.channels().getFirst();
            assertThat(use.busyNanos()).isBetween(1L, world.nowNanos - begun);
            assertThat(use.collisions()).isLessThanOrEqualTo(use.tries());
            assertThat(Arrays.stream(sent).sum()).isEqualTo(500);
        }
    }

    private static void shake(World world, SplittableRandom random) {
        String node = "n" + random.nextInt(6);
        switch (random.nextInt(8)) {
            case 0 -> world.air.place(node, new Position(random.nextInt(300), 0, 0));
            case 1 -> world.air.links().power(node, random.nextInt(-60, 60));
            case 2 -> world.air.links().up(node, "n0", random.nextBoolean());
            case 3 -> world.air.links().signal(node, "n1", random.nextInt(-110, -1));
            default -> {}
        }
    }

    private static Transmission anyFrame(World world, SplittableRandom random, int from) {
        int to = random.nextInt(6);
        Transmission frame =
                to == from
                        ? Frames.beacon(World.address(from), World.MHZ)
                        : world.frame(from, to, random.nextInt(10, 2304));
        for (int leg = 0; leg < Transmission.LEGS; leg++) {
            frame.leg(leg, random.nextInt(-1, 9), random.nextInt(4), random.nextInt(1 << 11));
        }
        return frame;
    }
}
