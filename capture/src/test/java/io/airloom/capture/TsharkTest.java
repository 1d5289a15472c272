package io.airloom.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Names;
import io.airloom.ieee80211.PhyRate;
import io.airloom.ieee80211.Radiotap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Has another program read what we write, and compares what it sees with what we say.
class TsharkTest {
    private static final long NANOS = 1_763_800_000_000_000_001L;

    /// It cannot know of MICs that have 24 octets without the network's beacon, takes the timing
    /// advertisement for the measurement pilot of a draft, and an optional field of the TACK for
    /// one that must be there.
    private static final List<String> BEYOND_TSHARK =
            List.of("Suite B", "timing advertisement", "TACK");

    @TempDir Path directory;

    @BeforeEach
    void onlyWhereThereIsTshark() {
        assumeTrue(Tshark.find() != null, "no tshark here: set AIRLOOM_TSHARK to one");
    }

    @Test
    void framesOfRealGuestsAreWellFormedAndOfTheTypesThatWeName() throws IOException {
        List<Samples.Sample> samples = Samples.golden();
        Path file = write(samples);
        Tshark.Output output =
                Tshark.fields(
                        file,
                        "_ws.malformed",
                        "_ws.expert.severity",
                        "wlan.fc.type_subtype",
                        "frame.interface_name",
                        "frame.time_epoch",
                        "wlan_rsna_eapol.keydes.msgnr",
                        "radiotap.datarate",
                        "radiotap.channel.freq",
                        "radiotap.dbm_antsignal",
                        "wlan.seq");
        assertThat(output.lines()).hasSameSizeAs(samples);
        for (int i = 0; i < samples.size(); i++) {
            String[] seen = output.lines().get(i).split("\t", -1);
            FrameView view = view(samples.get(i).octets());
            FrameSummary summary = FrameSummary.of(view, Names.NOBODY);
            assertThat(summary.bad()).isFalse();
            assertThat(seen[0]).as(samples.get(i).title()).isEmpty();
            assertThat(typeOf(seen[2])).isEqualTo(view.type());
            assertThat(seen[3]).isEqualTo(i % 2 == 0 ? "ap1" : "sta1/2");
            assertThat(seen[4]).isEqualTo("1763800000.%09d".formatted(i + 1));
            assertThat(seen[5])
                    .isEqualTo(
                            summary.type().startsWith("EAPOL-Key ")
                                    ? summary.type().substring(10, 11)
                                    : "");
            assertThat(Double.parseDouble(seen[6])).isEqualTo(5.5);
            assertThat(seen[7]).isEqualTo("" + samples.get(i).freqMhz());
            assertThat(seen[8]).isEqualTo("-30");
            assertThat(Integer.parseInt(seen[9])).isEqualTo(summary.sequenceNumber());
        }
        assertThat(output.lines().stream().map(line -> line.split("\t", -1)[5]))
                .contains("1", "2", "3", "4");
    }

