package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RadiotapTest {
    private static final long TSFT = 0x0102_0304_0506_0708L;

    @Test
    void writesALegacyRate() {
        assertThat(octets(legacy(2_412, 0, -30)))
                .isEqualTo(
                        Frames.octets(
                                "0000 1b00 2f800200 0807060504030201 00 02 6c09 a000 e2 00"
                                        + "0000 00"));
        assertThat(octets(legacy(5_180, 7, -30)))
                .isEqualTo(
                        Frames.octets(
                                "0000 1b00 2f800200 0807060504030201 00 6c 3c14 4001 e2 00"
                                        + "0000 00"));
    }

    @Test
    void writesAnHtMcs() {
        int flags = PhyRate.HT_MCS | PhyRate.WIDTH_40 | PhyRate.SHORT_GI;
        Radiotap radiotap = new Radiotap(TSFT, 2_437, 15, flags, -50, -92, true, false, 3);
        assertThat(octets(radiotap))
                .isEqualTo(
                        Frames.octets(
                                "0000 1e00 6b800a00 0807060504030201 00 00 8509 8004 ce a4"
                                        + "0100 03 07 05 0f"));
    }

    @Test
    void writesAVhtMcs() {
        int flags = PhyRate.VHT_MCS | PhyRate.WIDTH_80;
        int unknown = Radiotap.UNKNOWN;
        Radiotap radiotap = new Radiotap(TSFT, 5_180, 0x19, flags, -50, unknown, false, true, 0);
        assertThat(octets(radiotap))
                .isEqualTo(
                        Frames.octets(
                                "0000 2800 2b802200 0807060504030201 00 00 3c14 4001 ce 00"
                                        + "0800 00 00 4400 00 04 92000000 00 00 0000"));
    }

    @Test
    void leavesOutWhatNobodyKnows() {
        int unknown = Radiotap.UNKNOWN;
        Radiotap radiotap = new Radiotap(TSFT, 2_412, -1, 0, unknown, unknown, false, true, 0);
        assertThat(octets(radiotap))
                .isEqualTo(
                        Frames.octets(
                                "0000 1900 0b800200 0807060504030201 00 00 6c09 8000 0800 00"));
    }

    @Test
    void knowsNoRateWithoutAChannel() {
        int unknown = Radiotap.UNKNOWN;
        Radiotap radiotap = new Radiotap(TSFT, 0, 3, 0, -30, unknown, false, true, 0);
        assertThat(octets(radiotap))
                .isEqualTo(Frames.octets("0000 1500 23800200 0807060504030201 00 e2 0800 00"));
    }

    @Test
    void readsWhatItWrites() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            Radiotap radiotap =
                    new Radiotap(
                            random.nextLong(),
                            random.nextInt(0x10000),
                            random.nextInt(-1, 130),
                            random.nextInt(1 << 11),
                            random.nextInt(4) == 0 ? Radiotap.UNKNOWN : random.nextInt(-128, 0),
                            random.nextBoolean() ? Radiotap.UNKNOWN : -92,
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextInt(300));
            byte[] octets = octets(radiotap);
            RadiotapHeader header = RadiotapHeader.parse(Frames.segment(octets), 0, octets.length);
            assertThat(header)
                    .as("seed %d", seed)
                    .isEqualTo(
                            new RadiotapHeader(
                                    octets.length,
                                    radiotap.freqMhz(),
                                    radiotap.signalDbm(),
                                    false,
                                    (radiotap.failed() ? RadiotapHeader.TX_FAILED : 0)
                                            | (radiotap.noAck() ? RadiotapHeader.TX_NO_ACK : 0),
                                    Math.min(255, radiotap.retries())));
        }
    }

    @Test
    void readsHeadersOfOthers() {
        // As mac80211's monitor interface writes them: three words of presence, FCS at the end.
        RadiotapHeader header =
                parse(
                        "0000 1e00 2e4000a0 200800a0 20080000 10 02 6c09 a000 c5 00 0000 c5 00"
                                + "00000000");
        assertThat(header).isEqualTo(new RadiotapHeader(30, 2_412, -59, true, Radiotap.UNKNOWN, 0));
        assertThat(parse("0000 0800 00000000"))
                .isEqualTo(new RadiotapHeader(8, 0, Radiotap.UNKNOWN, false, Radiotap.UNKNOWN, 0));
    }

    @Test
    void refusesHeadersThatContradictThemselves() {
        assertThat(parse("0100 0800 00000000")).as("version").isNull();
        assertThat(parse("0000 0700 00000000")).as("too short").isNull();
        assertThat(parse("0000 0900 00000000")).as("beyond the packet").isNull();
        assertThat(parse("0000 0800 01000000")).as("no room for TSFT").isNull();
        assertThat(parse("0000 0800 00000080")).as("presence goes on").isNull();
        assertThat(parse("0000")).as("cut").isNull();
        assertThat(parse("")).as("nothing").isNull();
    }

    @Test
    void anyOctetsMayBeAHeader() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            byte[] octets = new byte[random.nextInt(48)];
            random.nextBytes(octets);
            if (octets.length > 3) {
                octets[0] = 0;
                octets[2] = (byte) random.nextInt(octets.length + 2);
                octets[3] = 0;
            }
            RadiotapHeader header = RadiotapHeader.parse(Frames.segment(octets), 0, octets.length);
            if (header != null) {
                assertThat(header.length()).as("seed %d", seed).isBetween(8, octets.length);
            }
        }
    }

    private static Radiotap legacy(int freqMhz, int index, int signalDbm) {
        return new Radiotap(TSFT, freqMhz, index, 0, signalDbm, Radiotap.UNKNOWN, false, false, 0);
    }

    private static byte[] octets(Radiotap radiotap) {
        MemorySegment segment = Frames.segment(new byte[Radiotap.MAX_LENGTH + 3]);
        segment.fill((byte) 0x55);
        int length = radiotap.write(segment, 3);
        return segment.asSlice(3, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static RadiotapHeader parse(String hex) {
        byte[] octets = Frames.octets(hex);
        return RadiotapHeader.parse(Frames.segment(octets), 0, octets.length);
    }
}
