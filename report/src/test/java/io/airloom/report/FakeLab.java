package io.airloom.report;

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
import io.airloom.topology.AirOrder;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// A lab that only answers questions.
final class FakeLab implements LiveLab {
    final List<RunningLab.Node> nodes = new ArrayList<>();
    final AtomicLong looks = new AtomicLong();
    final Path folder;
    volatile boolean ended;

    FakeLab(Path folder) {
        this.folder = folder;
    }

    FakeLab with(String node, String role, boolean alive) {
        nodes.add(new RunningLab.Node(node, "uml", role, "", "02:00:00:00:00:01", alive));
        return this;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<RunningLab.Node> nodes() {
        return nodes;
    }

    @Override
    public ExecEnd exec(
            String node, List<String> command, byte[] stdin, Duration limit, ExecOutput output) {
        if (node.equals("hangs")) {
            throw new EnvironmentException("its agent does not answer", "wait");
        }
        String text = node + " says " + String.join(" ", command) + "\n";
        output.write(ExecOutput.Source.STDOUT, text.getBytes(StandardCharsets.UTF_8));
        return new ExecEnd(0, false);
    }

    @Override
    public AirSnapshot snapshot() {
        if (ended) {
            throw new EnvironmentException("the lab has ended", "start it again");
        }
        long look = looks.incrementAndGet();
        return new AirSnapshot(
                look, LabReport.Medium.NONE, LatencyCounts.NONE, List.of(), List.of());
    }

    @Override
    public RunningLab.Console console(String node) {
        if (node.equals("down")) {
            throw new IllegalArgumentException("no node \"down\" runs in this lab");
        }
        return new RunningLab.Console(folder.resolve(node), folder.resolve(node + ".log"), false);
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
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
    public boolean kill(String node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void restart(String node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void down() {
        throw new UnsupportedOperationException();
    }
}