    @Test
    void agreesOnTheTypesOfFramesMadeByHandAndOnWhichAreMalformed() throws IOException {
        List<Samples.Sample> samples =
                Samples.made().stream().filter(sample -> !sample.hex().isEmpty()).toList();
        Tshark.Output output =
                Tshark.fields(write(samples), "_ws.malformed", "wlan.fc.type_subtype", "wlan.sa");
        List<String> malformed = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            Samples.Sample sample = samples.get(i);
            String[] seen = output.lines().get(i).split("\t", -1);
            FrameView view = view(sample.octets());
            if (view.isValid()) {
                assertThat(typeOf(seen[1])).as(sample.title()).isEqualTo(view.type());
            }
            boolean beyondTshark =
                    BEYOND_TSHARK.stream().anyMatch(start -> sample.title().startsWith(start));
            boolean bad = FrameSummary.of(view, Names.NOBODY).bad();
            if (!bad && !beyondTshark && !seen[0].isEmpty()) {
                malformed.add(sample.title());
            }
        }
        assertThat(malformed).as("malformed to tshark only").isEmpty();
    }

    @Test
    void readsRatesOfEveryKind() throws IOException {
        Path file = directory.resolve("rates.pcapng");
        int vht = PhyRate.VHT_MCS | PhyRate.WIDTH_80 | PhyRate.SHORT_GI;
        int ht = PhyRate.HT_MCS | PhyRate.WIDTH_40;
        try (PcapngWriter writer = new PcapngWriter(CaptureSink.open(file))) {
            int id = writer.addInterface("ap1", "");
            write(writer, id, new Radiotap(1, 5_180, 0x19, vht, -40, -92, false, false, 0), "");
            write(writer, id, new Radiotap(1, 2_437, 12, ht, -40, -92, true, false, 2), "");
            int unknown = Radiotap.UNKNOWN;
            write(writer, id, new Radiotap(7, 5_955, -1, 0, unknown, unknown, false, true, 0), "");
            writer.statistics(5);
        }
        Tshark.Output output =
                Tshark.fields(
                        file,
                        "radiotap.vht.mcs.0",
                        "radiotap.vht.nss.0",
                        "radiotap.vht.bw",
                        "radiotap.vht.gi",
                        "radiotap.mcs.index",
                        "radiotap.mcs.bw",
                        "radiotap.txflags",
                        "radiotap.data_retries",
                        "radiotap.dbm_antnoise",
                        "radiotap.channel.freq",
                        "radiotap.mactime",
                        "radiotap.length",
                        "wlan.fc.type_subtype",
                        "_ws.malformed");
        assertThat(output.lines())
                .containsExactly(
                        "9\t2\t4\t1\t\t\t0x0000\t0\t-92\t5180\t1\t40\t0x001d\t",
                        "\t\t\t\t12\t1\t0x0001\t2\t-92\t2437\t1\t30\t0x001d\t",
                        "\t\t\t\t\t\t0x0008\t0\t\t5955\t7\t25\t0x001d\t");
    }

    @Test
    void readsCommentsAndDirections() throws IOException {
        Path file = directory.resolve("comments.pcapng");
        try (PcapngWriter writer = new PcapngWriter(CaptureSink.open(file))) {
            int id = writer.addInterface("ap1", "");
            Radiotap radiotap = new Radiotap(1, 2_412, 0, 0, -40, -92, true, false, 6);
            write(writer, id, radiotap, "not acknowledged in 7 tries; heard by nobody");
        }
        Tshark.Output output =
                Tshark.fields(
                        file,
                        "frame.comment",
                        "frame.packet_flags_direction",
                        "frame.packet_flags_reception_type");
        assertThat(output.lines().getFirst().split("\t", -1))
                .satisfies(seen -> {
                    assertThat(seen[0]).isEqualTo("not acknowledged in 7 tries; heard by nobody");
                    assertThat(Integer.decode(seen[1])).isEqualTo(2);
                    assertThat(Integer.decode(seen[2])).isEqualTo(1);
                });
    }

    @Test
    void readsAllWholeBlocksOfAFileThatIsCut() throws IOException {
        List<Samples.Sample> samples = Samples.golden().subList(0, 3);
        byte[] file = Files.readAllBytes(write(samples));
        // The statistics of both interfaces, and a few octets of the last packet.
        int[] lost = {1, 30, 104, 105, 140};
        for (int octets : lost) {
            Path cut = directory.resolve("cut" + octets);
            byte[] rest = Arrays.copyOf(file, file.length - octets);
            Files.write(cut, rest);
            assertThat(Tshark.fields(cut, "frame.number").lines())
                    .as("%d octets cut off", octets)
                    .hasSameSizeAs(Packets.of(rest).lines());
        }
    }

    /// Every other frame on the other interface, one nanosecond apart.
    private Path write(List<Samples.Sample> samples) throws IOException {
        Path file = directory.resolve("air.pcapng");
        try (PcapngWriter writer = new PcapngWriter(CaptureSink.open(file))) {
            writer.addInterface("ap1", "hwsim radio 42:00:00:00:00:00");
            writer.addInterface("sta1/2", "hwsim radio 42:00:00:00:01:00");
            for (int i = 0; i < samples.size(); i++) {
                byte[] octets = samples.get(i).octets();
                int freqMhz = samples.get(i).freqMhz();
                Radiotap radiotap =
                        new Radiotap(i, freqMhz, 2, 0, -30, Radiotap.UNKNOWN, false, false, 0);
                PcapngWriter.Note note =
                        new PcapngWriter.Note(i % 2, NANOS + i, radiotap, octets.length, 0, "");
                writer.frame(note, Samples.segment(octets), 0, octets.length);
            }
            writer.statistics(0);
        }
        return file;
    }

    private static void write(PcapngWriter writer, int id, Radiotap radiotap, String comment) {
        byte[] ack = java.util.HexFormat.of().parseHex("d4000000020000000100");
        writer.frame(
                new PcapngWriter.Note(id, NANOS, radiotap, ack.length, 0, comment),
                Samples.segment(ack),
                0,
                ack.length);
    }

    private static FrameView view(byte[] octets) {
        FrameView view = new FrameView();
        view.wrap(Samples.segment(octets), 0, octets.length);
        return view;
    }

    /// `0x001d`, or `0x0168` for the eighth control frame extension.
    private static FrameType typeOf(String typeAndSubtype) {
        // A control wrapper has a second one, of the frame within.
        int value = Integer.decode(typeAndSubtype.split(",", -1)[0]);
        if (value >= 0x160 && value < 0x170) {
            return FrameType.of(0x64 | (value & 15) << 8);
        }
        return FrameType.of((value >> 4 & 3) << 2 | (value & 15) << 4);
    }
}
