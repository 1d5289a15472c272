package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An air with a delay: what comes later, what does not, and what is bounded.
///
/// A little over 400 lines: one case beside the other, all with the same air and clock.
class DelayTest {
    private static final long AP = 0x0200_0000_0100L;
    private static final long STA = 0x0200_0000_0200L;
    private static final long DELAY = Duration.ofMillis(300).toNanos();

    private final Air air =
            new Air(new IdealPropagation(), Duration.ofNanos(DELAY), Air.USUAL_SEED);
    private final FakeReceiver apGuest = new FakeReceiver(air);
    private final FakeReceiver staGuest = new FakeReceiver(air);
    private final Radio ap = air.join("ap1", 1, apGuest);
    private final Radio sta = air.join("sta1", 2, staGuest);

    private void send(Radio from, Transmission transmission, long atNanos, long cookie) {
        boolean ackExpected = !MacAddress.isGroup(transmission.receiverAddress());
        transmission.sent(transmission.freqMhz(), ackExpected, atNanos).marked(0, cookie);
        air.transmit(from, transmission);
    }

    /// Both are known to be on the channel, and nothing is on its way at time 0.
    private void associate() {
        air.addressAdded(ap, AP);
        air.addressAdded(sta, STA);
        send(ap, Frames.beacon(AP, 2412), -DELAY, 0);
        send(sta, Frames.data(AP, STA, 2412), -DELAY, 0);
        air.arrive(0);
        for (FakeReceiver guest : List.of(apGuest, staGuest)) {
            guest.receptions.clear();
            guest.statuses.clear();
        }
    }

    private long value(AirCounter counter) {
        return air.counters().value(counter);
    }

    @Test
    void aFrameArrivesAfterTheDelayAndItsStatusComesAtOnce() {
        associate();
        assertThat(air.nanosUntilArrival(5)).isEqualTo(Long.MAX_VALUE);
        send(ap, Frames.data(STA, AP, 2412), 10, 7);

        assertThat(apGuest.statuses).hasSize(1);
        assertThat(apGuest.statuses.getFirst().acknowledged()).isTrue();
        assertThat(air.nanosUntilArrival(15)).isEqualTo(DELAY - 5);
        air.arrive(10 + DELAY - 1);
        assertThat(staGuest.receptions).isEmpty();
        air.arrive(10 + DELAY);
        assertThat(staGuest.receptions).extracting(FakeReceiver.Reception::cookie).contains(7L);
        air.arrive(10 + 9 * DELAY);
        assertThat(staGuest.receptions).hasSize(1);
        assertThat(apGuest.statuses).hasSize(1);
    }

    @Test
    void aFrameThatIsSeenLongAfterAnAnnouncementIsNotOnItsWayForLess() {
        associate();
        long seen = Duration.ofMillis(12).toNanos();
        air.sees(() -> seen);
        send(ap, Frames.data(STA, AP, 2412), 10, 7);

        assertThat(air.nanosUntilArrival(seen)).isEqualTo(DELAY);
        air.arrive(seen + DELAY - 1);
        assertThat(staGuest.receptions).isEmpty();
        air.arrive(seen + DELAY);
        assertThat(staGuest.receptions).hasSize(1);
    }

    @Test
    void nobodyAcknowledgesForOneWhoIsNotThere() {
        associate();
        send(ap, Frames.data(STA, AP, 5180), 0, 1);
        air.leave(sta);
        send(ap, Frames.data(STA, AP, 2412), 0, 2);

        assertThat(apGuest.statuses)
                .extracting(FakeReceiver.Status::acknowledged)
                .containsExactly(false, false);
        assertThat(apGuest.statuses.getLast().tries()).isEqualTo("0×3 1×4 2×5 3×6");
        assertThat(value(AirCounter.NOT_ACKNOWLEDGED)).isEqualTo(2);
    }

    @Test
    void whoHearsIsDecidedWhenTheFrameArrives() {
        associate();
        send(ap, Frames.data(STA, AP, 2412), 0, 1);
        send(sta, Frames.beacon(STA, 5180), 1, 2);
        FakeReceiver late = new FakeReceiver(air);
        air.join("late", 3, late);
        air.arrive(2 + DELAY);

        assertThat(staGuest.receptions).as("it has changed the channel").isEmpty();
        assertThat(late.receptions)
                .extracting(FakeReceiver.Reception::cookie)
                .containsExactly(1L, 2L);
        assertThat(value(AirCounter.ACKNOWLEDGED)).as("of the two before").isEqualTo(2);
    }

