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

/// Who comes and goes, in the middle of a frame too, and who watches.
class AirMembershipTest extends AirFixture {
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
}
