package io.airloom.bench;

import io.airloom.hwsim.HwsimEncoder;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Names;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the messages and the words for frames cost.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /// A beacon of hostapd: SSID "lab", channel 1, WPA2-PSK.
    private static final String BEACON =
            "80000000ffffffffffff020000000100020000000100000074d7a163d86006006400110400036c6162010882"
                    + "848b960c1218240301010504000200002a010432043048606c30140100000fac040100000fac04"
                    + "0100000fac0200003b0251007f080400400200000040";

    /// Octets of the frame that is carried.
    @Param({"100", "1500"})
    public int frameLength;

    private final HwsimMessage message = new HwsimMessage();
    private final FrameView view = new FrameView();
    private MemorySegment frame = MemorySegment.NULL;
    private MemorySegment fromKernel = MemorySegment.NULL;
    private MemorySegment toKernel = MemorySegment.NULL;
    private MemorySegment beacon = MemorySegment.NULL;
    private int fromKernelLength;

    /// Builds what is read.
    @Setup
    public void setUp() {
        Arena arena = Arena.ofAuto();
        frame = arena.allocate(frameLength, 8);
        fromKernel = arena.allocate(4096, 8);
        toKernel = arena.allocate(4096, 8);
        byte[] octets = HexFormat.of().parseHex(BEACON);
        beacon = arena.allocate(octets.length, 8);
        MemorySegment.copy(octets, 0, beacon, ValueLayout.JAVA_BYTE, 0, octets.length);
        fromKernelLength = encodeAsKernel();
    }

    /// What a guest's kernel would write (the bench does it for each frame).
    @Benchmark
    public int encodeAsKernel() {
        return HwsimKernelEncoder.frame(
                fromKernel,
                0,
                4096,
                0x21,
                0x42_00_00_00_00_00L,
                frame,
                0,
                frameLength,
                HwsimFlags.REQ_TX_STATUS,
                2412,
                TxRates.with(TxRates.NONE, 0, 11, 1),
                0,
                7,
                false);
    }

    /// A message from a guest.
    @Benchmark
    public HwsimProblem decodeFrame() {
        return message.wrap(fromKernel, 0, fromKernelLength);
    }

    /// A reception, the frame copied into it.
    @Benchmark
    public int encodeFrame() {
        return HwsimEncoder.frame(
                toKernel, 0, 4096, 0x42_00_00_00_00_00L, frame, 0, frameLength, 3, -30, 2412);
    }

    /// A TX status.
    @Benchmark
    public int encodeTxInfo() {
        return HwsimEncoder.txInfo(
                toKernel, 0, 4096, 0x42_00_00_00_00_00L, HwsimFlags.STAT_ACK, 7, -30, 1);
    }

    /// The line that a person sees.
    @Benchmark
    public FrameSummary summarizeBeacon() {
        view.wrap(beacon, 0, (int) beacon.byteSize());
        return FrameSummary.of(view, Names.NOBODY);
    }
}
