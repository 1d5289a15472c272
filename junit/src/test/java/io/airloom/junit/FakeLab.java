package io.airloom.junit;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.FrameStream;
import io.airloom.lab.LabFailure;
import io.airloom.lab.LabReport;
import io.airloom.lab.LatencyCounts;
import io.airloom.lab.LiveLab;
import io.airloom.lab.RunningLab;
import io.airloom.lab.Seats;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.topology.AirOrder;
import io.airloom.topology.Engine;
import io.airloom.topology.Step;
import io.airloom.topology.Topology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A lab without machines, which writes down what it is told. Commands say what they do: `exit 3`
/// ends so, `sleep` takes until it is interrupted, `send NODE` puts a frame on the air; and all
/// write what they are.
final class FakeLab implements TestLab, LiveLab {
    /// What was done, in order: `boot`, `exec ap ping`, `Reset[]`, `close`.
    final List<String> done = new CopyOnWriteArrayList<>();

    /// Room for as many as somebody likes.
    static final Seats SEATS = new Seats(1, 0);

    private final Topology topology;
    private final Set<String> dead = Collections.synchronizedSet(new HashSet<>());
    private final List<Stream> streams = new CopyOnWriteArrayList<>();

    FakeLab(Topology topology) {
        this.topology = topology;
    }

    /// Where the extension gets them from, and the test finds them.
    static final class Source implements LabSource {
        static final List<FakeLab> OPENED = new CopyOnWriteArrayList<>();

        Source() {}

        @Override
        public TestLab open(Topology topology, @Nullable Engine engine) {
            FakeLab lab = new FakeLab(topology);
            if (engine != null) {
                lab.done.add("engine " + engine.word());
            }
            OPENED.add(lab);
            return lab;
        }
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public LiveLab live() {
        return this;
    }

    @Override
    public void boot() {
        done.add("boot");
        if (topology.name().equals("broken")) {
            throw new EnvironmentException("there is no QEMU", "install one");
        }
        if (topology.name().equals("failing")) {
            throw new LabFailure("node \"ap\" did not come up", "no \u001b[31mchannel");
        }
    }

    @Override
    public void perform(Step step) {
        done.add(step.node() + " " + step.describe());
        if (step instanceof Step.AwaitLog log && log.text().equals("never")) {
            throw new LabFailure("ap: no such line", "the last line");
        }
    }

    @Override
    public void runSteps() {
        done.add("steps");
    }

    @Override
    public LabReport report() {
        return new LabReport(
                topology.name(),
                false,
                "fake",
                null,
                "6.12.0-fake",
                topology.air().seed(),
                List.of(),
                List.of(),
                List.of(),
                LabReport.Medium.NONE,
                null,
                null);
    }

    @Override
    public void close() {
        done.add("close");
        streams.forEach(Stream::end);
    }

    boolean isClosed() {
        return done.contains("close");
    }

    @Override
    public String name() {
        return topology.name();
    }

    @Override
    public List<RunningLab.Node> nodes() {
        return topology.nodes().stream()
                .map(n ->
                        new RunningLab.Node(
                                n.name(),
                                "fake",
                                n.role().word(),
                                "",
                                n.macAddress(),
                                !dead.contains(n.name())))
                .toList();
    }

    @Override
    public ExecEnd exec(
            String node, List<String> command, byte[] stdin, Duration limit, ExecOutput output)
            throws InterruptedException {
        String line = command.getLast();
        if (command.getFirst().equals("sh")) {
            done.add("exec " + node + " " + line);
        }
        if (line.equals("sleep")) {
            TimeUnit.HOURS.sleep(1);
        }
        if (line.startsWith("send ")) {
            emit(line.substring(5));
        }
        int code = line.startsWith("exit ") ? Integer.parseInt(line.substring(5)) : 0;
        String text = "ran " + line + "\n";
        output.write(ExecOutput.Source.STDOUT, text.getBytes(StandardCharsets.UTF_8));
        return new ExecEnd(code, code == 124);
    }

    /// Puts a frame on the air: a beacon without a body.
    void emit(String node) {
        byte[] octets = new byte[24];
        octets[0] = (byte) 0x80;
        long now = System.currentTimeMillis() * 1_000_000;
        int length = octets.length;
        AirFrame frame =
                new AirFrame(1, now, node, 2412, 0, 0, 1, false, false, -100, 1, 0, length, octets);
        streams.forEach(stream -> stream.offer(frame));
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        Stream stream = new Stream(filter);
        streams.add(stream);
        return stream;
    }

    private static final class Stream implements FrameStream {
        private final FrameFilter filter;
        private final BlockingQueue<AirFrame> frames = new LinkedBlockingQueue<>();
        private volatile boolean ended;

        Stream(FrameFilter filter) {
            this.filter = filter;
        }

        void offer(AirFrame frame) {
            if (filter.matches(frame)) {
                frames.add(frame);
            }
        }

        void end() {
            ended = true;
        }

        @Override
        public @Nullable AirFrame next(Duration patience) throws InterruptedException {
            AirFrame frame = frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null && ended) {
                throw new EnvironmentException("the air has ended", "start it again");
            }
            return frame;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            end();
        }
    }

    @Override
    public AirSnapshot snapshot() {
        return new AirSnapshot(
                System.currentTimeMillis() * 1_000_000,
                LabReport.Medium.NONE,
                LatencyCounts.NONE,
                List.of(),
                List.of());
    }

    @Override
    public void set(AirOrder order) {
        done.add(order.toString());
    }

    @Override
    public RunningLab.Console console(String node) {
        return new RunningLab.Console(Path.of("/nowhere"), Path.of("/nowhere"), false);
    }

    @Override
    public boolean kill(String node) {
        done.add("kill " + node);
        return dead.add(node);
    }

    @Override
    public void restart(String node) {
        done.add("restart " + node);
        if (topology.name().equals("mortal")) {
            throw new LabFailure("node \"" + node + "\" did not come up", "");
        }
        dead.remove(node);
    }

    @Override
    public void down() {
        close();
    }
}
