package io.airloom.lab;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.machine.ChosenWay;
import io.airloom.machine.EngineMachines;
import io.airloom.machine.ExecEnd;
import io.airloom.machine.ExecOutput;
import io.airloom.machine.ExecResult;
import io.airloom.machine.MachineFactory;
import io.airloom.machine.NodeMachine;
import io.airloom.machine.Patience;
import io.airloom.machine.Preparing;
import io.airloom.machine.RunDirectory;
import io.airloom.topology.AgentFiles;
import io.airloom.topology.CommandWay;
import io.airloom.topology.Engine;
import io.airloom.topology.NodeFile;
import io.airloom.topology.NodeFiles;
import io.airloom.topology.NodeRadio;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Role;
import io.airloom.topology.Step;
import io.airloom.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One running lab: an air, and a machine on it for each node of a topology.
///
/// ```java
/// try (Lab lab = Lab.open(topology, LabOptions.standard(), LabListener.NONE)) {
///     lab.boot();
///     lab.runSteps();
///     lab.report().writeJson(file);
/// }
/// ```
///
/// [#boot()] and [#runSteps()] belong to one thread and end early when it is interrupted; [#exec],
/// [#report()] and [#close()] may be called from any. Whatever happens, nothing of a closed lab is
/// left: no machine, no socket, no file except the capture.
public final class Lab implements AutoCloseable {
    private final Topology topology;
    private final LabOptions options;
    private final LabListener listener;
    private final MachineFactory factory;
    private final LabAir air;
    private final LabParts parts;
    private final Reconnection reconnection;

    /// One node after the other is started again.
    private final ReentrantLock starting = new ReentrantLock();

    private final long startedNanos = System.nanoTime();
    private final long startedEpochNanos = System.currentTimeMillis() * 1_000_000L;
    private final LabHistory history = new LabHistory();
    private final StepResults results;
    private volatile @Nullable FrameMemory memory;

    private volatile Runnable downOrder = this::close;

    // Guarded by this: several nodes boot at once, and other terminals ask.
    private final SequencedMap<String, NodeMachine> machines = new LinkedHashMap<>();
    private boolean closed;
    private @Nullable ControlSocket socket;

    Lab(Topology topology, LabOptions options, LabListener listener, LabParts parts) {
        this.topology = topology;
        this.options = options;
        this.listener = listener;
        this.parts = parts;
        this.factory = parts.factory();
        this.air = parts.air();
        this.results = new StepResults(topology.steps());
        this.reconnection = new Reconnection(this);
        air.watch(reconnection);
    }