    @Test
    void aFrameGoesWithItsSender() {
        associate();
        long copies = value(AirCounter.COPIES);
        send(ap, Frames.beacon(AP, 2412), 0, 1);
        air.leave(ap);
        air.arrive(DELAY);

        assertThat(staGuest.receptions).isEmpty();
        assertThat(value(AirCounter.DROPPED_SENDER_GONE)).isEqualTo(1);
        assertThat(value(AirCounter.COPIES)).isEqualTo(copies);
    }

    @Test
    void theFrameIsTheOneThatWasSentWhateverTheSenderDoesToItsMemory() {
        associate();
        Transmission transmission = Frames.data(STA, AP, 2412);
        transmission.frame().set(ValueLayout.JAVA_BYTE, 30, (byte) 42);
        List<Integer> octets = new ArrayList<>();
        air.tap(tap((from, heard, outcome) -> octets.add(octet(heard, 30))));
        send(ap, transmission, 0, 1);
        transmission.frame().fill((byte) 0x55);
        air.arrive(DELAY);

        assertThat(octets).containsExactly(42);
    }

    @Test
    void tapsSeeAFrameWhenItArrivesWithWhatItsSenderWasTold() {
        associate();
        List<String> seen = new ArrayList<>();
        air.tap(
                tap((from, heard, outcome) ->
                        seen.add(
                                heard.cookie()
                                        + " "
                                        + heard.announcedNanos()
                                        + " "
                                        + outcome.acknowledged()
                                        + " "
                                        + outcome.copies()
                                        + " "
                                        + outcome.tries())));
        send(ap, Frames.data(STA, AP, 2412), 3, 1);
        send(ap, Frames.data(0x0200_0000_0900L, AP, 2412), 4, 2);
        assertThat(seen).isEmpty();
        air.arrive(4 + DELAY);

        assertThat(seen).containsExactly("1 3 true 1 1", "2 4 false 1 18");
    }

    @Test
    void lateIsOnlyWhatComesAfterItsTime() {
        associate();
        air.flush(() -> 0);
        long before = air.latency().snapshot().frames();
        send(ap, Frames.data(STA, AP, 2412), 0, 1);
        air.flush(() -> 5);
        assertThat(air.latency().snapshot().frames()).isEqualTo(before);
        air.arrive(DELAY + 1000);
        air.flush(() -> DELAY + 2000);
        assertThat(air.latency().snapshot().frames()).isEqualTo(before + 1);
        assertThat(air.latency().snapshot().maxNanos()).isLessThan(Duration.ofMillis(1).toNanos());
    }

    @Test
    void framesArriveInTheOrderOfSendingThoughTheirTimesGoBack() {
        associate();
        send(ap, Frames.beacon(AP, 2412), 100, 1);
        send(sta, Frames.beacon(STA, 2412), 90, 2);
        send(ap, Frames.beacon(AP, 2412), 95, 3);
        air.arrive(99 + DELAY);
        assertThat(staGuest.receptions).isEmpty();
        air.arrive(100 + DELAY);

        assertThat(staGuest.receptions)
                .extracting(FakeReceiver.Reception::cookie)
                .containsExactly(1L, 3L);
        assertThat(apGuest.receptions)
                .extracting(FakeReceiver.Reception::cookie)
                .containsExactly(2L);
    }

    @Test
    void theAirIsBoundedAndNobodyFillsItAlone() {
        for (int i = 0; i < Flight.SLOTS; i++) {
            send(ap, Frames.beacon(AP, 2412), i, i);
        }
        assertThat(value(AirCounter.DROPPED_AIR_FULL)).isEqualTo(Flight.SLOTS / 2);
        assertThat(apGuest.statuses).hasSize(Flight.SLOTS);
        send(ap, Frames.data(STA, AP, 2412), 0, 1);
        assertThat(apGuest.statuses.getLast().acknowledged()).isFalse();

        long lost = value(AirCounter.DROPPED_AIR_FULL);
        for (int i = 0; i < Flight.SLOTS / 4; i++) {
            send(sta, Frames.beacon(STA, 2412), Flight.SLOTS, i);
        }
        assertThat(value(AirCounter.DROPPED_AIR_FULL)).isEqualTo(lost);

        drain(DELAY + Flight.SLOTS);
        assertThat(staGuest.receptions).hasSize(Flight.SLOTS / 2);
        assertThat(apGuest.receptions).hasSize(Flight.SLOTS / 4);
        send(ap, Frames.beacon(AP, 2412), 2 * DELAY, 1);
        assertThat(value(AirCounter.DROPPED_AIR_FULL)).isEqualTo(lost);
    }

