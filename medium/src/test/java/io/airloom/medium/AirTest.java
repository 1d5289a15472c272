package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who gets a frame, how it is counted, and how long it took.
class AirTest extends AirFixture {
    @Test
    void aBroadcastReachesEverybodyButItsSenderWhereverTheyAre() {
        sta.sends(1, 5180, STA);

        air.transmit(ap, Frames.beacon(AP, 2412));

        assertThat(apGuest.receptions).isEmpty();
        assertThat(staGuest.receptions).containsExactly(new FakeReceiver.Reception(sta, 1, -30, 0));
        assertThat(otherGuest.receptions).hasSize(1);
        assertThat(apGuest.statuses)
                .containsExactly(new FakeReceiver.Status(ap, 1, false, -100, "0×1"));
        assertThat(value(AirCounter.NO_ACK_EXPECTED)).isEqualTo(1);
    }

    @Test
    void unicastReachesRadiosOnTheFrequencyAndThoseNeverHeard() {
        hear(sta, STA, 2412);

        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(staGuest.receptions).hasSize(1);
        assertThat(otherGuest.receptions).hasSize(1);

        hear(other, 0x0200_0000_0300L, 5180);
        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(staGuest.receptions).hasSize(1);
        assertThat(otherGuest.receptions).isEmpty();
    }

    @Test
    void framesWithoutAnAddressOrTooLongAreAnsweredAndDropped() {
        air.addressAdded(sta, STA);
        hear(sta, STA, 2412);
        for (int length : new int[] {0, 1, 9, 2305, 4000}) {
            air.transmit(ap, Frames.transmission(Frames.DATA, STA, AP, length, 2412));
            assertThat(lastStatus(apGuest).acknowledged()).as("%d octets", length).isFalse();
        }
        assertThat(staGuest.receptions).isEmpty();
        assertThat(value(AirCounter.DROPPED_FRAME_TOO_SHORT)).isEqualTo(3);
        assertThat(value(AirCounter.DROPPED_FRAME_TOO_LONG)).isEqualTo(2);

        air.transmit(ap, Frames.transmission(Frames.DATA, STA, AP, 2304, 2412));
        assertThat(lastStatus(apGuest).acknowledged()).isTrue();
        assertThat(staGuest.receptions).hasSize(1);
    }

    @Test
    void theRateOfAReceptionIsALegacyRateOfTheBandNotAboveTheSenders() {
        // Index and flags of the first leg, frequency, expected index: hwsim.md §1.4 and §4.2 (6).
        int[][] cases = {
            {0, 0, 2412, 0},
            {3, 0, 2412, 3},
            {4, 0, 2412, 4},
            {11, 0, 2412, 11},
            {0, 0, 5180, 0},
            {7, 0, 5180, 7},
            {7, 0, 5955, 7},
            {0, 1 << 3, 2412, 4},
            {7, 1 << 3, 2412, 11},
            {15, 1 << 3, 5180, 7},
            {9, (1 << 8) | (1 << 9), 5180, 7},
            {0, 1 << 8, 5955, 0},
            {-1, 0, 2412, 0},
            {127, 0, 2412, 0},
            {127, 0x3ff, 5180, 0},
            {99, 1 << 3, 0, 0},
        };
        for (int[] one : cases) {
            Transmission transmission = Frames.beacon(AP, one[2]).leg(0, one[0], 1, one[1]);
            air.transmit(ap, transmission);
            assertThat(staGuest.receptions.getLast().rateIndex())
                    .as("index %d, flags %x at %d MHz", one[0], one[1], one[2])
                    .isEqualTo(one[3]);
        }
    }

