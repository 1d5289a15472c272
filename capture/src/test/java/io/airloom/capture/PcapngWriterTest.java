package io.airloom.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.Radiotap;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PcapngWriterTest {
    private static final long NANOS = 1_763_800_000_123_456_789L;
    private static final byte[] ACK = HexFormat.of().parseHex("d4000000020000000100");
    private static final String RADIOTAP_AND_ACK =
            "00001b002f800200"
                    + "0000000000000000"
                    + "00026c09a000e2"
                    + "00000000"
                    + "d4000000020000000100";

    @Test
    void whatIsWrittenCanBeRead() throws IOException {
        MemorySink sink = new MemorySink();
        try (PcapngWriter writer = new PcapngWriter(sink)) {
            int ap = writer.addInterface("ap1", "radio 42:00:00:00:00:00");
            int sta = writer.addInterface("sta1/2", "");
            assertThat(write(writer, sta, NANOS, "not acknowledged", 0)).isTrue();
            assertThat(write(writer, ap, NANOS + 1, "", 3)).isTrue();
            writer.statistics(2);
            assertThat(writer.frames()).isEqualTo(2);
            assertThat(writer.unrecorded()).isZero();
            assertThat(writer.length()).isEqualTo(sink.octets().length);
        }
        assertThat(sink.closed).isTrue();
        assertThat(sink.writes).as("one write for each block").isEqualTo(1 + 2 + 2 + 2);
        Packets packets = Packets.of(sink.octets());
        assertThat(packets.problem()).isNull();
        assertThat(packets.lines())
                .containsExactly(
                        "sta1/2 127 "
                                + NANOS
                                + " "
                                + RADIOTAP_AND_ACK
                                + " of 37 [not acknowledged]",
                        "ap1 127 " + (NANOS + 1) + " " + RADIOTAP_AND_ACK + " of 37 []");
    }

    @Test
    void everyBlockIsWhatTheFormatSays() {
        MemorySink sink = new MemorySink();
        PcapngWriter writer = new PcapngWriter(sink);
        writer.addInterface("ap1", "x");
        write(writer, 0, NANOS, "hi", 3);
        writer.statistics(0);
        assertThat(HexFormat.of().formatHex(sink.octets()))
                .isEqualTo(
                        // Section header: magic, version 1.0, unknown length, shb_userappl.
                        ("0a0d0d0a 2c000000 4d3c2b1a 01000000 ffffffffffffffff"
                                        + "04000700 4169726c6f6f6d00 00000000 2c000000"
                                        // Interface: radiotap, no snap length, name, description,
                                        // nanoseconds.
                                        + "01000000 30000000 7f000000 00000000 02000300 61703100"
                                        + "03000100 78000000 09000100 09000000 00000000 30000000"
                                        // Packet: interface 0, time, 37 octets of 37, comment,
                                        // outbound unicast, three lost before.
                                        + "06000000 68000000 00000000 c1467a18 154d314e"
                                        + "25000000 25000000"
                                        + RADIOTAP_AND_ACK
                                        + "000000 01000200 68690000 02000400 06000000"
                                        + "04000800 0300000000000000 00000000 68000000"
                                        // Statistics: received 1, dropped 3.
                                        + "05000000 34000000 00000000 c1467a18 154d314e"
                                        + "04000800 0100000000000000 05000800 0300000000000000"
                                        + "00000000 34000000")
                                .replace(" ", ""));
    }

    @Test
    void aFileThatIsCutAtAnyOctetOfItsLastBlockGivesAllBlocksBefore() throws IOException {
        MemorySink sink = new MemorySink();
        PcapngWriter writer = new PcapngWriter(sink);
        writer.addInterface("ap1", "");
        write(writer, 0, NANOS, "", 0);
        write(writer, 0, NANOS + 1, "", 0);
        int whole = sink.octets().length;
        write(writer, 0, NANOS + 2, "the last", 0);
        byte[] file = sink.octets();
        for (int length = whole + 1; length < file.length; length++) {
            Packets packets = Packets.of(Arrays.copyOf(file, length));
            assertThat(packets.lines()).as("%d octets", length).hasSize(2);
            assertThat(packets.problem()).isEqualTo("last block is cut short at octet " + whole);
        }
        assertThat(Packets.of(Arrays.copyOf(file, whole)).problem()).isNull();
        assertThat(Packets.of(file).lines()).hasSize(3);
    }

    @Test
    void aFullDiskLeavesWholeBlocksAndCountsTheRest() throws IOException {
        MemorySink all = new MemorySink();
        PcapngWriter reference = new PcapngWriter(all);
        reference.addInterface("ap1", "");
        for (int i = 0; i < 5; i++) {
            write(reference, 0, NANOS + i, "", 0);
        }
        for (int capacity = 0; capacity < all.octets().length; capacity++) {
            MemorySink sink = new MemorySink(capacity);
            PcapngWriter writer = new PcapngWriter(sink);
            writer.addInterface("ap1", "");
            int written = 0;
            for (int i = 0; i < 5; i++) {
                written += write(writer, 0, NANOS + i, "", 0) ? 1 : 0;
            }
            int writes = sink.writes;
            writer.statistics(0);
            writer.close();
            assertThat(writer.failure()).hasMessage("No space left on device");
            assertThat(writer.frames()).isEqualTo(written);
            assertThat(writer.unrecorded()).isEqualTo(5 - written);
            assertThat(sink.truncations).isEqualTo(1);
            assertThat(sink.writes).as("nothing is tried again").isEqualTo(writes);
            assertThat(sink.octets().length).isEqualTo((int) writer.length());
            Packets packets = Packets.of(sink.octets());
            assertThat(packets.lines()).hasSize(written);
            assertThat(packets.problem()).isIn(null, "empty");
        }
    }

    @Test
    void tooMuchTextIsCutBetweenCharacters() throws IOException {
        MemorySink sink = new MemorySink();
        PcapngWriter writer = new PcapngWriter(sink);
        writer.addInterface("é".repeat(2_000), "x".repeat(5_000));
        write(writer, 0, NANOS, "é".repeat(511) + "xyz" + "é", 0);
        Packets packets = Packets.of(sink.octets());
        assertThat(packets.problem()).isNull();
        assertThat(packets.lines().getFirst())
                .startsWith("é".repeat(512) + " 127")
                .endsWith("[" + "é".repeat(511) + "xy]");
    }

    private static boolean write(
            PcapngWriter writer, int id, long nanos, String comment, long lostBefore) {
        Radiotap radiotap = new Radiotap(0, 2_412, 0, 0, -30, Radiotap.UNKNOWN, false, false, 0);
        PcapngWriter.Note note =
                new PcapngWriter.Note(id, nanos, radiotap, ACK.length, lostBefore, comment);
        return writer.frame(note, Samples.segment(ACK), 0, ACK.length);
    }
}
