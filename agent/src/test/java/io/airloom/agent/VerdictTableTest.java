package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class VerdictTableTest {
    private static final long KEY = 0x4200_0000_0000L;

    private final VerdictTable table = new VerdictTable();
    private final List<String> answered = new ArrayList<>();

    private void answer(long key, long cookie, int flags, long rates) {
        answered.add(key + " " + cookie + " " + flags + " " + rates);
    }

    @Test
    void aFrameIsTakenOutOnce() {
        assertThat(table.add(KEY, 5, 1, 2, 1000)).isTrue();
        assertThat(table.take(KEY + 1, 5)).isEqualTo(VerdictTable.UNKNOWN);
        assertThat(table.take(KEY, 6)).isEqualTo(VerdictTable.UNKNOWN);
        assertThat(table.take(KEY, 5)).isEqualTo(1000);
        assertThat(table.take(KEY, 5)).isEqualTo(VerdictTable.UNKNOWN);
        assertThat(table.size()).isZero();
    }

    @Test
    void onlyFramesWhoseTimeIsOverAreAnsweredWithWhatTheyCameWith() {
        table.add(KEY, 1, 3, 77, 1000);
        table.add(KEY, 2, 3, 77, 1001);
        assertThat(table.expire(999, this::answer)).isZero();
        assertThat(table.expire(1000, this::answer)).isOne();
        assertThat(answered).containsExactly(KEY + " 1 3 77");
        assertThat(table.take(KEY, 1)).isEqualTo(VerdictTable.UNKNOWN);
        assertThat(table.take(KEY, 2)).isEqualTo(1001);
    }

    @Test
    void timesMayOverflow() {
        table.add(KEY, 1, 0, 0, Long.MAX_VALUE - 5);
        assertThat(table.expire(Long.MAX_VALUE - 6, this::answer)).isZero();
        assertThat(table.expire(Long.MIN_VALUE + 5, this::answer)).isOne();
    }

    @Test
    void asManyFramesOfARadioAsItsKernelKeepsFindAPlace() {
        for (int radio = 0; radio < 4; radio++) {
            for (long cookie = 0; cookie < 200; cookie++) {
                assertThat(table.add(KEY + radio * 256L, cookie, 0, 0, cookie))
                        .as("radio %d cookie %d", radio, cookie)
                        .isTrue();
            }
        }
    }

    @Test
    void whenThereIsNoPlaceAFrameIsNotTakenUntilOthersHaveLeft() {
        long cookie = 0;
        while (table.add(KEY, cookie, 0, 0, cookie)) {
            cookie++;
            assertThat(cookie).isLessThanOrEqualTo(VerdictTable.PLACES);
        }
        assertThat(table.size()).isEqualTo((int) cookie);
        assertThat(table.take(KEY, cookie)).isEqualTo(VerdictTable.UNKNOWN);
        for (long other = 0; other < cookie; other++) {
            assertThat(table.take(KEY, other)).isEqualTo(other);
        }
        assertThat(table.add(KEY, cookie, 0, 0, 0)).isTrue();
    }

    @Test
    void aVerdictAndADeadlineAtTheSameMomentAnswerAFrameOnce() throws Exception {
        long seed = 20261122;
        int count = 200_000;
        AtomicIntegerArray answers = new AtomicIntegerArray(count);
        AtomicInteger added = new AtomicInteger();
        Thread verdicts =
                Thread.ofPlatform()
                        .start(() -> {
                            SplittableRandom random = new SplittableRandom(seed);
                            while (added.get() < count || table.size() > 0) {
                                int from = Math.max(1, added.get() - 64);
                                int cookie = from + random.nextInt(64);
                                if (table.take(KEY, cookie) != VerdictTable.UNKNOWN) {
                                    answers.incrementAndGet(cookie);
                                }
                            }
                        });
        Thread deadlines =
                Thread.ofPlatform()
                        .start(() -> {
                            while (added.get() < count || table.size() > 0) {
                                table.expire(
                                        added.get() - 32L,
                                        (key, cookie, flags, rates) ->
                                                answers.incrementAndGet((int) cookie));
                                if (added.get() == count) {
                                    table.expire(
                                            count,
                                            (key, cookie, flags, rates) ->
                                                    answers.incrementAndGet((int) cookie));
                                }
                            }
                        });
        Set<Integer> refused = new HashSet<>();
        for (int cookie = 0; cookie < count; cookie++) {
            if (!table.add(KEY, cookie, cookie, cookie, cookie)) {
                refused.add(cookie);
            }
            added.set(cookie + 1);
        }
        verdicts.join();
        deadlines.join();
        for (int cookie = 0; cookie < count; cookie++) {
            assertThat(answers.get(cookie))
                    .as("seed %d cookie %d", seed, cookie)
                    .isEqualTo(refused.contains(cookie) ? 0 : 1);
        }
    }
}
