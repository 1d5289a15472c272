package io.airloom.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Radiotap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketReaderTest {
    private static final String ACK = "d4000000020000000100";
    private static final String SECTION =
            "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000";
    private static final String SECTION_BIG_ENDIAN =
            "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c";
    private static final String BARE_INTERFACE = "01000000 14000000 69000000 00000000 14000000";

    @Test
    void readsBothByteOrdersInOneFile() throws IOException {
        String bigInterface =
                "00000001 00000028 0069 0000 00000000 0002 0003 61703100 0009 0001 03000000"
                        + "00000000 00000028";
        String bigPacket =
                "00000006 0000002c 00000000 00000001 00000002 0000000a 0000000b"
                        + ACK
                        + "0000 0000002c";
        assertThat(
                        read(
                                SECTION,
                                BARE_INTERFACE,
                                packet(0, ACK),
                                SECTION_BIG_ENDIAN,
                                bigInterface,
                                bigPacket))
                .isEqualTo(
                        new Packets(
                                java.util.List.of(
                                        " 105 7000 " + ACK + " of 10 []",
                                        // Milliseconds: (2^32 + 2) of them.
                                        "ap1 105 4294967298000000 " + ACK + " of 11 []"),
                                null));
    }

    @Test
    void skipsBlocksThatItDoesNotKnow() throws IOException {
        String unknown = "0d0c0b0a 10000000 deadbeef 10000000";
        String nameResolution = "04000000 10000000 00000000 10000000";
        assertThat(read(SECTION, unknown, BARE_INTERFACE, nameResolution, packet(0, ACK), unknown))
                .isEqualTo(new Packets(java.util.List.of(" 105 7000 " + ACK + " of 10 []"), null));
    }

    @Test
    void readsSimpleAndObsoletePackets() throws IOException {
        String simple = "03000000 1c000000 0a000000" + ACK + "0000 1c000000";
        String obsolete =
                "02000000 2c000000 0000ffff 00000000 07000000 0a000000 0a000000"
                        + ACK
                        + "0000 2c000000";
        assertThat(read(SECTION, BARE_INTERFACE, simple, obsolete).lines())
                .containsExactly(" 105 0 " + ACK + " of 10 []", " 105 7000 " + ACK + " of 10 []");
    }

    @Test
    void readsClassicFilesOfBothOrdersAndResolutions() throws IOException {
        String micros =
                "d4c3b2a1 0200 0400 00000000 00000000 ffff0000 69000000"
                        + "01000000 02000000 0a000000 0c000000"
                        + ACK;
        String nanosBig =
                "a1b23c4d 0002 0004 00000000 00000000 0000ffff 00000069"
                        + "00000001 00000002 0000000a 0000000a"
                        + ACK;
        assertThat(read(micros).lines()).containsExactly(" 105 1000002000 " + ACK + " of 12 []");
        assertThat(read(nanosBig).lines()).containsExactly(" 105 1000000002 " + ACK + " of 10 []");
        assertThat(read(nanosBig, "0000").problem()).isEqualTo("cut short at octet 50");
        assertThat(read(micros.substring(0, 37)).problem()).isEqualTo("cut short at octet 0");
        assertThat(read(nanosBig, "00000001 00000002 ffffffff 0000000a").problem())
                .isEqualTo("packet of 4294967295 octets at octet 50");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        assertThat(read("").problem()).isEqualTo("empty");
        assertThat(read("0a").problem()).isEqualTo("cut short at octet 0");
        assertThat(read("504b0304 00000000").problem())
                .isEqualTo("neither pcapng nor pcap (starts with 504b0304)");
        assertThat(read(SECTION.replace("4d3c2b1a", "00000000")).problem())
                .isEqualTo("section without byte order at octet 0");
        assertThat(read(SECTION.replace("0100 0000 ff", "0200 0000 ff")).problem())
                .isEqualTo("pcapng version 2 at octet 0");
        assertThat(read(SECTION, packet(0, ACK)).problem())
                .isEqualTo("packet of interface 0 at octet 28");
        assertThat(read(SECTION, BARE_INTERFACE, packet(-1, ACK)).problem())
                .isEqualTo("packet of interface 4294967295 at octet 48");
        assertThat(
                        read(
                                        SECTION,
                                        BARE_INTERFACE,
                                        packet(0, ACK).replace("0a000000", "ff000000"))
                                .problem())
                .isEqualTo("packet longer than its block at octet 48");
        assertThat(read(SECTION, "06000000 00000000 00000000").problem())
                .isEqualTo("block of 0 octets at octet 28");
        assertThat(read(SECTION, "06000000 f0ffffff 00000000").problem())
                .isEqualTo("block of 4294967280 octets at octet 28");
        assertThat(read(SECTION, "0d0c0b0a f0ffffff 00000000").problem())
                .as("skipped up to the end")
                .isEqualTo("last block is cut short at octet 40");
    }

    @Test
    void namesAndCommentsOfOthersAreMadePrintable() throws IOException {
        String hostile = "01000000 20000000 69000000 00000000 0200 0500 1b5b326a41 000000 20000000";
        assertThat(read(SECTION, hostile, packet(0, ACK)).lines().getFirst())
                .startsWith("\\x1b[2jA 105 ");
    }

    @Test
    void stripsRadiotapAndFcs() throws IOException {
        String radiotap = "0000 0900 02000000 10";
        String interfaces = BARE_INTERFACE.replace("69000000", "7f000000");
        FrameView view = new FrameView();
        Packet packet = first(SECTION, interfaces, packet(0, radiotap + ACK + "deadbeef"));
        assertThat(packet.frame(view)).isTrue();
        assertThat(view.type()).isEqualTo(FrameType.ACK);
        assertThat(view.length()).isEqualTo(10);
        assertThat(packet.radiotap().hasFcs()).isTrue();

        Packet cut = first(SECTION, interfaces, packet(0, radiotap + ACK, 23));
        assertThat(cut.frame(view)).as("the FCS is not among what is here").isTrue();
        assertThat(view.length()).isEqualTo(10);

        assertThat(first(SECTION, interfaces, packet(0, "01" + ACK)).frame(view)).isFalse();
        Packet ethernet = first(SECTION, interfaces.replace("7f", "01"), packet(0, ACK));
        assertThat(ethernet.isWifi()).isFalse();
        assertThat(ethernet.frame(view)).isFalse();
        Packet bare = first(SECTION, BARE_INTERFACE, packet(0, ACK));
        assertThat(bare.frame(view)).isTrue();
        assertThat(bare.radiotap()).isNull();
    }

    @Test
    void timesOfAnyResolutionAreNanoseconds() {
        assertThat(new TickScale(TickScale.ticksPerSecond(9), 0).nanos(1_234_567_891L))
                .isEqualTo(1_234_567_891L);
        assertThat(new TickScale(TickScale.ticksPerSecond(0), 5).nanos(2))
                .isEqualTo(7_000_000_000L);
        assertThat(new TickScale(TickScale.ticksPerSecond(0x8a), 0).nanos(1_536))
                .isEqualTo(1_500_000_000L);
        assertThat(new TickScale(TickScale.ticksPerSecond(12), 0).nanos(1_500_000_002_999L))
                .isEqualTo(1_500_000_002L);
        for (int resolution = 0; resolution < 256; resolution++) {
            TickScale scale = new TickScale(TickScale.ticksPerSecond(resolution), 0);
            assertThat(scale.ticksPerSecond()).isPositive();
            assertThat(scale.nanos(0)).isZero();
            scale.nanos(-1);
        }
    }

    @Test
    void aFileThatDoesNotExistIsAnException(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> PacketReader.open(directory.resolve("none")))
                .isInstanceOf(IOException.class);
        Path file = Files.write(directory.resolve("some"), octets(SECTION));
        try (PacketReader reader = PacketReader.open(file)) {
            assertThat(reader.next()).isNull();
            assertThat(reader.problem()).isNull();
        }
    }

    @Test
    void everyMutationOfACaptureIsReadToAnEnd() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("PacketReaderTest seed " + seed);
        Random random = new Random(seed);
        byte[] file = capture();
        readAll(file);
        for (int round = 0; round < 3_000; round++) {
            byte[] mutated = Arrays.copyOf(file, 1 + random.nextInt(file.length));
            for (int i = random.nextInt(5); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(13));
            }
            readAll(mutated);
        }
    }

    private static byte[] capture() throws IOException {
        MemorySink sink = new MemorySink();
        PcapngWriter writer = new PcapngWriter(sink);
        int id = writer.addInterface("ap1", "description");
        for (Samples.Sample sample : Samples.made().subList(0, 12)) {
            byte[] octets = sample.octets();
            Radiotap radiotap =
                    new Radiotap(1, 2_412, 1, 0, -30, Radiotap.UNKNOWN, false, false, 0);
            writer.frame(
                    new PcapngWriter.Note(id, 5, radiotap, octets.length, 1, "comment"),
                    Samples.segment(octets),
                    0,
                    octets.length);
        }
        writer.statistics(0);
        return sink.octets();
    }

    static void readAll(byte[] file) throws IOException {
        FrameView view = new FrameView();
        long octets = 0;
        try (PacketReader reader = reader(file)) {
            for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
                octets += packet.length();
                packet.frame(view);
                assertThat(packet.originalLength()).isGreaterThanOrEqualTo(packet.length());
            }
            assertThat(reader.next()).as("nothing after the end").isNull();
        }
        assertThat(octets).isLessThanOrEqualTo(file.length);
    }

    private static Packet first(String... parts) throws IOException {
        Packet packet = reader(octets(parts)).next();
        assertThat(packet).isNotNull();
        return packet;
    }

    private static Packets read(String... parts) throws IOException {
        return Packets.of(octets(parts));
    }

    private static PacketReader reader(byte[] file) throws IOException {
        return PacketReader.of(Channels.newChannel(new ByteArrayInputStream(file)));
    }

    private static String packet(int id, String hex) {
        return packet(id, hex, octets(hex).length);
    }

    /// An enhanced packet block at seven ticks.
    private static String packet(int id, String hex, int originalLength) {
        int length = octets(hex).length;
        int padding = -length & 3;
        return "06000000"
                + int32(32 + length + padding)
                + int32(id)
                + "00000000 07000000"
                + int32(length)
                + int32(originalLength)
                + hex
                + "00".repeat(padding)
                + int32(32 + length + padding);
    }

    private static String int32(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }

    private static byte[] octets(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }
}
