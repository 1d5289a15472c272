package io.airloom.hwsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Decodes every message that real guests sent, and encodes it again as they did, octet for octet.
class GoldenTest {
    private static final long KEY = 0x4200_0000_0000L;

    static List<Golden> messages() {
        return Golden.all();
    }

    static Stream<Golden> frames() {
        return messages().stream().filter(golden -> golden.command() == HwsimCommand.FRAME);
    }

    static Stream<Golden> addresses() {
        return messages().stream().filter(golden -> golden.command() != HwsimCommand.FRAME);
    }

    @Test
    void theTranscriptsAreThere() {
        assertThat(frames().count()).isEqualTo(75);
        assertThat(addresses().count()).isEqualTo(15);
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameIsDecodedAndEncodedAgain(Golden golden) {
        MemorySegment source = golden.segment();
        HwsimMessage message = new HwsimMessage();

        assertThat(message.wrap(source, 0, golden.message().length)).isEqualTo(HwsimProblem.OK);

        assertThat(message.command()).isEqualTo(HwsimCommand.FRAME);
        assertThat(message.length()).isEqualTo(golden.message().length);
        assertThat(message.transmitterKey()).isEqualTo(KEY);
        assertThat(message.freqMhz()).isEqualTo(2412);
        assertThat(message.flags()).isBetween(0, HwsimFlags.REQ_TX_STATUS | HwsimFlags.NO_ACK);
        assertThat(message.legs()).isBetween(1, 4);
        assertThat(message.rateCount(0)).isPositive();
        assertThat(Netlink.u16(source, message.frameOffset())).isEqualTo(golden.frameControl());
        assertThat(encodedAgain(golden, source, message)).isEqualTo(golden.message());
    }

    private static byte[] encodedAgain(Golden golden, MemorySegment source, HwsimMessage message) {
        int length = golden.message().length;
        assertThat(HwsimKernelEncoder.frameMessageLength(message.frameLength(), golden.aligned()))
                .isEqualTo(length);
        MemorySegment target = Arena.ofAuto().allocate(length);
        target.fill((byte) 0xa5);
        int written =
                HwsimKernelEncoder.frame(
                        target,
                        0,
                        length,
                        Netlink.u16(source, 4),
                        message.transmitterKey(),
                        source,
                        message.frameOffset(),
                        message.frameLength(),
                        message.flags(),
                        message.freqMhz(),
                        message.rates(),
                        message.rateFlags(),
                        message.cookie(),
                        golden.aligned());
        assertThat(written).isEqualTo(length);
        return Golden.octetsOf(target, 0, length);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void anAddressIsDecodedAndEncodedAgain(Golden golden) {
        int length = golden.message().length;
        HwsimMessage message = new HwsimMessage();

        assertThat(message.wrap(golden.segment(), 0, length)).isEqualTo(HwsimProblem.OK);

        assertThat(message.command()).isEqualTo(golden.command());
        assertThat(message.transmitterKey()).isEqualTo(KEY);
        assertThat(message.receiverAddress() >>> 40).isEqualTo(2);
        MemorySegment target = Arena.ofAuto().allocate(length);
        target.fill((byte) 0xa5);
        int written =
                HwsimKernelEncoder.macAddress(
                        target,
                        0,
                        length,
                        Netlink.u16(golden.segment(), 4),
                        golden.command(),
                        message.transmitterKey(),
                        message.receiverAddress());
        assertThat(written).isEqualTo(length);
        assertThat(Golden.octetsOf(target, 0, length)).isEqualTo(golden.message());
    }

    @Test
    void rateLegsAndTheirFlagsAreReadLegByLeg() {
        Golden multicast =
                frames().filter(golden -> golden.file().startsWith("qemu11-pc"))
                        .filter(golden -> golden.message().length == 0xd4)
                        .findFirst()
                        .orElseThrow();
        HwsimMessage message = new HwsimMessage();
        message.wrap(multicast.segment(), 0, multicast.message().length);

        // TX_INFO 0002 0002 0002 0002, TX_INFO_FLAGS 00 0000, 00 0100, 00 0100, 00 0100.
        assertThat(message.legs()).isEqualTo(4);
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            assertThat(message.rateIndex(leg)).isZero();
            assertThat(message.rateCount(leg)).isEqualTo(2);
            assertThat(message.rateFlags(leg)).isEqualTo(leg == 0 ? 0 : 1);
        }
    }
}
