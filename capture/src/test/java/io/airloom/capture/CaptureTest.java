package io.airloom.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.medium.Air;
import io.airloom.medium.Delivery;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.TapRing;
import io.airloom.medium.Transmission;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
    private static final long STA = 0x0200_0000_0200L;
    private static final MemorySegment BEACON =
            Samples.segment(
                    HexFormat.of()
                            .parseHex(
                                    "80000000ffffffffffff020000000100"
                                            + "02000000010000000000000000000000"
                                            + "640001000000"));
    private static final MemorySegment TO_STA =
            Samples.segment(
                    HexFormat.of().parseHex("480200000200000002000200000001000200000001001000"));

    @TempDir Path directory;

    private final Air air = new Air();
    private final TapRing ring = new TapRing(1 << 20, 1_700_000_000_000_000_000L);
    private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
    private Delivery answer = Delivery.DELIVERED;
    private Radio ap;
    private Radio sta;

    @BeforeEach
    void twoRadiosOnTheAir() {
        Receiver receiver =
                new Receiver() {
                    @Override
                    public Delivery receive(
                            Radio from, Radio to, Transmission t, int dbm, int rate) {
                        return answer;
                    }

                    @Override
                    public void transmitted(Radio from, Transmission t, Outcome outcome) {}

                    @Override
                    public void flush() {}
                };
        ap = air.join("ap1", 0x4200_0000_0000L, receiver);
        sta = air.join("sta1", 0x4200_0000_0000L, receiver);
        air.addressAdded(sta, STA);
        air.transmit(sta, frame(BEACON, 0));
        air.tap(ring);
    }

    @Test
    void recordsEveryTransmissionOnceOnItsSendersInterface() throws IOException {
        Path file = directory.resolve("air.pcapng");
        Capture capture = Capture.start(file, ring, this::stopped);
        air.transmit(ap, frame(BEACON, 1_000));
        air.transmit(ap, frame(TO_STA, 2_001));
        air.transmit(sta, frame(BEACON, 3_000));
        until(() -> capture.frames() == 3);
        capture.close();

        Packets packets = Packets.of(Files.readAllBytes(file));
        assertThat(packets.problem()).isNull();
        assertThat(packets.lines()).hasSize(3);
        assertThat(packets.lines().get(0)).startsWith("ap1 127 1700000000000001000 ");
        assertThat(packets.lines().get(1))
                .startsWith("ap1 127 1700000000000002001 ")
                .endsWith("[]");
        assertThat(packets.lines().get(2)).startsWith("sta1 127 1700000000000003000 ");
        assertThat(stopped).isEmpty();
    }

    @Test
    void saysWhatWentWrongWithAFrame() throws IOException {
        Path file = directory.resolve("air.pcapng");
        try (Capture capture = Capture.start(file, ring, this::stopped)) {
            answer = Delivery.NO_BUFFER;
            air.transmit(ap, frame(TO_STA, 0));
            air.leave(sta);
            air.transmit(ap, frame(TO_STA, 0).leg(0, 0, 7, 0));
            air.transmit(ap, frame(BEACON, 0));
            assertThat(capture.file()).isEqualTo(file);
        }
        assertThat(Packets.of(Files.readAllBytes(file)).lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "[not acknowledged in 1 try;"
                                                        + " dropped by 1 receiver]"),
                        line ->
                                assertThat(line)
                                        .endsWith("[not acknowledged in 7 tries; heard by nobody]"),
                        line -> assertThat(line).endsWith("[heard by nobody]"));
    }

    @Test
    void tellsHowManyFramesTheRingHadNoRoomFor() throws IOException {
        TapRing small = new TapRing(TapRing.MIN_CAPACITY, 0);
        air.tap(small);
        for (int i = 0; i < 1_000; i++) {
            air.transmit(ap, frame(BEACON, i));
        }
        long lost = small.lost();
        assertThat(lost).isPositive();
        MemorySink sink = new MemorySink();
        Capture capture = Capture.start(sink, small, this::stopped);
        until(() -> capture.frames() == 1_000 - lost);
        air.transmit(ap, frame(BEACON, 1_000));
        until(() -> capture.frames() == 1_001 - lost);
        capture.close();
        List<String> lines = Packets.of(sink.octets()).lines();
        assertThat(lines.getLast()).contains(lost + " frames before it missing");
        // isb_ifdrop of the interface whose frame came next, with eight octets.
        String hex = HexFormat.of().formatHex(sink.octets());
        assertThat(hex).contains("05000800" + HexFormat.of().toHexDigits(Long.reverseBytes(lost)));
    }

    @Test
    void aRadioThatComesBackHasItsInterfaceAgain() throws IOException {
        MemorySink sink = new MemorySink();
        Capture capture = Capture.start(sink, ring, this::stopped);
        Receiver receiver = ap.receiver();
        air.transmit(ap, frame(BEACON, 0));
        air.leave(ap);
        Radio again = air.join("ap1", 0x4200_0000_0000L, receiver);
        air.transmit(again, frame(BEACON, 0));
        capture.close();
        assertThat(Packets.of(sink.octets()).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("ap1 "));
        // The name option of "ap1" comes once.
        assertThat(HexFormat.of().formatHex(sink.octets()).split("0200030061703100", -1))
                .hasSize(2);
    }

    @Test
    void aFullDiskIsToldOnceAndTheRestIsCounted() throws Exception {
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        Capture capture = Capture.start(CaptureSink.of(full, false), ring, this::stopped);
        assertThat(stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("test: No space left on device");
        for (int i = 0; i < 10; i++) {
            air.transmit(ap, frame(BEACON, i));
        }
        until(() -> capture.unrecorded() == 10);
        capture.close();
        assertThat(capture.frames()).isZero();
        assertThat(stopped).isEmpty();
    }

    @Test
    void aFileLimitLeavesAFileOfWholeBlocks() throws Exception {
        Path file = directory.resolve("limited.pcapng");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -f 8; exec \"$@\"",
                                "limited",
                                java,
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LimitedCapture.class.getName(),
                                file.toString(),
                                "1000")
                        .redirectErrorStream(true)
                        .start();
        String output;
        try (InputStream stream = process.getInputStream()) {
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("stopped: File too large");
        Packets packets = Packets.of(Files.readAllBytes(file));
        assertThat(packets.problem()).isNull();
        assertThat(output).contains("frames: " + packets.lines().size());
        assertThat(packets.lines()).isNotEmpty();
        assertThat(Files.size(file)).isBetween(7_000L, 8_192L);
    }

    @Test
    void aWriterThatIsKilledLeavesAFileThatCanBeRead() throws Exception {
        Path file = directory.resolve("killed.pcapng");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                java,
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LimitedCapture.class.getName(),
                                file.toString(),
                                "2000000000")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            until(() -> file.toFile().length() > 100_000);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Packets packets = Packets.of(Files.readAllBytes(file));
        assertThat(packets.lines()).hasSizeGreaterThan(400);
        if (packets.problem() != null) {
            assertThat(packets.problem()).startsWith("last block is cut short");
        }
    }

    @Test
    void aFifoIsOpenedWithoutKeepingAnybodyWaiting() throws Exception {
        Path fifo = directory.resolve("live");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Capture capture = Capture.start(fifo, ring, this::stopped);
        air.transmit(ap, frame(BEACON, 5));
        try (PacketReader reader = PacketReader.open(fifo)) {
            Packet packet = reader.next();
            assertThat(packet.interfaceName()).isEqualTo("ap1");
            assertThat(packet.epochNanos()).isEqualTo(1_700_000_000_000_000_005L);
        }
        // The reader is gone: the next frame finds out.
        while (stopped.isEmpty()) {
            air.transmit(ap, frame(BEACON, 6));
            Thread.onSpinWait();
        }
        assertThat(stopped.take()).isEqualTo(fifo + ": Broken pipe");
        capture.close();
    }

    @Test
    void closingDoesNotWaitForAReaderThatNeverComes() throws Exception {
        Path fifo = directory.resolve("lonely");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Capture capture = Capture.start(fifo, ring, this::stopped);
        capture.close();
        assertThat(Files.exists(fifo)).isTrue();
        assertThat(capture.isAlive()).isFalse();
    }

    @Test
    void overwritesARegularFileAndNothingElse() throws IOException {
        Path file = directory.resolve("old.pcapng");
        Files.write(file, new byte[100_000]);
        Capture.start(file, ring, this::stopped).close();
        assertThat(Packets.of(Files.readAllBytes(file)).problem()).isNull();
        assertThat(Files.size(file)).isLessThan(1_000);

        assertThatThrownBy(() -> Capture.start(directory, ring, this::stopped))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is neither a regular file nor a FIFO");
        assertThatThrownBy(() -> Capture.start(Path.of("/dev/null"), ring, this::stopped))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Capture.start(directory.resolve("no/such"), ring, this::stopped))
                .isInstanceOf(IOException.class);
    }

    private void stopped(Path file, String reason) {
        stopped.add(file + ": " + reason);
    }

    private static Transmission frame(MemorySegment frame, long nanos) {
        boolean group = frame.equals(BEACON);
        return new Transmission()
                .frame(frame, 0, (int) frame.byteSize())
                .sent(2_412, !group, nanos)
                .leg(0, 0, 1, 0)
                .leg(1, -1, 0, 0)
                .leg(2, -1, 0, 0)
                .leg(3, -1, 0, 0);
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            Thread.onSpinWait();
        }
    }
}
