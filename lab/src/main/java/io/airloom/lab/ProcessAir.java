package io.airloom.lab;

import io.airloom.capture.FrameFilter;
import io.airloom.image.EnvironmentException;
import io.airloom.machine.RunDirectory;
import io.airloom.topology.AirOrder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The air of a lab in a process of its own: `airloom air --events` with a socket for each node.
///
/// ```
///   starting ──listening──▶ running ──its output ends──▶ dead ──pause──▶ starting
/// ```
///
/// When it dies another one takes its place, at once the first time, after growing pauses if it
/// does not live for [#LONG_LIFE]. That one has been standing by: a station loses its access point
/// when it hears no beacon for a second, and a JVM on a busy host needs longer to start. Then the
/// watcher is told that the connection of each node has ended, so that the lab plugs them in again.
/// The new one is told what the old one knew of the nodes' radios.
///
/// **Counters** of a process that was killed are those that it told last, a quarter of a second
/// before its death at most; what it carried after that is not counted. Percentiles are those of
/// the last process that carried anything. **Orders** are repeated to the new one, before the nodes
/// are plugged in again. **Captures**: each process writes a file of its own, the second one
/// `NAME-2.pcapng` and so on.
final class ProcessAir implements LabAir {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final Duration SPARE_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONG_LIFE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(8);

    /// A line of 1024 guests with a few radios each.
    private static final int MAX_LINE = 1 << 20;

    private final MediumChildren children;
    private final MediumDesk desk;
    private final Consumer<String> note;
    private final Thread keeper;
    private volatile AirWatcher watcher = AirWatcher.NONE;

    // Guarded by this.
    private MediumChildren.@Nullable Child current;
    private MediumChildren.@Nullable Child spare;
    private @Nullable EnvironmentException failure;
    private boolean listening;
    private boolean closed;
    private int lives;
    private long answers;
    private final TreeSet<String> ready = new TreeSet<>();
    private LabReport.Medium buried = LabReport.Medium.NONE;
    private LabReport.Medium carried = LabReport.Medium.NONE;

    /// Starts it and waits until it listens.
    ///
    /// @param doors where nodes come
    /// @param capture the file to record all frames in, or null
    /// @param note is told what a person should know
    /// @throws EnvironmentException if it does not come up
    ProcessAir(
            MediumProcess how,
            MediumDoors doors,
            RunDirectory run,
            @Nullable Path capture,
            Consumer<String> note) {
        this.children = new MediumChildren(how, doors, run, capture);
        this.desk = new MediumDesk(children.control());
        this.note = note;
        this.keeper = Thread.ofPlatform().daemon().name("airloom-medium").start(this::keep);
        awaitFirstStart();
    }

