package io.airloom.top;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.FrameStream;
import io.airloom.lab.LabReport;
import io.airloom.lab.LatencyCounts;
import io.airloom.lab.LiveLab;
import io.airloom.lab.RunningLab;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.medium.ChannelUse;
import io.airloom.topology.AirOrder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A lab that is nothing but figures and frames that a test gives it.
final class FakeLab implements LiveLab {
    /// What a hostile guest may call its network: it would paint the terminal red and name it.
    static final String EVIL = "\u001b[41m\u001b]0;evil\u0007x";

    private final List<RunningLab.Node> nodes = new ArrayList<>();
    private final LinkedBlockingQueue<AirFrame> frames = new LinkedBlockingQueue<>();
    private volatile boolean ended;
    private boolean hasChannels;
    private long looks;
    private long number;

    FakeLab(int nodeCount) {
        for (int i = 0; i < nodeCount; i++) {
            String role = i == 0 ? "ap" : "station";
            String address = "172.16.16." + (i + 1) + "/24";
            nodes.add(new RunningLab.Node(name(i), "uml", role, address, mac(i), i != 3));
        }
    }

    /// The same with three channels, of which two are used.
    FakeLab withChannels() {
        hasChannels = true;
        return this;
    }

    static String name(int node) {
        return node == 0 ? "ap1" : "sta" + node;
    }

    static String mac(int node) {
        return "02:00:00:00:%02x:00".formatted(node);
    }

    /// A frame of a node, with the next number.
    AirFrame frame(int node, byte[] octets, boolean expected, boolean acknowledged, int tries) {
        number++;
        long epochNanos = 1_795_392_000_000_000_000L + number * 1_000_000L;
        return new AirFrame(
                number,
                epochNanos,
                name(node),
                2412,
                11,
                0,
                tries,
                expected,
                acknowledged,
                acknowledged ? -30 : -100,
                1,
                0,
                octets.length,
                octets);
    }

    void send(AirFrame frame) {
        frames.add(frame);
    }

    void end() {
        ended = true;
    }

    /// A beacon of node 0.
    static byte[] beacon(String ssid) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 0, 0, 0, -1, -1, -1, -1, -1, -1});
        out.writeBytes(address(0));
        out.writeBytes(address(0));
        out.writeBytes(new byte[] {0x10, 1});
        out.writeBytes(new byte[] {1, 2, 3, 4, 0, 0, 0, 0, 100, 0, 0x11, 4});
        byte[] name = ssid.getBytes(StandardCharsets.UTF_8);
        out.write(0);
        out.write(name.length);
        out.writeBytes(name);
        out.writeBytes(new byte[] {1, 4, (byte) 0x82, (byte) 0x84, 11, 22, 3, 1, 1});
        out.writeBytes(
                new byte[] {
                    48, 20, 1, 0, 0, 15, -84, 4, 1, 0, 0, 15, -84, 4, 1, 0, 0, 15, -84, 2, 0, 0
                });
        return out.toByteArray();
    }

    /// A null data frame from one node to another.
    static byte[] data(int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x48, 1, 0x2c, 0});
        out.writeBytes(address(to));
        out.writeBytes(address(from));
        out.writeBytes(address(to));
        out.writeBytes(new byte[] {0x20, 2});
        return out.toByteArray();
    }

    private static byte[] address(int node) {
        return new byte[] {2, 0, 0, 0, (byte) node, 0};
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<RunningLab.Node> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public AirSnapshot snapshot() {
        if (ended) {
            throw new EnvironmentException("the lab has ended", "start it again");
        }
        looks++;
        LinkedHashMap<String, Long> drops = new LinkedHashMap<>();
        List<AirSnapshot.Radio> radios = new ArrayList<>();
        List<AirSnapshot.Link> links = new ArrayList<>();
        long all = 0;
        for (int i = 0; i < nodes.size(); i++) {
            long sent = looks * (10L * i + 10);
            all += sent;
            radios.add(
                    new AirSnapshot.Radio(
                            name(i),
                            true,
                            2412,
                            sent,
                            sent * 200,
                            sent / 10 * i % 3,
                            sent * 2,
                            20));
            if (i > 0) {
                links.add(link(0, i, sent));
                links.add(link(i, 0, sent * 2));
            }
        }
        return new AirSnapshot(
                looks * 1_000_000_000L,
                new LabReport.Medium(
                        all, all * 2, drops, new LabReport.Latency(12.4, 80.1, 900), channels()),
                LatencyCounts.NONE,
                radios,
                links);
    }

    private List<ChannelUse> channels() {
        return hasChannels
                ? List.of(
                        new ChannelUse(2412, looks * 630_000_000, looks * 412, looks * 21),
                        new ChannelUse(2437, 1_000_000, 3, 0),
                        new ChannelUse(5745, looks * 40_000_000, looks * 30, 0))
                : List.of();
    }

    private static AirSnapshot.Link link(int from, int to, long sent) {
        boolean lossy = to == 2;
        return new AirSnapshot.Link(
                name(from),
                name(to),
                lossy ? -75 : -30,
                540,
                to != 4,
                lossy ? 0.3 : 0,
                sent,
                sent * 500,
                lossy ? sent / 5 : 0,
                lossy ? sent * 3 / 2 : sent);
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        return new FrameStream() {
            @Override
            public @Nullable AirFrame next(Duration patience) throws InterruptedException {
                return frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            }

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public void close() {
                frames.clear();
            }
        };
    }

    @Override
    public ExecEnd exec(
            String node, List<String> command, byte[] stdin, Duration limit, ExecOutput output) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void capture(FrameFilter filter, OutputStream out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void set(AirOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RunningLab.Console console(String node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean kill(String node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restart(String node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void down() {
        end();
    }
}
