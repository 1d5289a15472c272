package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TapRingTest {
    private static final long AP = 0x0200_0000_0100L;
    private static final long STA = 0x0200_0000_0200L;

    private final Air air = new Air();
    private final FakeReceiver guest = new FakeReceiver(air);
    private final TapRing ring = new TapRing(TapRing.MIN_CAPACITY, 1_000_000);
    private final Told told = new Told();

    /// Remembers in words what a ring tells.
    private static class Told implements TapHandler {
        final List<String> lines = new ArrayList<>();

        @Override
        public void joined(int radioId, String name, long key) {
            lines.add("joined %d %s %x".formatted(radioId, name, key));
        }

        @Override
        public void left(int radioId) {
            lines.add("left " + radioId);
        }

        @Override
        public void frame(TapRecord record) {
            lines.add("frame of %d, %d octets".formatted(record.radioId(), record.frameLength()));
        }

        @Override
        public void lost(long records) {
            lines.add("lost " + records);
        }

        List<String> take() {
            List<String> taken = List.copyOf(lines);
            lines.clear();
            return taken;
        }
    }

    @Test
    void aFrameIsTakenWithAllThatIsKnownOfIt() {
        Radio ap = air.join("ap1", 0x4200_0000_0000L, guest);
        Radio sta = air.join("sta1", 0x4200_0000_0100L, guest);
        air.join("far", 7, guest).sends(1, 2412, 1);
        air.addressAdded(sta, STA);
        sta.sends(1, 5180, STA);
        air.tap(ring);
        Transmission transmission =
                Frames.data(STA, AP, 5180).leg(0, 0x15, 1, 0x380).sent(5180, true, 234_567);

        air.transmit(ap, transmission);

        List<String> seen = new ArrayList<>();
        ring.poll(
                new Told() {
                    @Override
                    public void frame(TapRecord record) {
                        seen.add(
                                "%d %d %d %x %x %d %d %d %d %b %b %d %d"
                                        .formatted(
                                                record.epochNanos(),
                                                record.radioId(),
                                                record.freqMhz(),
                                                record.rateIndex(),
                                                record.rateFlags(),
                                                record.tries(),
                                                record.ackSignalDbm(),
                                                record.copies(),
                                                record.drops(),
                                                record.ackExpected(),
                                                record.acknowledged(),
                                                record.frameLength(),
                                                record.originalLength()));
                        assertThat(octets(record.frame(), record.frameOffset(), 40))
                                .isEqualTo(octets(transmission.frame(), 0, 40));
                    }
                });
        assertThat(seen).containsExactly("1234567 0 5180 15 380 1 -30 1 0 true true 40 40");
    }

    @Test
    void aFailureIsTakenAsOne() {
        Radio ap = air.join("ap1", 1, guest);
        air.join("sta1", 2, guest);
        air.tap(ring);
        guest.answer = Delivery.NO_BUFFER;

        air.transmit(ap, Frames.data(STA, AP, 2412).leg(0, -1, 0, 0));
        air.transmit(ap, Frames.data(STA, AP, 2412));
        air.transmit(ap, Frames.beacon(AP, 2412));

        List<String> seen = new ArrayList<>();
        ring.poll(
                new Told() {
                    @Override
                    public void frame(TapRecord record) {
                        seen.add(
                                "%d %d %d %d %d %b %b"
                                        .formatted(
                                                record.rateIndex(),
                                                record.tries(),
                                                record.ackSignalDbm(),
                                                record.copies(),
                                                record.drops(),
                                                record.ackExpected(),
                                                record.acknowledged()));
                    }
                });
        assertThat(seen)
                .containsExactly(
                        "-1 0 -100 0 1 true false",
                        "0 18 -100 0 1 true false",
                        "0 1 -100 0 1 false false");
    }

    @Test
    void radiosAreToldWithTheirNames() {
        air.join("here before", 0xabc, guest);
        air.tap(ring);
        Radio late = air.join("späte Antenne", 0xdef, guest);
        air.leave(late);

        assertThat(ring.poll(told)).isEqualTo(3);
        assertThat(told.take())
                .containsExactly(
                        "joined 0 here before abc", "joined 1 späte Antenne def", "left 1");
        assertThat(ring.poll(told)).isZero();
    }

    @Test
    void aNameThatIsTooLongIsCut() {
        air.tap(ring);
        air.join("x".repeat(300), 1, guest);
        ring.poll(told);
        assertThat(told.take()).containsExactly("joined 0 " + "x".repeat(256) + " 1");
    }

    @Test
    void aFrameThatIsTooLongIsCut() {
        Radio ap = air.join("ap1", 1, guest);
        air.tap(ring);
        air.transmit(ap, Frames.transmission(Frames.DATA, STA, AP, 5000, 2412));
        air.transmit(ap, Frames.transmission(Frames.DATA, STA, AP, 0, 2412));
        List<Integer> lengths = new ArrayList<>();
        ring.poll(
                new Told() {
                    @Override
                    public void frame(TapRecord record) {
                        lengths.add(record.frameLength());
                        lengths.add(record.originalLength());
                    }
                });
        assertThat(lengths).containsExactly(TapRecord.MAX_FRAME_LENGTH, 5000, 0, 0);
    }

    @Test
    void whatDoesNotFitIsLostAndTheReaderIsToldWhereAndHowMuch() {
        Radio ap = air.join("ap1", 1, guest);
        air.tap(ring);
        int sent = 0;
        while (ring.lost() == 0) {
            air.transmit(ap, Frames.beacon(AP, 2412));
            sent++;
        }
        air.transmit(ap, Frames.beacon(AP, 2412));
        sent++;
        assertThat(ring.lost()).isEqualTo(2);
        // 64 + 60 octets, padded to 128: the joined record took 40 of 65536.
        assertThat(sent).isEqualTo((65536 - 40) / 128 + 2);

        assertThat(ring.poll(told, 2)).isEqualTo(2);
        assertThat(told.take()).containsExactly("joined 0 ap1 1", "frame of 0, 60 octets");
        air.transmit(ap, Frames.beacon(AP, 2412));
        air.transmit(ap, Frames.transmission(Frames.DATA, STA, AP, 500, 2412));
        assertThat(ring.poll(told)).isEqualTo(sent - 2);
        List<String> rest = told.take();
        assertThat(rest.subList(rest.size() - 3, rest.size()))
                .containsExactly("frame of 0, 60 octets", "lost 2", "frame of 0, 60 octets");

        air.transmit(ap, Frames.beacon(AP, 2412));
        ring.poll(told);
        assertThat(told.take()).containsExactly("lost 1", "frame of 0, 60 octets");
        air.transmit(ap, Frames.beacon(AP, 2412));
        ring.poll(told);
        assertThat(told.take()).containsExactly("frame of 0, 60 octets");
        assertThat(ring.lost()).isEqualTo(3);
    }

    @Test
    void aRadioThatJoinedAFullRingIsToldBeforeItsFirstFrame() {
        Radio ap = air.join("ap1", 1, guest);
        air.tap(ring);
        fill(ap);
        Radio late = air.join("late", 2, guest);
        long lost = ring.lost();
        air.transmit(late, Frames.beacon(STA, 2412));
        assertThat(ring.lost()).isEqualTo(lost + 1);
        ring.poll(told);
        told.take();

        air.transmit(late, Frames.beacon(STA, 2412));
        ring.poll(told);
        assertThat(told.take())
                .containsExactly("lost " + (lost + 1), "joined 1 late 2", "frame of 1, 60 octets");
    }

    @Test
    void aDepartureThatDoesNotFitIsLostAndCounted() {
        Radio ap = air.join("ap1", 1, guest);
        Radio sta = air.join("sta1", 2, guest);
        air.join("sta2", 3, guest);
        air.tap(ring);
        // Three times 40 octets and as many 64 as fit leave 8.
        fill(ap);
        long lost = ring.lost();
        air.leave(sta);
        assertThat(ring.lost()).isEqualTo(lost + 1);

        // One whom the reader never knew leaves in silence.
        air.leave(air.join("brief", 3, guest));
        assertThat(ring.lost()).isEqualTo(lost + 1);
        ring.poll(told);
        assertThat(told.take()).doesNotContain("left 1", "left 2");
    }

    @Test
    void aRecordWhoseHandlerThrowsIsTakenAllTheSame() {
        Radio ap = air.join("ap1", 1, guest);
        air.tap(ring);
        air.transmit(ap, Frames.beacon(AP, 2412));
        assertThatThrownBy(() ->
                        ring.poll(
                                new Told() {
                                    @Override
                                    public void joined(int id, String name, long key) {
                                        throw new IllegalStateException("enough");
                                    }
                                }))
                .hasMessage("enough");
        ring.poll(told);
        assertThat(told.take()).containsExactly("frame of 0, 60 octets");
    }

    @Test
    void aCapacityIsAPowerOfTwoInReason() {
        for (int capacity : new int[] {0, -1, 1 << 15, (1 << 16) + 8, 3 << 15, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new TapRing(capacity, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("capacity=" + capacity);
        }
        new TapRing(1 << 17, 0);
    }

    @Test
    void recordsOfAllLengthsGoRoundManyTimes() {
        Radio ap = air.join("ap1", 1, guest);
        air.tap(ring);
        long seed = 7;
        Random random = new Random(seed);
        List<Integer> expected = new ArrayList<>();
        Checker checker = new Checker();
        for (int round = 0; round < 3000; round++) {
            for (int i = random.nextInt(6); i > 0; i--) {
                int length = random.nextInt(4) == 0 ? random.nextInt(4097) : random.nextInt(300);
                air.transmit(ap, checked(length));
                expected.add(length);
            }
            ring.poll(checker, random.nextInt(8));
        }
        ring.poll(checker);
        assertThat(ring.lost()).as("seed %d", seed).isZero();
        assertThat(checker.lengths).as("seed %d", seed).isEqualTo(expected);
    }

    private static final class Checker extends Told {
        final List<Integer> lengths = new ArrayList<>();

        @Override
        public void frame(TapRecord record) {
            int length = record.frameLength();
            lengths.add(length);
            for (int i = 0; i < length; i++) {
                byte octet = record.frame().get(ValueLayout.JAVA_BYTE, record.frameOffset() + i);
                assertThat(octet).isEqualTo((byte) (i * 7 + length));
            }
        }
    }

    private static Transmission checked(int length) {
        MemorySegment frame = Frames.frame(0, 0, 0, length);
        for (int i = 0; i < length; i++) {
            frame.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 7 + length));
        }
        return Frames.beacon(AP, 2412).frame(frame, 0, length);
    }

    private void fill(Radio from) {
        while (ring.lost() == 0) {
            air.transmit(from, Frames.transmission(Frames.DATA, STA, AP, 0, 2412));
        }
    }

    private static byte[] octets(MemorySegment segment, long offset, int length) {
        return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
