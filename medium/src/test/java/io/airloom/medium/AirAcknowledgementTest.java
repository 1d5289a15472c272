package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who acknowledges, and what the sender is told.
class AirAcknowledgementTest extends AirFixture {
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
}
