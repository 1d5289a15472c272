package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FilterException;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import io.airloom.capture.FrameRecorder;
import io.airloom.image.EnvironmentException;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.ExecResult;
import io.airloom.machine.KeptOutput;
import io.airloom.topology.AirOrder;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/// A lab that runs, whichever process holds it: what the command line, the full-screen view and
/// tests do with it. Any thread.
///
/// All methods throw {@link EnvironmentException} if the lab has ended or does not answer, and
/// {@link IllegalArgumentException} for a node that it does not have.
public interface LiveLab {
    /// How long a reader of frames waits before it looks whether it still should.
    Duration CAPTURE_PATIENCE = Duration.ofMillis(250);

    /// Its topology's name.
    String name();

    /// The same lab as it is now: nodes may have gone down, or come up, since this was looked at.
    default LiveLab now() {
        return this;
    }

    /// Its nodes, in the order of the topology.
    List<RunningLab.Node> nodes();

    /// Their names.
    default List<String> nodeNames() {
        return nodes().stream().map(RunningLab.Node::name).toList();
    }

    /// Reads a display filter, which may name nodes of this lab only.
    ///
    /// @throws FilterException if it is none; says where and why
    default FrameFilter filter(String text) {
        return FrameFilters.parse(text, nodeNames());
    }

    /// Runs a program in a node, and passes on what it writes as it comes. Whoever is interrupted
    /// ends it.
    ExecEnd exec(String node, List<String> command, byte[] stdin, Duration limit, ExecOutput output)
            throws InterruptedException;

    /// The same, with the beginnings of its outputs at its end ([KeptOutput]).
    default ExecResult exec(String node, List<String> command, byte[] stdin, Duration limit)
            throws InterruptedException {
        KeptOutput kept = new KeptOutput();
        return kept.result(exec(node, command, stdin, limit, kept));
    }

    /// Frames from now on that match the filter.
    FrameStream frames(FrameFilter filter);

    /// Writes frames from now on that match the filter, as pcapng, until the lab ends, `out` takes
    /// no more, or the thread is interrupted. Each is flushed as it comes; what could not be read
    /// in time is noted in the capture. At last `out` is closed.
    default void capture(FrameFilter filter, OutputStream out) throws InterruptedException {
        try (FrameStream frames = frames(filter);
                FrameRecorder recorder = new FrameRecorder(out)) {
            long lost = 0;
            while (recorder.failure() == null) {
                AirFrame frame = frames.next(CAPTURE_PATIENCE);
                recorder.lost(frames.dropped() - lost);
                lost = frames.dropped();
                if (frame != null) {
                    recorder.write(frame);
                }
            }
        } catch (EnvironmentException e) {
            // The lab has ended, and so has the capture of it.
            return;
        }
    }

    /// What its air has carried, and its links.
    AirSnapshot snapshot();

    /// Changes its air.
    void set(AirOrder order);

    /// Where the console of a node is.
    RunningLab.Console console(String node);

    /// Ends the machine of a node; whether it ran.
    boolean kill(String node);

    /// Starts the machine of a node anew, and waits until it is up.
    void restart(String node) throws InterruptedException;

    /// Ends the lab.
    void down();
}