    @Test
    void manyBusyRadiosLeaveRoomForOneThatIsNot() {
        List<Radio> busy = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            busy.add(air.join("busy" + i, i, apGuest));
        }
        for (int i = 0; i < 10_000; i++) {
            send(busy.get(i % 100), Frames.beacon(AP, 2412), 0, i);
        }
        long lost = value(AirCounter.DROPPED_AIR_FULL);
        assertThat(lost).isPositive();
        for (int i = 0; i < 40; i++) {
            send(sta, Frames.beacon(STA, 2412), 0, i);
        }
        assertThat(value(AirCounter.DROPPED_AIR_FULL)).isEqualTo(lost);
    }

    @Test
    void aFrameThatNobodyCanBeGivenIsNotDelayed() {
        send(ap, Frames.transmission(Frames.DATA, STA, AP, 9, 2412), 0, 1);
        send(ap, Frames.transmission(Frames.DATA, STA, AP, 2305, 2412), 0, 2);
        assertThat(value(AirCounter.DROPPED_FRAME_TOO_SHORT)).isEqualTo(1);
        assertThat(value(AirCounter.DROPPED_FRAME_TOO_LONG)).isEqualTo(1);
        assertThat(air.nanosUntilArrival(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(apGuest.statuses).hasSize(2);
    }

    @Test
    void oneReceiversFaultCostsNobodyElseAFrame() {
        associate();
        FakeReceiver third = new FakeReceiver(air);
        air.join("third", 3, third);
        staGuest.meanwhile =
                () -> {
                    throw new InternalError("fault of a test");
                };
        send(ap, Frames.beacon(AP, 2412), 0, 1);
        send(ap, Frames.beacon(AP, 2412), 1, 2);

        assertThatThrownBy(() -> air.arrive(1 + DELAY)).isInstanceOf(InternalError.class);
        assertThatThrownBy(() -> air.arrive(1 + DELAY)).isInstanceOf(InternalError.class);
        air.arrive(1 + DELAY);
        assertThat(third.receptions)
                .extracting(FakeReceiver.Reception::cookie)
                .containsExactly(1L, 2L);
    }

    @Test
    void aLongerDelayIsForFramesThatAreSentFromNowOn() {
        associate();
        send(ap, Frames.beacon(AP, 2412), 0, 1);
        air.delay(Duration.ofNanos(2 * DELAY));
        send(ap, Frames.beacon(AP, 2412), 1, 2);
        assertThat(air.delay()).isEqualTo(Duration.ofNanos(2 * DELAY));

        air.arrive(DELAY);
        assertThat(cookies(staGuest)).containsExactly(1L);
        air.arrive(2 * DELAY);
        assertThat(cookies(staGuest)).containsExactly(1L);
        air.arrive(1 + 2 * DELAY);
        assertThat(cookies(staGuest)).containsExactly(1L, 2L);
    }

    @Test
    void aShorterDelayIsForFramesOnTheirWayTooAndNoneOvertakes() {
        associate();
        send(ap, Frames.beacon(AP, 2412), 0, 1);
        send(ap, Frames.beacon(AP, 2412), 10, 2);
        air.delay(Duration.ofNanos(20));
        send(sta, Frames.beacon(STA, 2412), 15, 3);
        assertThat(air.nanosUntilArrival(15)).isEqualTo(5);
        air.arrive(20);
        assertThat(cookies(staGuest)).containsExactly(1L);

        air.delay(Duration.ZERO);
        send(ap, Frames.beacon(AP, 2412), 21, 4);
        assertThat(cookies(staGuest)).as("behind the one that is on its way").containsExactly(1L);
        air.arrive(21);
        assertThat(cookies(staGuest)).containsExactly(1L, 2L, 4L);
        assertThat(cookies(apGuest)).containsExactly(3L);
        assertThat(air.isCarrying()).isFalse();
        send(ap, Frames.beacon(AP, 2412), 22, 5);
        assertThat(cookies(staGuest)).as("at once").endsWith(5L);
    }

    @Test
    void anAirThatGetsADelayKeepsTheOrder() {
        Air later = new Air();
        FakeReceiver hearer = new FakeReceiver(later);
        Radio from = later.join("ap1", 1, new FakeReceiver(later));
        later.join("sta1", 2, hearer);
        later.transmit(from, Frames.beacon(AP, 2412).marked(0, 1).sent(2412, false, 5));
        later.delay(Duration.ofNanos(7));
        later.transmit(from, Frames.beacon(AP, 2412).marked(0, 2).sent(2412, false, 6));
        assertThat(cookies(hearer)).containsExactly(1L);
        assertThat(later.nanosUntilArrival(6)).isEqualTo(7);
        later.arrive(13);
        assertThat(cookies(hearer)).containsExactly(1L, 2L);
    }

    private static List<Long> cookies(FakeReceiver guest) {
        return guest.receptions.stream().map(FakeReceiver.Reception::cookie).toList();
    }

    @Test
    void aDelayBeyondTheLimitsIsRefused() {
        for (Duration delay : List.of(Duration.ofNanos(-1), Air.MAX_DELAY.plusNanos(1))) {
            assertThatThrownBy(() -> new Air(new IdealPropagation(), delay, 1))
                    .hasMessage("delay=" + delay);
        }
    }

    /// A frame of the random run.
    private record Sent(Radio from, long dueNanos) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261122, 42, -7})
    void whateverHappensEachFrameReachesWhoIsThereOnceInOrderAndNeverEarly(long seed) {
        Random random = new Random(seed);
        Map<FakeReceiver, Radio> present = new LinkedHashMap<>();
        Map<FakeReceiver, Integer> next = new LinkedHashMap<>();
        List<Sent> sent = new ArrayList<>();
        long nowNanos = 0;
        int arrived = 0;
        present.put(apGuest, ap);
        present.put(staGuest, sta);
        for (int step = 0; step < 3000; step++) {
            nowNanos += random.nextLong(DELAY / 20);
            int what = random.nextInt(40);
            if (what == 0) {
                FakeReceiver guest = new FakeReceiver(air);
                present.put(guest, air.join("n" + step, step, guest));
            } else if (what == 1 && present.size() > 2) {
                FakeReceiver guest = List.copyOf(present.keySet()).get(random.nextInt(2));
                air.leave(present.remove(guest));
            } else {
                List<Radio> radios = List.copyOf(present.values());
                Radio from = radios.get(random.nextInt(radios.size()));
                send(from, Frames.beacon(AP + from.id(), 2412), nowNanos, sent.size());
                sent.add(new Sent(from, nowNanos + DELAY));
            }
            if (random.nextInt(3) == 0) {
                drain(nowNanos);
                while (arrived < sent.size() && sent.get(arrived).dueNanos <= nowNanos) {
                    expect(present, next, sent.get(arrived), arrived, seed);
                    arrived++;
                }
                present.keySet().forEach(guest -> assertAllSeen(guest, next, seed));
            }
        }
        assertThat(arrived).as("seed %d", seed).isGreaterThan(2000);
        assertThat(value(AirCounter.DROPPED_SENDER_GONE)).as("seed %d", seed).isPositive();
        assertThat(value(AirCounter.STATUSES)).isEqualTo(sent.size());
    }

    private static void expect(
            Map<FakeReceiver, Radio> present,
            Map<FakeReceiver, Integer> next,
            Sent frame,
            int cookie,
            long seed) {
        present.forEach((guest, radio) -> {
            if (radio != frame.from && frame.from.isPresent()) {
                int at = next.merge(guest, 1, Integer::sum) - 1;
                assertThat(guest.receptions.size()).as("seed %d", seed).isGreaterThan(at);
                assertThat(guest.receptions.get(at).cookie()).as("seed %d", seed).isEqualTo(cookie);
            }
        });
    }

    private static void assertAllSeen(
            FakeReceiver guest, Map<FakeReceiver, Integer> next, long seed) {
        assertThat(guest.receptions).as("seed %d", seed).hasSize(next.getOrDefault(guest, 0));
    }

    private void drain(long nowNanos) {
        while (air.nanosUntilArrival(nowNanos) <= 0) {
            air.arrive(nowNanos);
        }
    }

    private static int octet(Transmission heard, int at) {
        return heard.frame().get(ValueLayout.JAVA_BYTE, heard.frameOffset() + at);
    }

    private interface Watch {
        void transmitted(Radio from, Transmission transmission, Outcome outcome);
    }

    private static Tap tap(Watch watch) {
        return new Tap() {
            @Override
            public void radioJoined(Radio radio) {}

            @Override
            public void radioLeft(Radio radio) {}

            @Override
            public void transmitted(Radio from, Transmission transmission, Outcome outcome) {
                watch.transmitted(from, transmission, outcome);
            }
        };
    }
}