    /// Makes ready what a lab needs: the engines that its nodes use and the image (fetched and
    /// built if they are not in the cache), a run directory, an air, a socket for other terminals.
    ///
    /// @throws InputFileException if a node asks for what its engine has not
    /// @throws EnvironmentException if something cannot be had here
    public static Lab open(Topology topology, LabOptions options, LabListener listener) {
        Cache cache = Cache.standard();
        topology.preparations().forEach(needed -> Preparing.run(needed, cache, options.progress()));
        EngineMachines.checkNodes(topology, options.engine());
        RunDirectory run = RunDirectory.create();
        LabParts parts = LabParts.open(cache, topology, options, run);
        try {
            Lab lab = new Lab(topology, options, listener, parts);
            lab.socket = LabSocket.open(lab, run.path());
            return lab;
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /// Starts all machines and waits until every node is up.
    ///
    /// @throws LabFailure if a node does not come up
    /// @throws EnvironmentException if a machine cannot be started
    public void boot() throws InterruptedException {
        try {
            tell(new LabEvent.Prepared(factory.engineVersion(), factory.guest()));
            memory = FrameMemory.of(this, startedEpochNanos);
            new Boot(this, topology).run();
            tell(new LabEvent.Ready(Duration.ofNanos(System.nanoTime() - startedNanos)));
        } catch (LabFailure | EnvironmentException e) {
            history.failed(e);
            throw e;
        }
    }

    /// Does the topology's steps, in order, up to the first that fails.
    ///
    /// @throws LabFailure if one fails
    /// @throws EnvironmentException if a machine has gone
    public void runSteps() throws InterruptedException {
        try (StepRunner runner = new StepRunner(this, results, new FailureScene(this, memory))) {
            int number = 0;
            for (Step step : topology.steps()) {
                runner.run(String.valueOf(++number), step);
            }
            for (NodeSpec node : topology.nodes()) {
                if (node.role().usesSupplicant()) {
                    Associations.note(this, node.name());
                }
            }
            history.done();
        } catch (LabFailure | EnvironmentException e) {
            history.failed(e);
            throw e;
        } finally {
            results.complete();
        }
    }

    /// Does one more step, which is no group, not the topology's, and in no report.
    ///
    /// @throws LabFailure if it fails
    /// @throws EnvironmentException if a machine has gone
    public void perform(Step step) throws InterruptedException {
        try (StepWork work = new StepWork(this)) {
            work.run(step, null);
            if (step instanceof Step.Wait wait && wait.condition() == Step.Condition.ASSOCIATED) {
                Associations.note(this, wait.node());
            }
        } catch (StepFailure e) {
            throw new LabFailure(e.why(), e.words());
        }
    }

    /// When it was opened: the times of [#results()] count from then on.
    public Instant started() {
        return Instant.ofEpochMilli(startedEpochNanos / 1_000_000L);
    }

    /// What has become of the steps so far; after [#runSteps()] of all of them.
    public List<StepResult> results() {
        return results.all();
    }

    /// Files that steps have written, by name.
    public SequencedMap<String, Path> artefacts() {
        return history.artefacts();
    }

    /// What has come of it so far.
    LabHistory history() {
        return history;
    }

    /// How long it is since the lab was opened.
    Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /// Runs a program in a node, and passes on what it writes as it comes.
    ///
    /// @throws IllegalArgumentException if there is no such node
    /// @throws EnvironmentException if it does not run (any more)
    ExecEnd exec(
            String node, List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws InterruptedException {
        return machine(node).exec(command, stdin, patience, output);
    }

    /// The same for a time, with the beginnings of its outputs at its end.
    public ExecResult exec(String node, List<String> command, byte[] stdin, Duration limit)
            throws InterruptedException {
        return machine(node).exec(command, stdin, limit);
    }

    /// Ends a node's machine at once, as if its power cord was pulled. The others go on.
    ///
    /// @return whether it ran
    /// @throws IllegalArgumentException if there is no such node
    public boolean kill(String node) {
        spec(node);
        reconnection.forget(node);
        NodeMachine machine;
        synchronized (this) {
            machine = machines.remove(node);
        }
        if (machine == null) {
            return false;
        }
        machine.close();
        tell(new LabEvent.Killed(node));
        return true;
    }

    /// Starts a node's machine anew, after ending it if it runs, and waits until it is up.
    ///
    /// @throws IllegalArgumentException if there is no such node
    /// @throws LabFailure if it does not come up
    /// @throws EnvironmentException if it cannot be started
    public void restart(String node) throws InterruptedException {
        NodeSpec spec = spec(node);
        starting.lockInterruptibly();
        try {
            kill(node);
            Boot.again(this, spec);
        } finally {
            starting.unlock();
        }
    }

    /// What the lab has done so far; `ok` once all steps have succeeded.
    public LabReport report() {
        return report(air.report());
    }

    /// The same, and the end of the record of frames: it holds those that are reported, even if the
    /// nodes go on talking.
    public LabReport lastReport() {
        return report(air.lastReport());
    }

    private LabReport report(LabReport.Medium medium) {
        return history.report(
                topology, factory.engine(), factory.kernel(), medium, options.capture());
    }

    /// This lab, as other processes see theirs.
    public LiveLab live() {
        return new HeldLab(this);
    }

    /// Has somebody told when another terminal asks for this lab's end; who is then to close it, at
    /// once. On a thread of its own. Without that, such a lab closes itself.
    public void onDown(Runnable holder) {
        downOrder = holder;
    }

    /// Asks for this lab's end.
    void down() {
        Thread.ofVirtual().name("airloom-down").start(downOrder);
    }

    /// The topology that it was made from.
    public Topology topology() {
        return topology;
    }

    LabOptions options() {
        return options;
    }

    /// What runs the machine of a node.
    Engine engine(NodeSpec node) {
        return topology.engineOf(node, options.engine());
    }

    /// What the topology says of a node.
    ///
    /// @throws IllegalArgumentException if there is no such node
    NodeSpec spec(String node) {
        NodeSpec spec = topology.node(node);
        if (spec == null) {
            throw new IllegalArgumentException(
                    "there is no node "
                            + Printable.quoted(node)
                            + Suggestion.after(node, topology.nodeNames()));
        }
        return spec;
    }

    Role role(String node) {
        return spec(node).role();
    }

    /// What its frames go through.
    LabAir air() {
        return air;
    }

    ProxyDesk proxy() {
        return parts.proxy();
    }

    synchronized @Nullable NodeMachine machineOrNull(String node) {
        return machines.get(node);
    }

    NodeMachine machine(String node) {
        NodeMachine machine = machineOrNull(node);
        if (machine == null) {
            throw new IllegalArgumentException(
                    "no node " + Printable.quoted(node) + " runs in this lab");
        }
        return machine;
    }

    boolean isAlive(String node) {
        NodeMachine machine = machineOrNull(node);
        return machine != null && machine.isAlive();
    }

    NodeMachine startMachine(NodeSpec node) {
        Path socket;
        Map<String, NodeFile> files = NodeFiles.of(node, topology, options.program());
        synchronized (this) {
            refuseIfClosed();
            socket = node.radio() == NodeRadio.VIRTIO ? air.listen(node.name()) : null;
            String secret = node.mayHaveAgent() ? air.expectAgent(node) : "";
            if (node.radio().needsAgent()) {
                files.putAll(AgentFiles.of(node, secret));
            }
        }
        NodeMachine machine = factory.start(node, files, socket);
        synchronized (this) {
            if (closed) {
                machine.close();
                refuseIfClosed();
            }
            machines.put(node.name(), machine);
        }
        return machine;
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new EnvironmentException("the lab was ended while it booted", "start it again");
        }
    }

    void booted(NodeSpec node, Duration time, NodeMachine machine) {
        ChosenWay commands = machine.commands();
        if (commands != null) {
            tell(new LabEvent.CommandsFound(node.name(), commands.way(), commands.why()));
        }
        CommandWay way = commands == null ? CommandWay.AGENT : commands.way();
        String image = topology.imageTitle(node);
        history.booted(
                LabReport.Node.of(node, engine(node), image, way, time), machine.accelerator());
        tell(new LabEvent.Booted(node.name(), time, machine.accelerator()));
    }

    /// Tells the listener; one event at a time.
    synchronized void tell(LabEvent event) {
        listener.event(event);
    }

    /// Ends all machines, the air and the capture, and removes everything temporary. Idempotent.
    @Override
    public void close() {
        List<NodeMachine> running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = List.copyOf(machines.values());
        }
        reconnection.close();
        FrameMemory frames = memory;
        if (frames != null) {
            frames.close();
        }
        if (socket != null) {
            socket.close();
        }
        for (NodeMachine machine : running) {
            machine.close();
        }
        parts.close();
    }
}
