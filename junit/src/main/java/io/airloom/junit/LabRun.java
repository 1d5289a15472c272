package io.airloom.junit;

import io.airloom.ieee80211.Names;
import io.airloom.image.EnvironmentException;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabFailure;
import io.airloom.lab.RunningLab;
import io.airloom.lab.Seats;
import io.airloom.lab.StepResult;
import io.airloom.report.LabSampler;
import io.airloom.topology.AirOrder;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// A lab with what is remembered of it for the test that has it: frames, what was done, samples of
/// the air. One test has it at a time.
final class LabRun implements AutoCloseable {
    private final TestLab lab;
    private final Seats.Seat seat;
    private final FrameMemory memory;
    private final LabSampler sampler;
    private final Journal journal = new Journal();
    private final Names names;
    private final LabHandle handle;

    /// Held by the method that runs: methods of a class may be run in parallel, and a lab is one.
    private final Semaphore turn = new Semaphore(1);

    private volatile Instant started = Instant.now();
    private volatile long since;
    private volatile boolean spoiled;

    private LabRun(TestLab lab, Seats.Seat seat) {
        this.lab = lab;
        this.seat = seat;
        this.names = lab.topology().names();
        this.memory = new FrameMemory(lab.live());
        this.sampler = LabSampler.start(lab.live());
        this.handle = new LabHandle(this);
    }

    /// Opens a lab and begins to watch it, which is then owned and not yet booted.
    ///
    /// @param seat the room that it has; is given back with it, also if this fails
    static LabRun of(Supplier<TestLab> opened, Seats.Seat seat) {
        TestLab lab = null;
        LabRun run = null;
        try {
            lab = opened.get();
            run = new LabRun(lab, seat);
            return run;
        } finally {
            if (run == null) {
                if (lab != null) {
                    lab.close();
                }
                seat.close();
            }
        }
    }

    /// Starts all machines.
    void boot() throws InterruptedException {
        long began = System.nanoTime();
        String failure = null;
        try {
            lab.boot();
        } catch (LabFailure | EnvironmentException e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        } finally {
            journal.add("lab", "boot", began, "", failure);
        }
    }

    /// Somebody else's tests begin: what was remembered so far is nobody's any more.
    ///
    /// @throws EnvironmentException if the lab is not what it was any more
    /// @throws LabFailure if a machine that has ended does not come up again
    void renew() throws InterruptedException {
        started = Instant.now();
        since = memory.next();
        memory.forgetBefore(since);
        journal.clear();
        journal.begin();
        startEnded();
    }

    /// A test method begins; returns when it may. Unless it throws, [#end()] follows.
    ///
    /// @param alone whether the lab is for this method alone: what there was so far is its own
    void begin(boolean alone) throws InterruptedException {
        turn.acquire();
        boolean begun = false;
        try {
            if (!alone) {
                renew();
            }
            begun = true;
        } finally {
            if (!begun) {
                turn.release();
            }
        }
    }

    /// Machines that a test before has ended are there again.
    private void startEnded() throws InterruptedException {
        for (RunningLab.Node node : lab.live().nodes()) {
            if (!node.alive()) {
                long began = System.nanoTime();
                lab.live().restart(node.name());
                journal.add(node.name(), "start again", began, "", null);
            }
        }
    }

    /// A test method has ended: the air is as in the beginning.
    void end() {
        try {
            lab.live().set(new AirOrder.Reset());
        } catch (EnvironmentException e) {
            spoiled = true;
            throw e;
        } finally {
            turn.release();
        }
    }

    /// Nobody else is to have it after this class.
    void spoil() {
        spoiled = true;
    }

    boolean isSpoiled() {
        return spoiled;
    }

    TestLab lab() {
        return lab;
    }

    FrameMemory memory() {
        return memory;
    }

    Journal journal() {
        return journal;
    }

    /// Whose addresses are whose.
    Names names() {
        return names;
    }

    LabHandle handle() {
        return handle;
    }

    /// The number of the first frame that is the test's.
    long since() {
        return since;
    }

    /// When what is remembered began.
    Instant started() {
        return started;
    }

    long startedEpochNanos() {
        return started.getEpochSecond() * 1_000_000_000L + started.getNano();
    }

    List<StepResult> steps() {
        return journal.steps();
    }

    /// The air since what is remembered began.
    List<AirSnapshot> samples() {
        long from = startedEpochNanos();
        return sampler.samples().stream().filter(s -> s.epochNanos() >= from).toList();
    }

    @Override
    public void close() {
        sampler.close();
        memory.close();
        lab.close();
        seat.close();
    }
}
