package io.airloom.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Tap;
import io.airloom.medium.Transmission;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestTest {
    private static final long KEY = Kernel.KEY;
    private static final long KEY_2 = KEY + 0x100;
    private static final long AP = 0x0200_0000_0100L;
    private static final long STA = 0x0200_0000_0200L;

    private final Air air = new Air();
    private final Kernel ap = new Kernel(air, "ap1");
    private final Kernel sta = new Kernel(air, "sta1");

    @Test
    void aBeaconReachesTheOtherKernelWhole() {
        sta.addAddress(KEY, STA);

        ap.beacon(KEY, AP, 2412, 7);

        String frame = "80000000" + "ffffffffffff" + "020000000100" + "00".repeat(44);
        assertThat(sta.received())
                .containsExactly(new Kernel.Received(2, KEY, 60, 0, -30, 2412, 0, 0, "", frame));
        assertThat(ap.received())
                .containsExactly(
                        new Kernel.Received(3, KEY, 0, 0, -100, 0, 2, 7, "0×1 -1×0 -1×0 -1×0", ""));
    }

    @Test
    void anAcknowledgedFrameTookTheFirstTryOfTheFirstLeg() {
        associate();

        ap.data(KEY, STA, AP, 2412, 0xfedc_ba98_7654_3210L);

        assertThat(sta.last().rxRate()).isEqualTo(4);
        assertThat(ap.last())
                .isEqualTo(
                        new Kernel.Received(
                                3,
                                KEY,
                                0,
                                0,
                                -30,
                                0,
                                4,
                                0xfedc_ba98_7654_3210L,
                                "4×1 -1×0 -1×0 -1×0",
                                ""));
    }

    @Test
    void aFrameNotAcknowledgedTookAllTriesOfAllLegs() {
        associate();
        ap.data(KEY, STA + 1, AP, 2412, 8);
        assertThat(ap.last().flags()).isZero();
        assertThat(ap.last().signalDbm()).isEqualTo(-100);
        assertThat(ap.last().tries()).isEqualTo("4×2 2×3 -1×0 -1×0");
    }

    @Test
    void theFlagsComeBackAsTheyWereButForTheAcknowledgement() {
        associate();
        int[][] cases = {{0, 4}, {1, 5}, {2, 2}, {3, 3}, {4, 4}, {6, 2}, {0x80, 0x84}};
        for (int[] one : cases) {
            ap.send(KEY, Kernel.frame(8, STA, AP, 40, 0), one[0], 2412, Kernel.rates(0, 1), one[0]);
            assertThat(ap.last().flags()).as("flags %d", one[0]).isEqualTo(one[1]);
        }
        ap.send(KEY, Kernel.frame(8, STA + 1, AP, 40, 0), 5, 2412, Kernel.rates(0, 1), 9);
        assertThat(ap.last().flags()).isEqualTo(1);
    }

    @Test
    void radiosAreNamedAfterTheirGuest() {
        List<String> names = names();
        ap.beacon(KEY, AP, 2412, 1);
        ap.addAddress(KEY_2, AP + 1);
        ap.beacon(KEY_2, AP + 1, 2412, 1);
        sta.beacon(KEY, STA, 2412, 1);
        assertThat(names).containsExactly("ap1", "ap1.2", "sta1");
        assertThat(ap.guest.name()).isEqualTo("ap1");
    }

    @Test
    void radiosOfOneKernelHearEachOther() {
        ap.addAddress(KEY_2, STA);
        ap.beacon(KEY_2, STA, 2412, 1);

        ap.data(KEY, STA, AP, 2412, 2);

        assertThat(ap.receptions()).extracting(Kernel.Received::key).containsExactly(KEY_2);
        assertThat(ap.statuses().getLast().flags()).isEqualTo(4);
    }

    @Test
    void anAddressTakenBackAcknowledgesNoMore() {
        associate();
        sta.deleteAddress(KEY, STA);
        ap.data(KEY, STA, AP, 2412, 3);
        assertThat(ap.last().flags()).isZero();
        sta.deleteAddress(KEY_2, STA);
        assertThat(air.radios()).isEqualTo(2);
    }

    @Test
    void framesOfAnyLengthAreAnsweredOnce() {
        associate();
        int[] lengths = {0, 1, 2, 9, 10, 16, 20, 23, 24, 2303, 2304, 2305, 3000, 7000};
        for (int length : lengths) {
            int before = ap.statuses().size();
            int copies = sta.receptions().size();
            ap.send(KEY, Kernel.frame(8, STA, AP, length, 0), 0, 2412, Kernel.rates(0, 1), length);
            assertThat(ap.statuses()).as("%d octets", length).hasSize(before + 1);
            boolean taken = length >= 10 && length <= 2304;
            assertThat(ap.last().cookie()).isEqualTo(length);
            assertThat(ap.last().flags()).as("%d octets", length).isEqualTo(taken ? 4 : 0);
            assertThat(sta.receptions())
                    .as("%d octets", length)
                    .hasSize(copies + (taken && length >= 24 ? 1 : 0));
        }
    }

    @Test
    void aBadFrameMessageIsAnsweredAsLongAsItNamesRadioAndCookie() {
        String key = "0a000200 420000000000 0000 ";
        String frame = "0e000300 08000000020000000200 0000 ";
        String flags = "08000400 04000000 ";
        String freq = "08001300 6c090000 ";
        String rates = "0c000700 0b03 0102 ff00 ff00 ";
        String cookie = "0c000800 0500000000000000 ";
        associate();
        int statuses = ap.statuses().size();

        ap.sendRaw(2, key + flags + freq + rates + cookie);
        ap.sendRaw(2, key + frame + freq + rates + cookie);
        ap.sendRaw(2, key + frame + flags + rates + cookie);
        ap.sendRaw(2, key + frame + flags + freq + cookie);
        ap.sendRaw(2, key + key + frame + flags + freq + rates + cookie);
        ap.sendRaw(2, key + frame + flags + freq + rates + cookie + "000000");
        ap.sendRaw(2, key + frame + flags + freq + rates + cookie + "03000000");

        assertThat(ap.statuses()).hasSize(statuses + 7);
        for (Kernel.Received status : ap.statuses().subList(statuses, statuses + 7)) {
            assertThat(status.key()).isEqualTo(KEY);
            assertThat(status.flags()).isZero();
            assertThat(status.cookie()).isEqualTo(5);
            assertThat(status.tries()).isIn("11×3 1×2 -1×0 -1×0", "-1×0 -1×0 -1×0 -1×0");
        }
        assertThat(count(ap, GuestCounter.BAD_MESSAGES)).isEqualTo(7);
        assertThat(problems(ap, HwsimProblem.ATTRIBUTE_MISSING)).isEqualTo(4);
        assertThat(problems(ap, HwsimProblem.ATTRIBUTE_REPEATED)).isEqualTo(1);
        assertThat(problems(ap, HwsimProblem.TRAILING_OCTETS)).isEqualTo(1);
        assertThat(problems(ap, HwsimProblem.ATTRIBUTE_TOO_SHORT)).isEqualTo(1);
        assertThat(count(ap, GuestCounter.UNANSWERABLE_FRAMES)).isZero();

        ap.sendRaw(2, frame + flags + freq + rates + cookie);
        ap.sendRaw(2, key + frame + flags + freq + rates);
        assertThat(count(ap, GuestCounter.UNANSWERABLE_FRAMES)).isEqualTo(2);
        assertThat(ap.statuses()).hasSize(statuses + 7);

        // The same without a fault is a frame like any other.
        ap.sendRaw(2, key + frame + flags + freq + rates + cookie);
        assertThat(ap.statuses()).hasSize(statuses + 8);
        assertThat(ap.last().flags()).isEqualTo(4);
        assertThat(count(ap, GuestCounter.BAD_MESSAGES)).isEqualTo(9);
    }

    @Test
    void messagesThatAreNothingAreCountedAndForgotten() {
        ap.sendOctets(new byte[0]);
        ap.sendOctets(new byte[19]);
        ap.sendOctets(new byte[400]);
        ap.sendRaw(0, "");
        ap.sendRaw(3, "");
        ap.sendRaw(10, "0a000200 420000000000 0000");
        ap.sendRaw(99, "");
        ap.sendRaw(7, "0a000200 420000000000 0000");
        ap.sendRaw(8, "0a000100 420000000000 0000");
        ap.sendRaw(9, "");
        ap.sendRaw(77, "0300");

        assertThat(ap.received()).isEmpty();
        assertThat(count(ap, GuestCounter.MESSAGES)).isEqualTo(11);
        assertThat(count(ap, GuestCounter.IGNORED_MESSAGES)).isEqualTo(4);
        assertThat(count(ap, GuestCounter.BAD_MESSAGES)).isEqualTo(7);
        assertThat(count(ap, GuestCounter.FRAMES)).isZero();
        assertThat(problems(ap, HwsimProblem.NO_HEADER)).isEqualTo(2);
        assertThat(problems(ap, HwsimProblem.LENGTH_TOO_SMALL)).isEqualTo(1);
        assertThat(air.radios()).isZero();
    }

    @Test
    void aMeasurementEndsAtOnceWithoutAResult() {
        ap.sendRaw(9, "0a000200 420000000700 0000 10001b80 0c001181 0800 0501 e8030000");
        assertThat(ap.port.sent).hasSize(1);
        assertThat(HexFormat.of().formatHex(ap.port.sent.getFirst()))
                .endsWith("0b010000" + "0a0002004200000007000000" + "08001c8004000580");
        assertThat(count(ap, GuestCounter.MEASUREMENTS_ENDED)).isEqualTo(1);
    }

    @Test
    void groupAddressesAndTooManyAddressesAreRefused() {
        ap.addAddress(KEY, MacAddress.BROADCAST);
        assertThat(count(ap, GuestCounter.ADDRESSES_REFUSED)).isEqualTo(1);
        for (int i = 0; i <= Radio.MAX_ADDRESSES; i++) {
            ap.addAddress(KEY, AP + i);
        }
        assertThat(count(ap, GuestCounter.ADDRESSES_REFUSED)).isEqualTo(2);
        assertThat(air.radios()).isEqualTo(1);
    }

    @Test
    void oneRadioTooManyIsRefusedAndItsFramesAreAnswered() {
        for (int i = 0; i < Guest.MAX_RADIOS; i++) {
            ap.addAddress(KEY + 0x100L * i, AP + 0x100L * i);
        }
        ap.beacon(KEY - 1, AP - 1, 2412, 66);
        ap.addAddress(KEY - 1, AP - 1);

        assertThat(air.radios()).isEqualTo(Guest.MAX_RADIOS);
        assertThat(count(ap, GuestCounter.RADIOS_REFUSED)).isEqualTo(2);
        assertThat(ap.received()).hasSize(1);
        assertThat(ap.last().key()).isEqualTo(KEY - 1);
        assertThat(ap.last().cookie()).isEqualTo(66);
    }

    @Test
    void theIdlestRadioWithoutAddressMakesRoomForANewOne() {
        List<String> left = new ArrayList<>();
        air.tap(
                new Tap() {
                    @Override
                    public void radioJoined(Radio radio) {}

                    @Override
                    public void radioLeft(Radio radio) {
                        left.add(MacAddress.toString(radio.key()));
                    }

                    @Override
                    public void transmitted(Radio from, Transmission t, Outcome o) {}
                });
        ap.addAddress(KEY, AP);
        for (int i = 1; i < Guest.MAX_RADIOS; i++) {
            ap.beacon(KEY + i, AP + i, 2412, i);
        }
        ap.beacon(KEY + 1, AP + 1, 2412, 1);

        ap.beacon(KEY - 1, AP - 1, 2412, 2);
        ap.beacon(KEY - 2, AP - 2, 2412, 3);

        assertThat(left).containsExactly("42:00:00:00:00:02", "42:00:00:00:00:03");
        assertThat(air.radios()).isEqualTo(Guest.MAX_RADIOS);
        assertThat(count(ap, GuestCounter.RADIOS_REFUSED)).isZero();
        // Each of those that stayed is still found.
        int statuses = ap.statuses().size();
        for (int i = 4; i < Guest.MAX_RADIOS; i++) {
            ap.beacon(KEY + i, AP + i, 2412, i);
        }
        assertThat(ap.statuses()).hasSize(statuses + 96);
        assertThat(left).hasSize(2);
    }

    @Test
    void aGuestThatClosesLeavesWithAllItsRadios() {
        associate();
        sta.beacon(KEY_2, STA + 1, 2412, 1);
        assertThat(air.radios()).isEqualTo(3);
        int sent = sta.port.sent.size();

        sta.guest.close();
        sta.guest.close();
        assertThat(air.radios()).isEqualTo(1);
        ap.data(KEY, STA, AP, 2412, 9);
        assertThat(ap.last().flags()).isZero();

        sta.beacon(KEY, STA, 2412, 5);
        sta.guest.writable();
        air.flush(() -> 0);
        assertThat(sta.port.sent).hasSize(sent);
        assertThat(sta.port.signals).isZero();
        assertThat(air.radios()).isEqualTo(1);
    }

    @Test
    void everyTurnSignalsEachGuestOnce() {
        associate();
        air.flush(() -> 0);
        int apSignals = ap.port.signals;
        int staSignals = sta.port.signals;
        for (int i = 0; i < 5; i++) {
            ap.data(KEY, STA, AP, 2412, i);
        }
        air.flush(() -> 0);
        air.flush(() -> 0);
        assertThat(ap.port.signals).isEqualTo(apSignals + 1);
        assertThat(sta.port.signals).isEqualTo(staSignals + 1);
    }

    @Test
    void latencyRunsFromTheAnnouncementToTheSignal() {
        associate();
        air.flush(() -> 0);
        long frames = air.latency().snapshot().frames();
        ap.announcedNanos = 1_000_000;
        ap.data(KEY, STA, AP, 2412, 1);
        air.flush(() -> 1_021_000);
        assertThat(air.latency().snapshot().frames()).isEqualTo(frames + 1);
        assertThat(air.latency().snapshot().maxNanos()).isBetween(21_000L, 21_100L);
    }

    @Test
    void aBufferThatIsTooShortCostsItsMessageOnly() {
        associate();
        sta.port.answer = length -> Claim.TOO_SHORT;
        ap.data(KEY, STA, AP, 2412, 1);
        assertThat(ap.last().flags()).isZero();
        assertThat(air.counters().value(AirCounter.DROPPED_TOO_SHORT)).isEqualTo(1);

        sta.data(KEY, AP, STA, 2412, 2);
        assertThat(count(sta, GuestCounter.STATUSES_LOST)).isEqualTo(1);
        sta.port.accept();
        sta.data(KEY, AP, STA, 2412, 3);
        assertThat(sta.last().cookie()).isEqualTo(3);
    }

    @Test
    void aPortThatClosesItsGuestWhenAskedForRoomIsGone() {
        associate();
        sta.port.answer =
                length -> {
                    sta.guest.close();
                    return Claim.GONE;
                };
        ap.data(KEY, STA, AP, 2412, 1);
        assertThat(ap.last().flags()).isZero();
        assertThat(air.counters().value(AirCounter.DROPPED_GONE)).isEqualTo(1);
        assertThat(air.radios()).isEqualTo(1);

        ap.port.answer =
                length -> {
                    ap.guest.close();
                    return Claim.GONE;
                };
        int sent = ap.port.sent.size();
        ap.data(KEY, STA, AP, 2412, 2);
        assertThat(ap.port.sent).hasSize(sent);
        assertThat(air.radios()).isZero();
    }

    private void associate() {
        ap.addAddress(KEY, AP);
        sta.addAddress(KEY, STA);
        ap.beacon(KEY, AP, 2412, 1);
        sta.data(KEY, AP, STA, 2412, 1);
        assertThat(sta.last().command()).isEqualTo(HwsimCommand.TX_INFO_FRAME);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        air.tap(
                new Tap() {
                    @Override
                    public void radioJoined(Radio radio) {
                        names.add(radio.name());
                    }

                    @Override
                    public void radioLeft(Radio radio) {}

                    @Override
                    public void transmitted(Radio from, Transmission t, Outcome o) {}
                });
        return names;
    }

    private static long count(Kernel kernel, GuestCounter counter) {
        return kernel.guest.counters().value(counter);
    }

    private static long problems(Kernel kernel, HwsimProblem problem) {
        return kernel.guest.problems().value(problem);
    }
}