    @Test
    void theLastFrequencyAndFrameAreRemembered() {
        assertThat(sta.lastFreqMhz()).isZero();
        assertThat(sta.lastFrame()).isZero();
        air.transmit(sta, Frames.beacon(STA, 2412));
        air.transmit(ap, Frames.beacon(AP, 2412));
        air.transmit(sta, Frames.beacon(STA, 5955));
        assertThat(sta.lastFreqMhz()).isEqualTo(5955);
        assertThat(sta.lastFrame()).isEqualTo(3);
        assertThat(ap.lastFrame()).isEqualTo(2);
    }

    @Test
    void flushSignalsEachReceiverOnceAndThenReadsTheClock() {
        air.transmit(ap, Frames.beacon(AP, 2412).sent(2412, false, 1_000));
        air.transmit(sta, Frames.beacon(STA, 2412).sent(2412, false, 2_000));
        List<Integer> flushesWhenRead = new ArrayList<>();

        air.flush(() -> {
            flushesWhenRead.add(apGuest.flushes + staGuest.flushes + otherGuest.flushes);
            return 11_000;
        });
        air.flush(() -> {
            throw new AssertionError("nothing to measure");
        });

        assertThat(flushesWhenRead).containsExactly(3);
        assertThat(apGuest.flushes).isEqualTo(1);
        assertThat(staGuest.flushes).isEqualTo(1);
        assertThat(otherGuest.flushes).isEqualTo(1);
        Latency.Snapshot snapshot = air.latency().snapshot();
        assertThat(snapshot.frames()).isEqualTo(2);
        assertThat(snapshot.p50Nanos()).isBetween(9_000L, 9_010L);
        assertThat(snapshot.maxNanos()).isBetween(10_000L, 10_010L);
    }

    @Test
    void everyFrameIsCountedAndAnswered() {
        air.transmit(ap, Frames.beacon(AP, 2412));
        air.transmit(sta, Frames.data(AP, STA, 2412));
        air.transmit(sta, Frames.transmission(Frames.DATA, AP, STA, 3, 2412));
        assertThat(value(AirCounter.FRAMES)).isEqualTo(3);
        assertThat(value(AirCounter.STATUSES)).isEqualTo(3);
        assertThat(value(AirCounter.COPIES)).isEqualTo(4);
        assertThat(value(AirCounter.NOT_ACKNOWLEDGED)).isEqualTo(1);
        assertThat(value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
        assertThat(value(AirCounter.NO_ACK_EXPECTED)).isEqualTo(1);
    }

    @Test
    void manyReceiversAreSignalledOnceEach() {
        List<FakeReceiver> guests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            guests.add(new FakeReceiver(air));
            air.join("many" + i, KEY, guests.get(i));
        }
        for (int turn = 1; turn <= 2; turn++) {
            air.transmit(ap, Frames.beacon(AP, 2412));
            air.transmit(ap, Frames.beacon(AP, 2412));
            air.flush(() -> 0);
            int flushes = turn;
            assertThat(guests).allMatch(guest -> guest.flushes == flushes);
        }
    }

    @Test
    void aFrameThatReachedNobodyHasNoLatency() {
        air.leave(sta);
        air.leave(other);
        air.transmit(ap, Frames.beacon(AP, 2412));
        air.flush(() -> 5_000);
        assertThat(air.latency().snapshot().frames()).isZero();
        assertThat(apGuest.flushes).isEqualTo(1);
    }

    @Test
    void manyAnnouncementTimesInOneTurnMakeFramesLookSlowerOnly() {
        for (int i = 0; i < 100; i++) {
            air.transmit(ap, Frames.beacon(AP, 2412).sent(2412, false, 1_000L * i));
        }
        air.flush(() -> 100_000);
        Latency.Snapshot snapshot = air.latency().snapshot();
        assertThat(snapshot.frames()).isEqualTo(100);
        assertThat(snapshot.maxNanos()).isBetween(100_000L, 100_100L);
        // The 64th entry took the rest: nobody looks quicker than 37 µs.
        assertThat(snapshot.p50Nanos()).isGreaterThanOrEqualTo(50_000);
    }
}
