package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireMessageTest {
    private final WireMessage message = new WireMessage();

    @Test
    void aHelloHasTheseOctets() {
        assertThat(HexFormat.of().formatHex(Samples.hello("sta1")))
                .isEqualTo(
                        "46000000"
                                + "0100"
                                + "0000"
                                + "fbffffffffffffff"
                                + "896169726c6f6f6d2d6167656e740d0a"
                                + "0100"
                                + "0100"
                                + "03000000"
                                + "0102030405060708090a0b0c0d0e0f10"
                                + "8877665544332211"
                                + "0400"
                                + "73746131");
    }

    @Test
    void helloAndChallengeSayWhatWasWritten() {
        wrap(Samples.hello("sta1"));
        assertThat(message.type()).isEqualTo(MessageType.HELLO);
        assertThat(message.sentNanos()).isEqualTo(-5);
        assertThat(message.leastVersion()).isEqualTo(1);
        assertThat(message.mostVersion()).isEqualTo(1);
        assertThat(message.capabilities()).isEqualTo(3);
        assertThat(message.agentNonce()).isEqualTo(Samples.NONCE);
        assertThat(message.boot()).isEqualTo(0x1122334455667788L);
        assertThat(message.name()).isEqualTo("sta1");
        assertThat(message).hasToString("HELLO of 70 octets");

        wrap(Samples.challenge());
        assertThat(message.version()).isEqualTo(1);
        assertThat(message.proofWanted()).isTrue();
        assertThat(message.capabilities()).isZero();
        assertThat(message.agentNonce()).isEqualTo(Samples.NONCE);
    }

    @Test
    void theSmallMessagesSayWhatWasWritten() {
        MemorySegment b = Samples.buffer();
        byte[] proof = new byte[32];
        Arrays.fill(proof, (byte) 7);
        wrap(b, WireEncoder.proof(b, 0, 1, proof));
        assertThat(message.proof()).isEqualTo(proof);
        wrap(b, WireEncoder.welcome(b, 0, 2, proof, 0xabcdef, 100, 500_000, 10_000));
        assertThat(message.proof()).isEqualTo(proof);
        assertThat(message.place()).isEqualTo(0xabcdef);
        assertThat(message.radiosWanted()).isEqualTo(100);
        assertThat(message.verdictMicros()).isEqualTo(500_000);
        assertThat(message.silenceMillis()).isEqualTo(10_000);
        wrap(b, WireEncoder.ping(b, 0, 3, -77, -1));
        assertThat(message.clockOffsetNanos()).isEqualTo(-77);
        assertThat(message.clockUncertaintyNanos()).isEqualTo(-1);
        wrap(b, WireEncoder.pong(b, 0, 4, Long.MIN_VALUE, 80));
        assertThat(message.pingSentNanos()).isEqualTo(Long.MIN_VALUE);
        assertThat(message.pingReceivedNanos()).isEqualTo(80);
        wrap(b, WireEncoder.create(b, 0, 6, -9, 0x0241_0000_0500L));
        assertThat(message.request()).isEqualTo(-9);
        assertThat(message.radioAddress()).isEqualTo(0x0241_0000_0500L);
        wrap(b, WireEncoder.created(b, 0, 7, 9, 22, 0x4241_0000_0500L));
        assertThat(message.request()).isEqualTo(9);
        assertThat(message.errno()).isEqualTo(22);
        assertThat(message.radioKey()).isEqualTo(0x4241_0000_0500L);
    }

    @Test
    void receiptsAreReadOneByOne() {
        MemorySegment b = Samples.buffer();
        for (int i = 0; i < AgentProtocol.MAX_RECEIPTS; i++) {
            WireEncoder.receipt(b, 0, i, i, 100 + i, 200 + i);
        }
        int length = WireEncoder.receipts(b, 0, 1, AgentProtocol.MAX_RECEIPTS);
        assertThat(length).isEqualTo(WireEncoder.MAX_LENGTH);
        wrap(b, length);
        assertThat(message.receiptCount()).isEqualTo(32);
        assertThat(message.receiptSentNanos(31)).isEqualTo(31);
        assertThat(message.receiptReceivedNanos(31)).isEqualTo(131);
        assertThat(message.receiptInjectedNanos(31)).isEqualTo(231);
        assertThatThrownBy(() -> message.receiptSentNanos(32))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void netlinkMessagesComeOutAsTheyWentIn() {
        wrap(Samples.frames(MessageBatch.up(), 20, 33, 2_400));
        int[] lengths = {20, 33, 2_400};
        for (int i = 0; i < lengths.length; i++) {
            assertThat(message.nextItem()).isTrue();
            assertThat(message.itemLength()).isEqualTo(lengths[i]);
            assertThat(message.capturedNanos()).isEqualTo(1_000 + i);
            assertThat(WireLayout.u8(message.segment(), message.itemOffset() + 19)).isEqualTo(i);
        }
        assertThat(message.nextItem()).isFalse();
        wrap(Samples.frames(MessageBatch.down(), 21, 20));
        assertThat(message.nextItem()).isTrue();
        assertThat(message.itemLength()).isEqualTo(21);
        assertThat(message.nextItem()).isTrue();
        assertThat(message.nextItem()).isFalse();
    }

    @Test
    void aByeIsReadableWhateverIsInIt() {
        MemorySegment b = Samples.buffer();
        int length = WireEncoder.bye(b, 0, 1, Farewell.NOT_TRUSTED, "no\u001b[31m für dich");
        wrap(b, length);
        assertThat(message.farewell()).isEqualTo(Farewell.NOT_TRUSTED);
        assertThat(message.reason()).isEqualTo("no?[31m f?r dich");
        byte[] octets = Samples.octets(b, length);
        wrap(Samples.with(Samples.with(octets, 20, 7), 16, 99));
        assertThat(message.reason()).startsWith("?o");
        assertThat(message.farewell()).isEqualTo(Farewell.OTHER);
        wrap(b, WireEncoder.bye(b, 0, 1, Farewell.ENDING, "x".repeat(1_000)));
        assertThat(message.reason()).hasSize(256);
        wrap(b, WireEncoder.bye(b, 0, 1, Farewell.ENDING, ""));
        assertThat(message.reason()).isEmpty();
    }

    @Test
    void anyMessageThatIsCutOrLengthenedIsAProblem() {
        for (byte[] octets : Samples.oneOfEach()) {
            for (int length = 0; length < octets.length; length++) {
                assertThat(problem(Arrays.copyOf(octets, length))).isNotEqualTo(WireProblem.OK);
                if (length >= 16) {
                    byte[] cut = Arrays.copyOf(octets, length);
                    WireLayout.write32(MemorySegment.ofArray(cut), 0, length);
                    boolean receipt = octets[4] == MessageType.RECEIPTS && length == 40;
                    boolean item = octets[4] == MessageType.FRAMES_UP && cutsBehindAnItem(length);
                    boolean itemDown = octets[4] == MessageType.FRAMES_DOWN && length == 40;
                    if (!receipt && !item && !itemDown) {
                        assertThat(problem(cut))
                                .as("%d of %d", length, octets.length)
                                .isNotEqualTo(WireProblem.OK);
                    }
                }
            }
            assertThat(problem(Arrays.copyOf(octets, octets.length + 1)))
                    .isEqualTo(WireProblem.LENGTH_OF_TYPE);
        }
    }

    private static boolean cutsBehindAnItem(int length) {
        return length == 16 + 28 || length == 16 + 28 + 44;
    }

    @Test
    void eachRuleHasItsProblem() {
        byte[] hello = Samples.hello("sta1");
        assertThat(problem(hello)).isEqualTo(WireProblem.OK);
        assertThat(problem(new byte[16])).isEqualTo(WireProblem.LENGTH_TOO_SMALL);
        assertThat(problem(Samples.with(hello, 1, 0x20))).isEqualTo(WireProblem.LENGTH_TOO_LARGE);
        assertThat(problem(Samples.with(hello, 6, 1))).isEqualTo(WireProblem.RESERVED_NOT_ZERO);
        assertThat(problem(Samples.with(hello, 4, 0))).isEqualTo(WireProblem.TYPE_UNKNOWN);
        assertThat(problem(Samples.with(hello, 4, 13))).isEqualTo(WireProblem.TYPE_UNKNOWN);
        assertThat(problem(Samples.with(hello, 4, 7))).isEqualTo(WireProblem.LENGTH_OF_TYPE);
        assertThat(problem(Samples.with(hello, 31, 0))).isEqualTo(WireProblem.MAGIC);
        assertThat(problem(Samples.with(Samples.challenge(), 16, 0))).isEqualTo(WireProblem.MAGIC);
        assertThat(problem(Samples.with(hello, 32, 0))).isEqualTo(WireProblem.VERSIONS);
        assertThat(problem(Samples.with(hello, 32, 2))).isEqualTo(WireProblem.VERSIONS);
        assertThat(problem(Samples.with(hello, 64, 0))).isEqualTo(WireProblem.NAME);
        assertThat(problem(Samples.with(hello, 64, 65))).isEqualTo(WireProblem.NAME);
        assertThat(problem(Samples.with(hello, 66, 27))).isEqualTo(WireProblem.NAME);
        assertThat(problem(Samples.with(hello, 64, 3))).isEqualTo(WireProblem.LENGTH_OF_TYPE);
        byte[] welcome = Samples.oneOfEach().get(3);
        assertThat(problem(Samples.with(welcome, 48, 0))).isEqualTo(WireProblem.PLACE);
        assertThat(problem(Samples.with(welcome, 51, 1))).isEqualTo(WireProblem.PLACE);
        assertThat(problem(Samples.with(welcome, 52, 101))).isEqualTo(WireProblem.PLACE);
        byte[] frames = Samples.frames(MessageBatch.down(), 20, 24);
        assertThat(problem(Samples.with(frames, 16, 19))).isEqualTo(WireProblem.ITEM_TOO_SHORT);
        assertThat(problem(Samples.with(frames, 36, 25)))
                .isEqualTo(WireProblem.ITEM_BEYOND_MESSAGE);
        assertThat(problem(Samples.with(frames, 39, 0xff)))
                .isEqualTo(WireProblem.ITEM_BEYOND_MESSAGE);
        assertThat(problem(header(16, MessageType.FRAMES_DOWN))).isEqualTo(WireProblem.NO_ITEMS);
        assertThat(problem(header(16, MessageType.RECEIPTS))).isEqualTo(WireProblem.RECEIPT_COUNT);
        assertThat(problem(header(16 + 33 * 24, MessageType.RECEIPTS)))
                .isEqualTo(WireProblem.RECEIPT_COUNT);
        assertThat(problem(header(17, MessageType.RECEIPTS))).isEqualTo(WireProblem.LENGTH_OF_TYPE);
        assertThat(problem(header(20 + 257, MessageType.BYE)))
                .isEqualTo(WireProblem.LENGTH_OF_TYPE);
    }

    @Test
    void anyOctetsAreAMessageOrAProblem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = Samples.some(random, 1).getFirst().clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            check(octets, "seed " + seed);
        }
    }

    /// Reads everything that a message of these octets has.
    static void check(byte[] octets, String what) {
        WireMessage read = new WireMessage();
        MemorySegment segment = Samples.segmentOf(octets);
        if (read.wrap(segment, 0, octets.length) != WireProblem.OK) {
            return;
        }
        switch (read.type()) {
            case MessageType.HELLO -> assertThat(read.name()).as(what).isNotEmpty();
            case MessageType.BYE -> assertThat(read.reason()).as(what).hasSizeLessThan(257);
            case MessageType.RECEIPTS -> {
                for (int i = 0; i < read.receiptCount(); i++) {
                    read.receiptInjectedNanos(i);
                }
            }
            default -> {
                int end = AgentProtocol.HEADER_LENGTH;
                while (read.nextItem()) {
                    assertThat(read.itemOffset()).as(what).isGreaterThanOrEqualTo(end);
                    end = (int) read.itemOffset() + read.itemLength();
                    assertThat(end).as(what).isLessThanOrEqualTo(octets.length);
                }
            }
        }
    }

    private static byte[] header(int length, int type) {
        byte[] octets = new byte[length];
        WireLayout.header(MemorySegment.ofArray(octets), 0, length, type, 0);
        return octets;
    }

    private void wrap(byte[] octets) {
        wrap(Samples.segmentOf(octets), octets.length);
    }

    private void wrap(MemorySegment segment, int length) {
        assertThat(message.wrap(segment, 0, length)).isEqualTo(WireProblem.OK);
    }

    private WireProblem problem(byte[] octets) {
        return message.wrap(Samples.segmentOf(octets), 0, octets.length);
    }
}
