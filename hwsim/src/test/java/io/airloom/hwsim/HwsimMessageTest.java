package io.airloom.hwsim;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HwsimMessageTest {
    private static final String HEADER = "17000000000000000000000002010000";
    private static final String KEY = "0a000200420000000000" + "0000";
    private static final String COOKIE = "0c0008000700000000000000";

    private final HwsimMessage message = new HwsimMessage();

    @Test
    void fewerOctetsThanTheHeadersHaveAreNoMessage() {
        MemorySegment segment = Golden.segmentOf(new byte[19]);
        for (int available = 0; available < 20; available++) {
            assertThat(message.wrap(segment, 0, available)).isEqualTo(HwsimProblem.NO_HEADER);
            assertThat(message.problemOffset()).isZero();
            assertThat(message.command()).isZero();
        }
    }

    @Test
    void aViewOfNothingHasNothing() {
        assertThat(message.transmitterKey()).isEqualTo(MacAddress.NONE);
        assertThat(message.legs()).isZero();
        assertThat(message.problem()).isEqualTo(HwsimProblem.OK);
    }

    @Test
    void rateLegsAreReadLegByLeg() {
        String rates = "0c000700" + "0b03" + "1402" + "ff00" + "0101";
        String flags = "10001500" + "0b0100" + "148003" + "ff0000" + "010080";
        assertThat(wrap("30000000" + HEADER + rates + flags)).isEqualTo(HwsimProblem.OK);
        assertThat(message.legs()).isEqualTo(2);
        int[][] legs = {{11, 3, 1}, {20, 2, 0x380}, {-1, 0, 0}, {1, 1, 0x8000}};
        for (int leg = 0; leg < 4; leg++) {
            assertThat(message.rateIndex(leg)).isEqualTo(legs[leg][0]);
            assertThat(message.rateCount(leg)).isEqualTo(legs[leg][1]);
            assertThat(message.rateFlags(leg)).isEqualTo(legs[leg][2]);
        }
    }

    @Test
    void aMessageWithoutAttributesIsFine() {
        assertThat(wrap("14000000" + HEADER)).isEqualTo(HwsimProblem.OK);
        assertThat(message.command()).isEqualTo(HwsimCommand.FRAME);
        assertThat(message.length()).isEqualTo(20);
        assertThat(message.problemOffset()).isEqualTo(-1);
        assertThat(message.transmitterKey()).isEqualTo(MacAddress.NONE);
        assertThat(message.receiverAddress()).isEqualTo(MacAddress.NONE);
        assertThat(message.rates()).isEqualTo(TxRates.NONE);
        assertThat(message.has(HwsimAttribute.COOKIE)).isFalse();
    }

    @Test
    void aLengthSmallerThanTheHeadersIsNoMessage() {
        assertThat(wrap("13000000" + HEADER + KEY)).isEqualTo(HwsimProblem.LENGTH_TOO_SMALL);
        assertThat(wrap("00000000" + HEADER + KEY)).isEqualTo(HwsimProblem.LENGTH_TOO_SMALL);
        assertThat(message.has(HwsimAttribute.ADDR_TRANSMITTER)).isFalse();
    }

    @Test
    void aLengthBeyondWhatCameIsReadOnlyAsFarAsThat() {
        for (String length : List.of("2d000000", "ffffff7f", "ffffffff", "00000080")) {
            assertThat(wrap(length + HEADER + KEY + COOKIE))
                    .isEqualTo(HwsimProblem.LENGTH_BEYOND_BUFFER);
            assertThat(message.length()).isEqualTo(44);
            assertThat(message.transmitterKey()).isEqualTo(0x4200_0000_0000L);
            assertThat(message.cookie()).isEqualTo(7);
        }
    }

    @Test
    void whatComesBehindTheMessageIsNotRead() {
        assertThat(wrap("20000000" + HEADER + KEY + COOKIE)).isEqualTo(HwsimProblem.OK);
        assertThat(message.has(HwsimAttribute.COOKIE)).isFalse();
    }

    @Test
    void anAttributeShorterThanItsHeaderEndsTheMessage() {
        assertThat(wrap("2c000000" + HEADER + KEY + "0300080007000000" + "00000000"))
                .isEqualTo(HwsimProblem.ATTRIBUTE_TOO_SHORT);
        assertThat(message.problemOffset()).isEqualTo(32);
        assertThat(message.has(HwsimAttribute.ADDR_TRANSMITTER)).isTrue();
        assertThat(wrap("2c000000" + HEADER + "0000020042000000" + "00000000" + COOKIE))
                .isEqualTo(HwsimProblem.ATTRIBUTE_TOO_SHORT);
        assertThat(message.has(HwsimAttribute.COOKIE)).isFalse();
    }

    @Test
    void anAttributeBeyondTheMessageIsNotRead() {
        assertThat(wrap("2c000000" + HEADER + KEY + "0d0008000700000000000000"))
                .isEqualTo(HwsimProblem.ATTRIBUTE_BEYOND_MESSAGE);
        assertThat(message.problemOffset()).isEqualTo(32);
        assertThat(message.has(HwsimAttribute.COOKIE)).isFalse();
        assertThat(wrap("2c000000" + HEADER + KEY + "ffff03000700000000000000"))
                .isEqualTo(HwsimProblem.ATTRIBUTE_BEYOND_MESSAGE);
    }

    @Test
    void theLastAttributeNeedsNoPadding() {
        assertThat(wrap("1e000000" + HEADER + KEY.substring(0, 20))).isEqualTo(HwsimProblem.OK);
        assertThat(message.transmitterKey()).isEqualTo(0x4200_0000_0000L);
    }

    @Test
    void octetsBehindTheLastAttributeAreNoticed() {
        for (int extra = 1; extra <= 3; extra++) {
            String length = HexFormat.of().toHexDigits((byte) (32 + extra));
            assertThat(wrap(length + "000000" + HEADER + KEY + "00".repeat(extra)))
                    .isEqualTo(HwsimProblem.TRAILING_OCTETS);
            assertThat(message.problemOffset()).isEqualTo(32);
        }
    }

    @Test
    void aWrongSizeIsNoticedAndTheRestIsRead() {
        // A key of five octets, of seven; flags of 3, cookie of 4, rates of 6 and rate flags of 8.
        for (String wrong :
                List.of(
                        "090002004200000000000000",
                        "0b0002004200000000000000",
                        "070004000100000004006300",
                        "080008000100000004006300",
                        "0a0007000101ff00ff000000",
                        "0c0015000000000000000000")) {
            HwsimProblem problem = wrap("2c000000" + HEADER + wrong + COOKIE);
            assertThat(problem).as(wrong).isEqualTo(HwsimProblem.ATTRIBUTE_SIZE);
            assertThat(message.problemOffset()).isEqualTo(24);
            assertThat(message.has(HwsimAttribute.ADDR_TRANSMITTER)).isFalse();
            assertThat(message.has(HwsimAttribute.FLAGS)).isFalse();
            assertThat(message.has(HwsimAttribute.TX_INFO)).isFalse();
            assertThat(message.has(HwsimAttribute.TX_INFO_FLAGS)).isFalse();
            assertThat(message.cookie()).isEqualTo(7);
        }
    }

    @Test
    void ofTwoAttributesTheFirstCounts() {
        assertThat(wrap("38000000" + HEADER + KEY + COOKIE + "0c0008000900000000000000"))
                .isEqualTo(HwsimProblem.ATTRIBUTE_REPEATED);
        assertThat(message.problemOffset()).isEqualTo(48);
        assertThat(message.cookie()).isEqualTo(7);
    }

    @Test
    void theFirstProblemIsTheOneThatIsTold() {
        assertThat(wrap("4d000000" + HEADER + COOKIE + COOKIE + "0700040001000000"))
                .isEqualTo(HwsimProblem.LENGTH_BEYOND_BUFFER);
        assertThat(message.problem()).isEqualTo(HwsimProblem.LENGTH_BEYOND_BUFFER);
    }

    @Test
    void unknownAttributesAreSkippedWhereverTheyAre() {
        String unknown = "0700ff0301020300" + "0400140004006200" + "0400ff3f";
        assertThat(wrap("40000000" + HEADER + unknown + KEY + COOKIE)).isEqualTo(HwsimProblem.OK);
        assertThat(message.transmitterKey()).isEqualTo(0x4200_0000_0000L);
        assertThat(message.cookie()).isEqualTo(7);
    }

    @Test
    void theFlagsOfATypeAreNotTheType() {
        assertThat(wrap("2c000000" + HEADER + "0a000280420000000000" + "0000" + COOKIE))
                .isEqualTo(HwsimProblem.OK);
        assertThat(message.has(HwsimAttribute.ADDR_TRANSMITTER)).isTrue();
        assertThat(wrap("20000000" + HEADER + "0a0002c0420000000000" + "0000"))
                .isEqualTo(HwsimProblem.OK);
        assertThat(message.has(HwsimAttribute.ADDR_TRANSMITTER)).isTrue();
    }

    @Test
    void moreAttributesThanAnyMessageHasAreNotRead() {
        String most = "04006300".repeat(64);
        assertThat(wrap("14010000" + HEADER + most)).isEqualTo(HwsimProblem.OK);
        assertThat(wrap("20010000" + HEADER + most + COOKIE))
                .isEqualTo(HwsimProblem.TOO_MANY_ATTRIBUTES);
        assertThat(message.has(HwsimAttribute.COOKIE)).isFalse();
    }

    @Test
    void aReceptionIsReadBack() {
        MemorySegment frame = Golden.segmentOf(new byte[30]);
        MemorySegment target = Golden.segmentOf(new byte[100]);
        int length =
                HwsimEncoder.frame(target, 3, 97, 0x4200_0000_0300L, frame, 0, 30, 11, -55, 5180);

        assertThat(message.wrap(target, 3, length)).isEqualTo(HwsimProblem.OK);
        assertThat(message.receiverAddress()).isEqualTo(0x4200_0000_0300L);
        assertThat(message.frameLength()).isEqualTo(30);
        assertThat(message.frameOffset()).isEqualTo(3 + 20 + 12 + 4);
        assertThat(message.rxRate()).isEqualTo(11);
        assertThat(message.signalDbm()).isEqualTo(-55);
        assertThat(message.freqMhz()).isEqualTo(5180);
    }

    @Test
    void nothingRemainsOfTheMessageBefore() {
        Golden golden =
                Golden.all().stream().filter(one -> one.command() == 2).findFirst().orElseThrow();
        message.wrap(golden.segment(), 0, golden.message().length);
        assertThat(message.cookie()).isPositive();

        assertThat(wrap("14000000" + HEADER)).isEqualTo(HwsimProblem.OK);

        HwsimMessage fresh = new HwsimMessage();
        fresh.wrap(Golden.segmentOf(HexFormat.of().parseHex("14000000" + HEADER)), 0, 20);
        assertThat(message).usingRecursiveComparison().isEqualTo(fresh);
    }

    @Test
    void mutatedMessagesNeverThrowAndNeverPointOutside() {
        long seed = 42;
        Random random = new Random(seed);
        List<Golden> all = Golden.all();
        for (int i = 0; i < 50_000; i++) {
            byte[] octets = all.get(random.nextInt(all.size())).message().clone();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                // Mostly the headers of attributes near the front, and their lengths.
                int at = random.nextInt(random.nextBoolean() ? octets.length : 64);
                octets[Math.min(at, octets.length - 1)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(8));
            }
            int available =
                    random.nextInt(4) == 0 ? random.nextInt(octets.length + 1) : octets.length;
            check(Arrays.copyOf(octets, available), "seed " + seed + ", round " + i);
        }
    }

    @Test
    void aFrameLiesInsideTheMessageWhateverItsSenderDoesMeanwhile() throws InterruptedException {
        Golden golden =
                Golden.all().stream().filter(one -> one.command() == 2).findFirst().orElseThrow();
        MemorySegment segment = golden.segment();
        int length = golden.message().length;
        Thread hostile =
                Thread.ofPlatform()
                        .start(() -> {
                            Random random = new Random(1);
                            while (!Thread.currentThread().isInterrupted()) {
                                int any = random.nextInt(0x10000);
                                Netlink.write16(segment, 32, any);
                                Netlink.write32(segment, 0, any);
                                Netlink.write16(segment, 20, any & 31);
                                Netlink.write16(segment, 32, 0x1e);
                                Netlink.write32(segment, 0, length);
                                Netlink.write16(segment, 20, 10);
                            }
                        });
        try {
            // On a busy machine the other thread may be late: go on until both kinds were seen.
            long good = 0;
            long bad = 0;
            for (long i = 0; i < 200_000 || (i < 50_000_000 && (good == 0 || bad == 0)); i++) {
                if (message.wrap(segment, 0, length) == HwsimProblem.OK) {
                    good++;
                } else {
                    bad++;
                }
                assertInside(message, length, "round " + i);
            }
        } finally {
            hostile.interrupt();
            hostile.join();
        }
    }

    /// Reads a message that fills its memory to the last octet.
    static void check(byte[] octets, String as) {
        HwsimMessage message = new HwsimMessage();
        HwsimProblem problem = message.wrap(Golden.segmentOf(octets), 0, octets.length);
        assertThat(problem).as(as).isEqualTo(message.problem());
        assertThat(message.problemOffset()).as(as).isBetween(-1L, (long) octets.length);
        assertThat(message.legs()).as(as).isBetween(0, 4);
        assertInside(message, octets.length, as);
    }

    private static void assertInside(HwsimMessage message, int available, String as) {
        if (message.has(HwsimAttribute.FRAME)
                && (message.frameOffset() < 24
                        || message.frameLength() < 0
                        || message.frameOffset() + message.frameLength() > message.length()
                        || message.length() > available)) {
            throw new AssertionError(
                    as + ": " + message.frameOffset() + " + " + message.frameLength());
        }
    }

    private HwsimProblem wrap(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex);
        return message.wrap(Golden.segmentOf(octets), 0, octets.length);
    }
}
