package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.ieee80211.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AirTest {
    private static final long AP = 0x0200_0000_0100L;
    private static final long STA = 0x0200_0000_0200L;
    private static final long KEY = 0x4200_0000_0000L;

    private final Air air = new Air();
    private final FakeReceiver apGuest = new FakeReceiver(air);
    private final FakeReceiver staGuest = new FakeReceiver(air);
    private final FakeReceiver otherGuest = new FakeReceiver(air);
    private final Radio ap = air.join("ap1", KEY, apGuest);
    private final Radio sta = air.join("sta1", KEY, staGuest);
    private final Radio other = air.join("sta2", KEY, otherGuest);

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
    void unicastIsAcknowledgedByTheOneWhoAnnouncedTheAddress() {
        assertThat(air.addressAdded(sta, STA)).isTrue();
        hear(sta, 0x0200_0000_9900L, 2412);

        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(apGuest.statuses)
                .containsExactly(new FakeReceiver.Status(ap, 1, true, -30, "0×1"));
        assertThat(value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    void anAddressOfWhichNobodySpokeIsNotAcknowledged() {
        hear(sta, STA, 2412);
        hear(other, 0x0200_0000_0300L, 2412);

        air.transmit(ap, Frames.data(0x0200_0000_7700L, AP, 2412));

        assertThat(apGuest.statuses)
                .containsExactly(new FakeReceiver.Status(ap, 1, false, -100, "0×3 1×4 2×5 3×6"));
        assertThat(staGuest.receptions).hasSize(1);
        assertThat(value(AirCounter.NOT_ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    void anAddressLearntFromFramesIsAcknowledgedIfNobodyAnnouncedIt() {
        hear(sta, STA, 2412);
        air.transmit(ap, Frames.data(STA, AP, 2412));
        assertThat(lastStatus(apGuest).acknowledged()).isTrue();

        // Another one announces the address, on another channel: the learnt one counts no more.
        air.addressAdded(other, STA);
        hear(other, STA, 5180);
        air.transmit(ap, Frames.data(STA, AP, 2412));
        assertThat(lastStatus(apGuest).acknowledged()).isFalse();

        air.addressRemoved(other, STA);
        air.transmit(ap, Frames.data(STA, AP, 2412));
        assertThat(lastStatus(apGuest).acknowledged()).isTrue();
    }

    @Test
    void anAddressThatTheSenderAnnouncedIsNobodyElses() {
        hear(sta, STA, 2412);
        air.addressAdded(ap, STA);

        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(lastStatus(apGuest).acknowledged()).isFalse();
    }

    @Test
    void anAddressTakenBackIsNotAcknowledged() {
        air.addressAdded(sta, STA);
        hear(sta, STA, 2412);
        air.addressRemoved(sta, STA);

        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(lastStatus(apGuest).acknowledged()).isFalse();
    }

    @Test
    void anOwnerElsewhereOrNeverHeardDoesNotAcknowledge() {
        air.addressAdded(sta, STA);
        air.transmit(ap, Frames.data(STA, AP, 2412));
        assertThat(lastStatus(apGuest).acknowledged()).isFalse();
        assertThat(staGuest.receptions).hasSize(1);

        hear(sta, STA, 2437);
        air.transmit(ap, Frames.data(STA, AP, 2412));
        assertThat(lastStatus(apGuest).acknowledged()).isFalse();
        assertThat(staGuest.receptions).isEmpty();
    }

    @Test
    void anOwnerThatCannotTakeTheFrameDoesNotAcknowledge() {
        air.addressAdded(sta, STA);
        hear(sta, STA, 2412);
        for (Delivery refusal : List.of(Delivery.NO_BUFFER, Delivery.TOO_SHORT, Delivery.GONE)) {
            staGuest.answer = refusal;
            air.transmit(ap, Frames.data(STA, AP, 2412));
            assertThat(lastStatus(apGuest).acknowledged()).as("%s", refusal).isFalse();
        }
        assertThat(value(AirCounter.DROPPED_NO_BUFFER)).isEqualTo(1);
        assertThat(value(AirCounter.DROPPED_TOO_SHORT)).isEqualTo(1);
        assertThat(value(AirCounter.DROPPED_GONE)).isEqualTo(1);
        // Its own frame reached two; these reached the other one.
        assertThat(value(AirCounter.COPIES)).isEqualTo(2 + 3);
    }

    @Test
    void aFrameThatNobodyIsToAcknowledgeIsNot() {
        air.addressAdded(sta, STA);
        hear(sta, STA, 2412);

        air.transmit(ap, Frames.data(STA, AP, 2412).sent(2412, false, 0));

        assertThat(lastStatus(apGuest).acknowledged()).isFalse();
        assertThat(lastStatus(apGuest).tries()).isEqualTo("0×1");
    }

    @Test
    void framesUnderTwentyFourOctetsAreAcknowledgedButNotCopied() {
        air.addressAdded(ap, AP);
        hear(ap, AP, 2412);
        int copies = (int) value(AirCounter.COPIES);
        for (int length = 10; length < 24; length++) {
            air.transmit(sta, Frames.transmission(Frames.PS_POLL, AP, STA, length, 2412));
            assertThat(lastStatus(staGuest).acknowledged()).as("%d octets", length).isTrue();
            air.transmit(sta, Frames.transmission(Frames.PS_POLL, STA + 9, STA, length, 2412));
            assertThat(lastStatus(staGuest).acknowledged()).as("%d octets", length).isFalse();
            air.transmit(
                    sta,
                    Frames.transmission(Frames.PS_POLL, MacAddress.BROADCAST, STA, length, 2412));
            assertThat(lastStatus(staGuest).acknowledged()).as("%d octets", length).isFalse();
        }
        assertThat(value(AirCounter.COPIES)).isEqualTo(copies);
        assertThat(drops()).isZero();
        assertThat(apGuest.receptions).isEmpty();

        air.transmit(sta, Frames.transmission(Frames.DATA, AP, STA, 24, 2412));
        assertThat(lastStatus(staGuest).acknowledged()).isTrue();
        assertThat(apGuest.receptions).hasSize(1);
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
    void rateLegsEndAtTheFirstThatIsNotUsed() {
        Transmission transmission = Frames.data(STA, AP, 2412).leg(2, -1, 9, 0);
        air.transmit(ap, transmission);
        assertThat(lastStatus(apGuest).tries()).isEqualTo("0×3 1×4");

        air.transmit(ap, transmission.leg(0, -1, 9, 0));
        assertThat(lastStatus(apGuest).tries()).isEmpty();

        air.transmit(ap, transmission.sent(2412, false, 0));
        assertThat(lastStatus(apGuest).tries()).isEmpty();
    }

    @Test
    void twoRadiosOfOneGuestHearEachOther() {
        Radio second = air.join("ap1.2", KEY + 0x100, apGuest);
        air.addressAdded(second, STA);
        hear(second, STA, 2412);
        apGuest.receptions.clear();

        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(lastStatus(apGuest).acknowledged()).isTrue();
        assertThat(apGuest.receptions)
                .extracting(FakeReceiver.Reception::to)
                .containsExactly(second);
    }

    @Test
    void aReceiverThatLeavesDuringTheFrameHearsNoMoreOfIt() {
        Radio second = air.join("sta1.2", KEY + 0x100, staGuest);
        staGuest.meanwhile =
                () -> {
                    air.leave(sta);
                    air.leave(second);
                    assertThat(air.radios()).isEqualTo(2);
                };
        staGuest.answer = Delivery.GONE;

        air.transmit(ap, Frames.beacon(AP, 2412));

        assertThat(value(AirCounter.DROPPED_GONE)).isEqualTo(1);
        assertThat(otherGuest.receptions).hasSize(1);
        assertThat(air.radios()).isEqualTo(2);
        air.transmit(ap, Frames.beacon(AP, 2412));
        assertThat(otherGuest.receptions).hasSize(2);
        assertThat(value(AirCounter.DROPPED_GONE)).isEqualTo(1);
    }

    @Test
    void aSenderThatLeavesDuringItsFrameIsNotAnsweredAndNobodyGetsTheRest() {
        air.addressAdded(other, STA);
        hear(other, STA, 2412);
        for (long to : new long[] {MacAddress.BROADCAST, STA}) {
            Radio brief = air.join("brief", KEY, apGuest);
            staGuest.meanwhile = () -> air.leave(brief);
            otherGuest.meanwhile = () -> air.leave(brief);
            apGuest.meanwhile = () -> air.leave(brief);
            long copies = value(AirCounter.COPIES);
            long statuses = value(AirCounter.STATUSES);

            air.transmit(brief, Frames.transmission(Frames.DATA, to, AP, 40, 2412));

            assertThat(apGuest.statuses).isEmpty();
            assertThat(value(AirCounter.COPIES)).isEqualTo(copies + 1);
            assertThat(value(AirCounter.STATUSES)).isEqualTo(statuses);
            assertThat(air.radios()).isEqualTo(3);
            assertThat(brief.isPresent()).isFalse();
        }
    }

    @Test
    void aRadioThatJoinsDuringAFrameHearsTheNextOne() {
        List<Radio> joined = new ArrayList<>();
        staGuest.meanwhile =
                () ->
                        IntStream.range(0, 40)
                                .forEach(i -> joined.add(air.join("n" + i, KEY, otherGuest)));
        air.transmit(ap, Frames.beacon(AP, 2412));
        staGuest.meanwhile = () -> {};
        assertThat(otherGuest.receptions).hasSize(1);
        assertThat(joined).hasSize(40);

        air.transmit(ap, Frames.beacon(AP, 2412));
        assertThat(otherGuest.receptions).hasSize(42);
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        air.leave(sta);
        air.leave(sta);

        assertThat(air.radios()).isEqualTo(2);
        air.transmit(ap, Frames.beacon(AP, 2412));
        assertThat(staGuest.receptions).isEmpty();
        assertThat(otherGuest.receptions).hasSize(1);
    }

    @Test
    void everybodyIsFirstInTurn() {
        Set<Radio> first = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            List<Radio> order = new ArrayList<>();
            staGuest.meanwhile = () -> order.add(sta);
            otherGuest.meanwhile = () -> order.add(other);
            air.transmit(ap, Frames.beacon(AP, 2412));
            assertThat(order).containsExactlyInAnyOrder(sta, other);
            first.add(order.getFirst());
        }
        assertThat(first).containsExactlyInAnyOrder(sta, other);
    }

    @Test
    void aReceiverCannotTransmitDuringAFrame() {
        List<Throwable> thrown = new ArrayList<>();
        staGuest.meanwhile =
                () -> {
                    try {
                        air.transmit(sta, Frames.beacon(STA, 2412));
                    } catch (IllegalStateException e) {
                        thrown.add(e);
                    }
                };
        air.transmit(ap, Frames.beacon(AP, 2412));
        assertThat(thrown).hasSize(1);
        assertThat(otherGuest.receptions).hasSize(1);
    }

    @Test
    void aFaultOfOnesMemoryIsThrownWhenTheOthersHaveTheFrameAndTheSenderItsAnswer() {
        InternalError fault = new InternalError("a fault occurred in an unsafe memory access");
        staGuest.meanwhile =
                () -> {
                    throw fault;
                };
        for (int i = 1; i <= 4; i++) {
            assertThatThrownBy(() -> air.transmit(ap, Frames.beacon(AP, 2412))).isSameAs(fault);
            assertThat(apGuest.statuses).hasSize(i);
            assertThat(otherGuest.receptions).hasSize(i);
            assertThat(value(AirCounter.DROPPED_GONE)).isEqualTo(i);
        }

        air.leave(sta);
        air.transmit(ap, Frames.beacon(AP, 2412));
        assertThat(apGuest.statuses).hasSize(5);
    }

    @Test
    void oneWhoIsNotHeardGetsNothingAndAnAckNotHeardIsNone() {
        Set<Radio> deaf = new HashSet<>();
        Set<Radio> mute = new HashSet<>();
        Air lossy =
                new Air(
                        new Propagation() {
                            @Override
                            public int signalDbm(Transmission transmission, Radio from, Radio to) {
                                return deaf.contains(to) ? NOT_HEARD : -40;
                            }

                            @Override
                            public int ackSignalDbm(
                                    Transmission transmission, Radio from, Radio to) {
                                return mute.contains(to) ? NOT_HEARD : -41;
                            }
                        });
        FakeReceiver guest = new FakeReceiver(lossy);
        Radio from = lossy.join("from", 1, guest);
        Radio to = lossy.join("to", 2, guest);
        lossy.addressAdded(to, STA);
        to.sends(1, 2412, STA);

        lossy.transmit(from, Frames.data(STA, AP, 2412));
        assertThat(guest.statuses.getLast())
                .isEqualTo(new FakeReceiver.Status(from, 1, true, -41, "0×1"));
        assertThat(guest.receptions.getLast().signalDbm()).isEqualTo(-40);

        mute.add(to);
        lossy.transmit(from, Frames.data(STA, AP, 2412));
        assertThat(guest.statuses.getLast().acknowledged()).isFalse();
        assertThat(guest.receptions).hasSize(2);

        mute.clear();
        deaf.add(to);
        lossy.transmit(from, Frames.data(STA, AP, 2412));
        lossy.transmit(from, Frames.transmission(Frames.PS_POLL, STA, AP, 16, 2412));
        assertThat(guest.statuses.getLast().acknowledged()).isFalse();
        assertThat(guest.receptions).hasSize(2);
        assertThat(lossy.counters().value(AirCounter.COPIES)).isEqualTo(2);
    }

    @Test
    void ofTwoOwnersTheBetterHeardOneAcknowledges() {
        air.addressAdded(sta, STA);
        air.addressAdded(other, STA);
        hear(sta, STA, 2412);
        hear(other, STA, 2412);
        staGuest.answer = Delivery.NO_BUFFER;

        air.transmit(ap, Frames.data(STA, AP, 2412));

        assertThat(lastStatus(apGuest).acknowledged()).isTrue();
    }

    @Test
    void groupAddressesAreNobodys() {
        assertThat(air.addressAdded(sta, MacAddress.BROADCAST)).isFalse();
        hear(sta, MacAddress.BROADCAST, 2412);
        assertThat(sta.sentFrom(MacAddress.BROADCAST)).isFalse();
    }

    @Test
    void aRadioAnnouncesSixtyFourAddressesAtMost() {
        for (int i = 0; i < Radio.MAX_ADDRESSES; i++) {
            assertThat(air.addressAdded(sta, STA + i)).isTrue();
            assertThat(air.addressAdded(sta, STA + i)).isTrue();
        }
        assertThat(air.addressAdded(sta, AP)).isFalse();
        assertThat(sta.announcedAddresses()).isEqualTo(64);
        assertThat(sta.announces(STA + 63)).isTrue();
    }

    @Test
    void anAddressIsLearntFromManagementAndDataOnly() {
        int[] frameControls = {0x80, 0x08, 0xa4, 0xb4, 0xc4};
        boolean[] learnt = {true, true, false, false, false};
        for (int i = 0; i < frameControls.length; i++) {
            long address = STA + 0x1000L * (i + 1);
            air.transmit(sta, Frames.transmission(frameControls[i], AP, address, 30, 2412));
            assertThat(sta.sentFrom(address)).as("%02x", frameControls[i]).isEqualTo(learnt[i]);
        }
        air.transmit(sta, Frames.transmission(Frames.DATA, AP, STA + 7, 23, 2412));
        assertThat(sta.sentFrom(STA + 7)).isFalse();
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

    @Test
    void aTapIsToldOfRadiosBeforeTheirFramesAndOfDeparturesBehindThem() {
        List<String> told = new ArrayList<>();
        Tap tap = tap(told::add);
        air.tap(tap);
        air.transmit(ap, Frames.beacon(AP, 2412));
        staGuest.meanwhile = () -> air.leave(ap);
        air.transmit(ap, Frames.beacon(AP, 2412));
        air.join("late", 1, otherGuest);
        air.untap(tap);
        air.leave(sta);

        assertThat(told)
                .containsExactly(
                        "ap1 joined",
                        "sta1 joined",
                        "sta2 joined",
                        "ap1 sent to 2, 0 drops",
                        "ap1 left",
                        "late joined");
    }

    @Test
    void aTapThatComesLateHearsOfThoseWhoAreThere() {
        air.leave(sta);
        List<String> told = new ArrayList<>();
        air.tap(tap(told::add));
        assertThat(told).containsExactlyInAnyOrder("ap1 joined", "sta2 joined");
    }

    private static Tap tap(Consumer<String> told) {
        return new Tap() {
            @Override
            public void radioJoined(Radio radio) {
                told.accept(radio.name() + " joined");
            }

            @Override
            public void radioLeft(Radio radio) {
                told.accept(radio.name() + " left");
            }

            @Override
            public void transmitted(Radio from, Transmission transmission, Outcome outcome) {
                told.accept(
                        "%s sent to %d, %d drops"
                                .formatted(from.name(), outcome.copies(), outcome.drops()));
            }
        };
    }

    /// The radio sends a beacon from an address, and what others got of it is forgotten.
    private void hear(Radio radio, long address, int freqMhz) {
        air.transmit(radio, Frames.beacon(address, freqMhz));
        for (FakeReceiver guest : List.of(apGuest, staGuest, otherGuest)) {
            guest.receptions.clear();
            guest.statuses.clear();
        }
    }

    private FakeReceiver.Status lastStatus(FakeReceiver guest) {
        return guest.statuses.getLast();
    }

    private long value(AirCounter counter) {
        return air.counters().value(counter);
    }

    private long drops() {
        long drops = 0;
        for (AirCounter counter : AirCounter.values()) {
            drops += counter.isDrop() ? value(counter) : 0;
        }
        return drops;
    }
}