    private synchronized void awaitFirstStart() {
        long endNanos = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (!listening && failure == null && System.nanoTime() - endNanos < 0) {
                wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        EnvironmentException problem = failure;
        if (!listening) {
            close();
            throw problem != null ? problem : failure("does not come up", null);
        }
    }

    @Override
    public void watch(AirWatcher newWatcher) {
        watcher = newWatcher;
    }

    @Override
    public Path listen(String node) {
        return children.socket(node);
    }

    @Override
    public AirTimes times() {
        return RunningAir.at(children.control()).times();
    }

    @Override
    public FrameStream frames(FrameFilter filter) {
        try {
            return new MediumStream(children.control(), filter, this::isClosed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted", e);
        }
    }

    @Override
    public void set(AirOrder order) {
        desk.set(order);
    }

    @Override
    public AirSnapshot snapshot() {
        return desk.snapshot(report());
    }

    // ---- the process ----------------------------------------------------------------------------

    /// The keeper's life: one process after the other.
    private void keep() {
        Duration pause = Duration.ZERO;
        try {
            while (!isClosed()) {
                long sinceNanos = System.nanoTime();
                String reason = liveOnce();
                boolean longLife = System.nanoTime() - sinceNanos > LONG_LIFE.toNanos();
                if (isClosed() || isStillborn(reason)) {
                    return;
                }
                note.accept("the medium's process has ended: " + reason);
                pause = longLife ? Duration.ZERO : pause;
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = longer(pause);
            }
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        if (pause.isZero()) {
            return FIRST_PAUSE;
        }
        return pause.compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }

    /// The first process must come up; later ones are tried again.
    private synchronized boolean isStillborn(String reason) {
        if (lives > 1 || listening) {
            listening = false;
            return false;
        }
        failure = failure(reason, null);
        notifyAll();
        return true;
    }

    /// Runs one process to its end.
    ///
    /// @return why it ended
    private String liveOnce() throws InterruptedException {
        Process child;
        try {
            child = begin();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        try (InputStream in = new BufferedInputStream(child.getInputStream())) {
            byte[] line = ControlMessage.readLine(in, MAX_LINE);
            while (line != null) {
                // A JVM prints its warnings here, too.
                ControlMessage message = ControlMessage.parse(line);
                AirEvent event = message == null ? null : AirEvent.of(message);
                if (event != null) {
                    take(event);
                }
                line = ControlMessage.readLine(in, MAX_LINE);
            }
        } catch (IOException e) {
            // Its end of the pipe is gone, and so is it.
        }
        boolean ended = child.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        child.destroyForcibly();
        bury();
        return (ended ? "exit code " + child.exitValue() : "it talked nonsense")
                + children.lastWords();
    }

    private synchronized Process begin() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        MediumChildren.Child next =
                spare != null && spare.process().isAlive() ? spare : children.launch();
        spare = null;
        current = next;
        lives++;
        next.callOrAsk();
        return next.process();
    }

    /// Starts one that stands by, when the work of the first moments is done.
    private void prepareSpare() {
        try {
            TimeUnit.NANOSECONDS.sleep(SPARE_PAUSE.toNanos());
            synchronized (this) {
                if (!closed && spare == null) {
                    spare = children.launch();
                }
            }
        } catch (IOException e) {
            note.accept("no medium stands by: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what it says ---------------------------------------------------------------------------

    private void take(AirEvent event) {
        switch (event) {
            case AirEvent.Listening _ -> listens();
            case AirEvent.Ready at -> {
                synchronized (this) {
                    ready.add(at.node());
                }
                watcher.ready(at.node());
            }
            case AirEvent.Ended ended -> {
                synchronized (this) {
                    ready.remove(ended.node());
                }
                watcher.ended(
                        ended.node(),
                        ended.violation() ? AirWatcher.End.BY_VIOLATION : AirWatcher.End.BY_MACHINE,
                        ended.reason());
            }
            case AirEvent.Refused refused -> note.accept(refused.reason());
            case AirEvent.Carried now -> {
                synchronized (this) {
                    carried = now.medium();
                    answers++;
                    notifyAll();
                }
            }
            case AirEvent.Guests known -> keep(known);
        }
    }

    private void listens() {
        List<String> lost;
        int times;
        Path capture;
        synchronized (this) {
            listening = true;
            times = lives - 1;
            capture = current == null ? null : current.capture();
            lost = List.copyOf(ready);
            ready.clear();
            notifyAll();
        }
        if (times > 0) {
            repeatOrders();
        }
        lost.forEach(node -> watcher.ended(node, AirWatcher.End.BY_AIR, "the medium had died"));
        if (times > 0) {
            watcher.restarted("its process had died", times);
            if (capture != null) {
                note.accept("the capture goes on in " + capture);
            }
        }
        Thread.ofVirtual().name("airloom-medium-spare").start(this::prepareSpare);
    }

    private void repeatOrders() {
        try {
            desk.began();
        } catch (EnvironmentException e) {
            note.accept(e.getMessage());
        }
    }

    private void keep(AirEvent.Guests known) {
        try {
            children.keep(known);
        } catch (IOException e) {
            note.accept("what the medium knows of its guests cannot be kept: " + e);
        }
    }

    private void bury() {
        desk.ended();
        synchronized (this) {
            buried = buried.and(carried);
            carried = LabReport.Medium.NONE;
        }
    }

    @Override
    public synchronized long pid() {
        return current == null ? -1 : current.process().pid();
    }

    @Override
    public LabReport.Medium report() {
        ask();
        synchronized (this) {
            return buried.and(carried);
        }
    }

    /// Has the process tell what it has carried by now; if it does not, what it told last counts.
    private synchronized void ask() {
        MediumChildren.Child child = current;
        if (child == null || !child.process().isAlive() || closed) {
            return;
        }
        long before = answers;
        long endNanos = System.nanoTime() + ANSWER_LIMIT.toNanos();
        try {
            child.callOrAsk();
            while (answers == before && System.nanoTime() - endNanos < 0) {
                wait(ANSWER_LIMIT.toMillis());
            }
        } catch (IOException e) {
            // It has just died.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EnvironmentException failure(String reason, @Nullable Throwable cause) {
        String message = "the medium's process: " + reason;
        String remedy = "run it again without --medium process";
        return cause == null
                ? new EnvironmentException(message, remedy)
                : new EnvironmentException(message, remedy, cause);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /// Ends the process in order, so that its capture is whole.
    @Override
    public void close() {
        List<Process> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (MediumChildren.Child child : Arrays.asList(current, spare)) {
                if (child != null) {
                    all.add(child.process());
                }
            }
        }
        all.forEach(Process::destroy);
        boolean interrupted = Thread.interrupted();
        try {
            keeper.join(END_LIMIT);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        keeper.interrupt();
        all.forEach(Process::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
