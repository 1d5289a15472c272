package io.airloom.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimEncoder;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final long KEY = Kernel.KEY;
    private static final long AP = 0x0200_0000_0100L;
    private static final long STA = 0x0200_0000_0200L;

    private final Air air = new Air();
    private final Kernel ap = new Kernel(air, "ap1");
    private final Kernel sta = new Kernel(air, "sta1");

    @Test
    void messagesOfAllLengthsGoRoundInOrder() {
        Backlog backlog = new Backlog();
        long seed = 11;
        Random random = new Random(seed);
        Deque<Integer> expected = new ArrayDeque<>();
        int full = 0;
        for (int i = 0; i < 60_000; i++) {
            // Long runs of either kind, so that it is full and empty again and again.
            boolean append = random.nextInt(8) < (i / 2000 % 2 == 0 ? 6 : 2);
            if (append) {
                boolean reception = random.nextBoolean();
                int length = reception ? random.nextInt(68, 2373) : HwsimEncoder.TX_INFO_LENGTH;
                boolean room = reception || backlog.hasRoomForAnswer(length);
                long at = backlog.append(length, reception);
                if (at < 0) {
                    full++;
                    assertThat(room && !reception).isFalse();
                    continue;
                }
                assertThat(room).isTrue();
                assertThat(at + length).isLessThanOrEqualTo(Backlog.CAPACITY);
                backlog.memory().asSlice(at, length).fill((byte) length);
                expected.add(reception ? length : -length);
            } else if (!expected.isEmpty()) {
                int length = expected.remove();
                assertThat(backlog.firstIsReception()).isEqualTo(length > 0);
                assertThat(backlog.firstLength()).isEqualTo(Math.abs(length));
                long at = backlog.firstOffset();
                MemorySegment written = Arena.ofAuto().allocate(Math.abs(length));
                written.fill((byte) Math.abs(length));
                assertThat(backlog.memory().asSlice(at, Math.abs(length)).mismatch(written))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(-1);
                backlog.removeFirst();
            }
            assertThat(backlog.isEmpty()).isEqualTo(expected.isEmpty());
        }
        assertThat(full).isPositive();
    }

    @Test
    void receptionsFillThreeQuartersAndAnswersTheRest() {
        Backlog backlog = new Backlog();
        int receptions = 0;
        while (backlog.append(120, true) >= 0) {
            receptions++;
        }
        assertThat(receptions).isEqualTo(Backlog.RECEPTIONS_CAPACITY / 128);
        int answers = 0;
        while (backlog.append(72, false) >= 0) {
            answers++;
        }
        assertThat(answers).isEqualTo(Backlog.CAPACITY / 4 / 80);
        assertThat(backlog.hasRoomForAnswer(72)).isFalse();
        assertThat(backlog.append(100, true)).isEqualTo(-1);
        backlog.removeFirst();
        assertThat(backlog.hasRoomForAnswer(72)).isTrue();
        assertThat(backlog.append(100, true)).isEqualTo(-1);
    }

    @Test
    void whatHasNoBufferWaitsInOrderAndComesWhenThereIsOne() {
        associate();
        sta.port.refuse();
        for (int i = 10; i < 20; i++) {
            ap.data(KEY, STA, AP, 2412, i);
            sta.data(KEY, AP, STA, 2412, i);
        }
        assertThat(sta.received()).isEmpty();
        assertThat(ap.statuses()).allMatch(status -> status.flags() == 4);

        int[] buffers = {7};
        sta.port.answer = length -> buffers[0]-- > 0 ? Claim.OK : Claim.NO_BUFFER;
        sta.guest.writable();
        assertThat(sta.received()).hasSize(7);
        air.flush(() -> 0);
        assertThat(sta.port.signals).isEqualTo(1);
        sta.port.accept();
        sta.guest.writable();

        List<String> order = new ArrayList<>();
        for (Kernel.Received one : sta.received()) {
            order.add(one.command() == HwsimCommand.FRAME ? "frame" : "status " + one.cookie());
        }
        List<String> expected = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            expected.add("frame");
            expected.add("status " + i);
        }
        assertThat(order).isEqualTo(expected);
        assertThat(sta.guest.counters().value(GuestCounter.BACKLOGGED)).isEqualTo(20);
    }

    @Test
    void aNewMessageNeverOvertakesOneThatWaits() {
        associate();
        sta.port.refuse();
        sta.data(KEY, AP, STA, 2412, 1);
        sta.port.accept();
        // Nobody said writable(); the next message sends what waits first.
        sta.data(KEY, AP, STA, 2412, 2);
        assertThat(sta.statuses()).extracting(Kernel.Received::cookie).containsExactly(1L, 2L);
    }

    @Test
    void aGuestThatTakesNothingGetsItsFramesDroppedAndItsAnswersKept() {
        associate();
        sta.port.refuse();
        int acknowledged = 0;
        int sent = 0;
        do {
            ap.data(KEY, STA, AP, 2412, ++sent);
            acknowledged += ap.last().flags() == 4 ? 1 : 0;
        } while (ap.last().flags() == 4);
        assertThat(air.counters().value(AirCounter.DROPPED_NO_BUFFER)).isEqualTo(1);
        assertThat(acknowledged)
                .isEqualTo(Backlog.RECEPTIONS_CAPACITY / (8 + HwsimEncoder.frameMessageLength(50)));

        long cookie = 0;
        while (sta.guest.accepting()) {
            sta.data(KEY, AP, STA, 2412, ++cookie);
        }
        assertThat(cookie).isGreaterThan(800);
        assertThat(sta.guest.counters().value(GuestCounter.STATUSES_LOST)).isZero();
        sta.data(KEY, AP, STA, 2412, ++cookie);
        assertThat(sta.guest.counters().value(GuestCounter.STATUSES_LOST)).isEqualTo(1);

        sta.port.accept();
        sta.guest.writable();
        assertThat(sta.guest.accepting()).isTrue();
        assertThat(sta.receptions()).hasSize(acknowledged);
        List<Kernel.Received> statuses = sta.statuses();
        assertThat(statuses).hasSize((int) cookie - 1);
        for (int i = 0; i < statuses.size(); i++) {
            assertThat(statuses.get(i).cookie()).isEqualTo(i + 1);
        }
    }

    @Test
    void aWaitingMessageThatNoBufferHoldsIsDroppedAlone() {
        associate();
        sta.port.refuse();
        ap.data(KEY, STA, AP, 2412, 1);
        sta.data(KEY, AP, STA, 2412, 2);
        sta.data(KEY, AP, STA, 2412, 3);
        int[] calls = {0};
        sta.port.answer = length -> calls[0]++ < 2 ? Claim.TOO_SHORT : Claim.OK;

        sta.guest.writable();

        assertThat(sta.received()).extracting(Kernel.Received::cookie).containsExactly(3L);
        assertThat(sta.guest.counters().value(GuestCounter.BACKLOG_DROPPED)).isEqualTo(1);
        assertThat(sta.guest.counters().value(GuestCounter.STATUSES_LOST)).isEqualTo(1);
    }

    @Test
    void aPortThatIsGoneIsNotAskedForever() {
        associate();
        sta.port.refuse();
        sta.data(KEY, AP, STA, 2412, 2);
        int[] calls = {0};
        sta.port.answer =
                length -> {
                    calls[0]++;
                    sta.guest.close();
                    return Claim.GONE;
                };
        sta.guest.writable();
        sta.guest.writable();
        assertThat(calls[0]).isEqualTo(1);
    }

    private void associate() {
        ap.addAddress(KEY, AP);
        sta.addAddress(KEY, STA);
        ap.beacon(KEY, AP, 2412, 1);
        sta.beacon(KEY, STA, 2412, 1);
        air.flush(() -> 0);
        ap.port.sent.clear();
        sta.port.sent.clear();
        sta.port.signals = 0;
    }
}
