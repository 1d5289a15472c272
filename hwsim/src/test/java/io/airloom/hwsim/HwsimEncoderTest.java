package io.airloom.hwsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HwsimEncoderTest {
    private static final long KEY = 0x4200_0000_0100L;
    private static final long COOKIE = 0xfedc_ba98_7654_3210L;

    @Test
    void aReceptionIsEncodedToTheOctet() {
        MemorySegment frame =
                Golden.segmentOf(HexFormat.of().parseHex("ee8000aabb0102030405060708ff"));
        MemorySegment target = filled(200);

        int length = HwsimEncoder.frame(target, 8, 100, KEY, frame, 1, 12, 7, -30, 2412);

        assertThat(length).isEqualTo(72).isEqualTo(HwsimEncoder.frameMessageLength(12));
        assertThat(hex(target, 8, length))
                .isEqualTo(
                        "4800000010000000" // nlmsg_len, type, flags
                                + "0000000000000000" // seq, pid
                                + "02010000" // command, version
                                + "0a000100420000000100" // ADDR_RECEIVER
                                + "0000"
                                + "100003008000aabb0102030405060708" // FRAME
                                + "0800050007000000" // RX_RATE
                                + "08000600e2ffffff" // SIGNAL
                                + "080013006c090000"); // FREQ
        assertThat(hex(target, 0, 8)).isEqualTo("a5".repeat(8));
        assertThat(hex(target, 80, 120)).isEqualTo("a5".repeat(120));
    }

    @Test
    void aStatusIsEncodedToTheOctet() {
        MemorySegment target = filled(100);
        long rates = TxRates.with(TxRates.with(TxRates.NONE, 0, 7, 3), 1, 4, 11);

        int length = HwsimEncoder.txInfo(target, 4, 72, KEY, 5, COOKIE, -31, rates);

        assertThat(length).isEqualTo(72).isEqualTo(HwsimEncoder.TX_INFO_LENGTH);
        assertThat(hex(target, 4, length))
                .isEqualTo(
                        "4800000010000000"
                                + "0000000000000000"
                                + "03010000"
                                + "0a000200420000000100" // ADDR_TRANSMITTER
                                + "0000"
                                + "0800040005000000" // FLAGS
                                + "08000600e1ffffff" // SIGNAL
                                + "0c0007000703040bff00ff00" // TX_INFO
                                + "0c0008001032547698badcfe"); // COOKIE
        assertThat(hex(target, 76, 24)).isEqualTo("a5".repeat(24));
    }

    @Test
    void aMeasurementEndsWithAnEmptyListOfPeers() {
        MemorySegment target = filled(40);

        int length = HwsimEncoder.measurementEnd(target, 0, 40, KEY);

        assertThat(length).isEqualTo(40).isEqualTo(HwsimEncoder.MEASUREMENT_END_LENGTH);
        assertThat(hex(target, 0, length))
                .isEqualTo(
                        "2800000010000000"
                                + "0000000000000000"
                                + "0b010000"
                                + "0a000200420000000100"
                                + "0000"
                                + "08001c8004000580");
    }

    @Test
    void whatDoesNotFitIsNotWritten() {
        MemorySegment frame = filled(24);
        MemorySegment target = filled(200);
        int length = HwsimEncoder.frameMessageLength(24);

        assertThat(HwsimEncoder.frame(target, 0, length - 1, KEY, frame, 0, 24, 0, -30, 2412))
                .isEqualTo(-1);
        assertThat(HwsimEncoder.txInfo(target, 0, 71, KEY, 0, 1, -30, TxRates.NONE)).isEqualTo(-1);
        assertThat(HwsimEncoder.measurementEnd(target, 0, 39, KEY)).isEqualTo(-1);
        assertThat(hex(target, 0, 200)).isEqualTo("a5".repeat(200));

        assertThat(HwsimEncoder.frame(target, 0, length, KEY, frame, 0, 24, 0, -30, 2412))
                .isEqualTo(length);
    }

    @Test
    void theKernelsSideKeepsToItsCapacityToo() {
        MemorySegment frame = filled(24);
        MemorySegment target = filled(200);
        int length = HwsimKernelEncoder.frameMessageLength(24, false);

        assertThat(kernelFrame(target, length - 1, frame)).isEqualTo(-1);
        assertThat(HwsimKernelEncoder.macAddress(target, 0, 43, 1, 7, KEY, KEY)).isEqualTo(-1);
        assertThat(hex(target, 0, 200)).isEqualTo("a5".repeat(200));
        assertThat(kernelFrame(target, length, frame)).isEqualTo(length);
        assertThat(HwsimKernelEncoder.macAddress(target, 0, 44, 1, 7, KEY, KEY)).isEqualTo(44);
    }

    @Test
    void everyMessagePassesTheStrictParserWithItsValues() {
        long seed = 20261122;
        Random random = new Random(seed);
        MemorySegment frame = Arena.ofAuto().allocate(2400);
        for (long i = 0; i < frame.byteSize(); i++) {
            Netlink.write8(frame, i, random.nextInt());
        }
        MemorySegment target = filled(4096);
        for (int i = 0; i < 5000; i++) {
            long key = random.nextLong() & 0xffff_ffff_ffffL;
            long offset = random.nextInt(64);
            int from = random.nextInt(90);
            int frameLength = random.nextInt(2305);
            int signal = -random.nextInt(1, 111);
            int rate = random.nextInt(12);
            int length =
                    HwsimEncoder.frame(
                            target,
                            offset,
                            3000,
                            key,
                            frame,
                            from,
                            frameLength,
                            rate,
                            signal,
                            5180);
            Map<Integer, ByteBuffer> attributes =
                    StrictKernel.parse(2, Golden.octetsOf(target, offset, length));
            assertThat(attributes.keySet())
                    .as("seed %d, round %d", seed, i)
                    .containsExactly(1, 3, 5, 6, 19);
            assertThat(attributes.get(3))
                    .isEqualTo(ByteBuffer.wrap(Golden.octetsOf(frame, from, frameLength)));
            assertThat(attributes.get(5).getInt()).isEqualTo(rate);
            assertThat(attributes.get(6).getInt()).isEqualTo(signal);

            long cookie = random.nextLong();
            long rates = random.nextLong();
            int flags = random.nextInt(8);
            length = HwsimEncoder.txInfo(target, offset, 72, key, flags, cookie, signal, rates);
            attributes = StrictKernel.parse(3, Golden.octetsOf(target, offset, length));
            assertThat(attributes.keySet()).containsExactly(2, 4, 6, 7, 8);
            assertThat(attributes.get(4).getInt()).isEqualTo(flags);
            assertThat(attributes.get(7).getLong()).isEqualTo(rates);
            assertThat(attributes.get(8).getLong()).isEqualTo(cookie);

            length = HwsimEncoder.measurementEnd(target, offset, 40, key);
            attributes = StrictKernel.parse(11, Golden.octetsOf(target, offset, length));
            assertThat(attributes.keySet()).containsExactly(2, 28);
        }
    }

    private static int kernelFrame(MemorySegment target, int capacity, MemorySegment frame) {
        return HwsimKernelEncoder.frame(
                target, 0, capacity, 0x17, KEY, frame, 0, 24, 0, 2412, TxRates.NONE, 0, 1, false);
    }

    private static MemorySegment filled(int length) {
        return Arena.ofAuto().allocate(length, 8).fill((byte) 0xa5);
    }

    private static String hex(MemorySegment segment, long offset, int length) {
        return HexFormat.of().formatHex(Golden.octetsOf(segment, offset, length));
    }
}
