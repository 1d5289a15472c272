package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageStreamTest {
    @Test
    void messagesAreTheSameHoweverTheOctetsCome() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<byte[]> messages = new ArrayList<>();
            messages.add(Samples.hello("first"));
            messages.addAll(Samples.some(random, 30));
            MessageStream stream = round % 2 == 0 ? connection() : line();
            List<byte[]> read = feed(stream, Samples.concat(messages), random);
            assertThat(read).as("seed %d", seed).hasSameSizeAs(messages);
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i)).as("seed %d", seed).isEqualTo(messages.get(i));
            }
            assertThat(stream.isPartial()).isFalse();
            assertThat(stream.dropped()).isZero();
            assertThat(stream.problem()).isEqualTo(WireProblem.OK);
        }
    }

    @Test
    void aConnectionEndsWithItsFirstProblem() {
        byte[] bad = Samples.with(Samples.challenge(), 6, 1);
        MessageStream stream = connection();
        List<byte[]> read =
                feed(
                        stream,
                        Samples.concat(List.of(Samples.hello("a"), bad, Samples.hello("b"))),
                        null);
        assertThat(read).hasSize(1);
        assertThat(stream.problem()).isEqualTo(WireProblem.RESERVED_NOT_ZERO);
        assertThat(stream.next()).isNull();
        assertThatThrownBy(stream::resync).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLengthThatCannotBeIsNoticedBeforeTheOctetsHaveCome() {
        MessageStream stream = connection();
        byte[] header = Arrays.copyOf(Samples.with(Samples.challenge(), 3, 1), 16);
        assertThat(feed(stream, header, null)).isEmpty();
        assertThat(stream.problem()).isEqualTo(WireProblem.LENGTH_TOO_LARGE);
    }

    @Test
    void aLineFindsTheNextHelloBehindAnyGarbage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] garbage = new byte[random.nextInt(5_000)];
            random.nextBytes(garbage);
            byte[] hello = Samples.hello("again");
            MessageStream stream = line();
            List<byte[]> read =
                    feed(stream, Samples.concat(List.of(garbage, hello, hello)), random);
            assertThat(read).as("seed %d", seed).hasSize(2);
            assertThat(read.getFirst()).isEqualTo(hello);
            assertThat(stream.dropped()).isEqualTo(garbage.length);
        }
    }

    @Test
    void aLineGoesOnAfterABadMessage() {
        byte[] bad = Samples.with(Samples.frames(MessageBatch.up(), 20, 200), 24, 19);
        MessageStream stream = line();
        List<byte[]> read =
                feed(
                        stream,
                        Samples.concat(
                                List.of(
                                        Samples.hello("a"),
                                        bad,
                                        Samples.challenge(),
                                        Samples.hello("b"))),
                        null);
        assertThat(read).hasSize(3);
        assertThat(stream.problem()).isEqualTo(WireProblem.ITEM_TOO_SHORT);
        assertThat(stream.resyncs()).isEqualTo(1);
        assertThat(stream.dropped()).isEqualTo(bad.length);
    }

    @Test
    void aHelloInsideOfAMessageThatNeverGetsWholeIsFoundWhenAskedFor() {
        MessageStream stream = line();
        byte[] half = Arrays.copyOf(Samples.frames(MessageBatch.up(), 4_000), 700);
        List<byte[]> read =
                feed(
                        stream,
                        Samples.concat(List.of(Samples.hello("a"), half, Samples.hello("b"))),
                        null);
        assertThat(read).hasSize(1);
        assertThat(stream.isPartial()).isTrue();
        stream.resync();
        WireMessage found = stream.next();
        assertThat(found).isNotNull();
        assertThat(found.name()).isEqualTo("b");
        assertThat(stream.isPartial()).isFalse();
    }

    @Test
    void aGreetingThatClaimsToBeLongIsNoGreeting() {
        byte[] liar = Samples.hello("a");
        WireLayout.write32(MemorySegment.ofArray(liar), 0, 8_000);
        MessageStream stream = line();
        List<byte[]> read = feed(stream, Samples.concat(List.of(liar, Samples.hello("b"))), null);
        assertThat(read).hasSize(1);
    }

    @Test
    void thereIsAlwaysRoomForTheRestOfAMessage() {
        MessageStream stream = connection();
        byte[] large = Samples.frames(MessageBatch.up(), 8_000);
        for (int i = 0; i < 50; i++) {
            List<byte[]> read = feed(stream, large, new Random(i));
            assertThat(read).hasSize(1);
        }
    }

    @Test
    void readingAllocatesNothing() {
        MessageStream stream = connection();
        byte[] octets = Samples.frames(MessageBatch.up(), 200, 300, 400);
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                long at = stream.writeOffset();
                MemorySegment.copy(
                        octets, 0, stream.segment(), ValueLayout.JAVA_BYTE, at, octets.length);
                stream.written(octets.length);
                WireMessage message = stream.next();
                while (message != null && message.nextItem()) {
                    message.capturedNanos();
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(1_000);
    }

    static MessageStream connection() {
        return MessageStream.ofConnection(Arena.ofAuto().allocate(MessageStream.MIN_CAPACITY));
    }

    static MessageStream line() {
        return MessageStream.ofLine(Arena.ofAuto().allocate(MessageStream.MIN_CAPACITY));
    }

    /// All messages of these octets, read in pieces of random length, or as many as fit.
    static List<byte[]> feed(MessageStream stream, byte[] octets, Random random) {
        List<byte[]> read = new ArrayList<>();
        int at = 0;
        while (at < octets.length) {
            long offset = stream.writeOffset();
            int most = Math.min(octets.length - at, stream.writeRoom());
            if (most == 0) {
                assertThat(stream.problem()).isNotEqualTo(WireProblem.OK);
                return read;
            }
            int count = random == null ? most : 1 + random.nextInt(Math.min(most, 500));
            MemorySegment.copy(octets, at, stream.segment(), ValueLayout.JAVA_BYTE, offset, count);
            stream.written(count);
            at += count;
            for (WireMessage m = stream.next(); m != null; m = stream.next()) {
                read.add(Samples.copyOf(m));
            }
        }
        return read;
    }
}
