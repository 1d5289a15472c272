package io.airloom.lab;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.medium.Tap;
import io.airloom.topology.AirOrder;
import io.airloom.topology.AirSpec;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeSpec;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.GuestConnection;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.SessionListener;
import io.airloom.vwifi.VwifiModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The air of a lab, on a thread of this process, with a socket for each node in the run directory.
final class ThreadAir implements LabAir {
    private final AirThread air;
    private final AirDesk desk;
    private final Path directory;
    private final @Nullable Recording recording;
    private final AirStreams streams;
    private final AirWays ways;
    private final Map<String, Path> sockets = new ConcurrentHashMap<>();
    private volatile AirWatcher watcher = AirWatcher.NONE;

    /// Starts one.
    ///
    /// @param nodes that will come
    /// @param how it is to be
    /// @param directory where the sockets are made
    /// @param capture the file to record all frames in, or null
    /// @param taps who else sees every frame
    /// @param problem is told if the file cannot be written any more
    /// @throws EnvironmentException if it cannot be written at all
    ThreadAir(
            List<NodeSpec> nodes,
            AirSpec how,
            Path directory,
            @Nullable Path capture,
            List<Tap> taps,
            Consumer<String> problem) {
        this.directory = directory;
        this.recording = capture == null ? null : Recording.start(capture, problem);
        VwifiModel model =
                nodes.stream().anyMatch(node -> node.radio() == NodeRadio.VWIFI)
                        ? new VwifiModel(how.propagation(), how.seed())
                        : null;
        AirOptions options =
                AirOptions.ideal()
                        .withPropagation(model == null ? how.propagation() : model)
                        .withDelay(how.delay())
                        .withSeed(how.seed())
                        .withListener(new Listener());
        this.air = AirThread.start(options);
        this.desk = new AirDesk(air);
        AirThread.warmUp();
        this.streams = new AirStreams(air);
        this.ways = new AirWays(air, directory, model, problem);
        if (recording != null) {
            air.tap(recording.tap());
        }
        taps.forEach(air::tap);
    }

    @Override
    public void watch(AirWatcher newWatcher) {
        watcher = newWatcher;
    }

    @Override
    public Path listen(String node) {
        return sockets.computeIfAbsent(
                node,
                _ -> {
                    Path socket = directory.resolve(node + ".air");
                    air.listen(socket, node);
                    return socket;
                });
    }

    @Override
    public String expectAgent(NodeSpec node) {
        return ways.open(node).secret();
    }

    @Override
    public boolean carriesVsock(NodeSpec node) {
        return AirWays.carriesVsock(node);
    }

    @Override
    public AirTimes times() {
        return ways.times();
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        return streams.open(filter);
    }

    @Override
    public void set(AirOrder order) {
        desk.set(order);
    }

    @Override
    public AirSnapshot snapshot() {
        return desk.snapshot();
    }

    @Override
    public LabReport.Medium report() {
        return LabReport.Medium.of(air);
    }

    @Override
    public LabReport.Medium lastReport() {
        return air.call(() -> {
            if (recording != null) {
                air.untap(recording.tap());
            }
            return LabReport.Medium.of(air);
        });
    }

    @Override
    public void close() {
        streams.close();
        air.close();
        if (recording != null) {
            recording.close();
        }
    }

    private final class Listener implements SessionListener {
        @Override
        public void ready(GuestConnection connection) {
            watcher.ready(connection.name());
        }

        @Override
        public void disconnected(GuestConnection connection, SessionEnd end) {
            if (!(end instanceof SessionEnd.Closed)) {
                boolean violated = end instanceof SessionEnd.Violated;
                watcher.ended(
                        connection.name(),
                        violated ? AirWatcher.End.BY_VIOLATION : AirWatcher.End.BY_MACHINE,
                        end.reason());
            }
        }
    }
}
