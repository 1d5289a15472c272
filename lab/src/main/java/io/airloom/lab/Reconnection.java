package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.NodeMachine;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps a lab's nodes on the air: a node whose connection ended while its machine lives is plugged
/// in again.
///
/// ```
///            ended                      replug                   ready
///   on the air ──▶ pause, machine alive? ──▶ waiting for its driver ──▶ on the air
///                    ▲                │                │
///                    ╰── not ready ───┼────────────────╯
///                                     ╰──▶ given up: machine gone, cannot replug, or
///                                          too many violations in a row
/// ```
///
/// A node that breaks the rules again and again gets [#MAX_VIOLATIONS] chances, after ever longer
/// pauses; one that was well for [#FORGIVEN] starts anew. A replug that fails (a machine that is
/// stopped does not answer) is tried for as long as the machine lives.
final class Reconnection implements AirWatcher, AutoCloseable {
    private static final int MAX_VIOLATIONS = 5;
    private static final Duration FORGIVEN = Duration.ofMinutes(1);
    private static final Duration REPLUG_LIMIT = Duration.ofSeconds(10);

    /// A guest's driver probes within 0.1 s; a busy host's a little later.
    private static final Duration READY_LIMIT = Duration.ofSeconds(10);

    /// A machine's connection ends a little before the machine does, and a machine a little before
    /// a lab that is interrupted.
    private static final Duration GRACE = Duration.ofMillis(300);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(8);

    private final Lab lab;
    private final Duration firstPause;

    // Guarded by this.
    private final Map<String, Link> links = new HashMap<>();
    private boolean closed;

    /// A node's connection to the air.
    private static final class Link {
        private boolean ready;
        private boolean everReady;
        private long changedNanos;
        private int violations;

        /// Not looked at yet.
        private @Nullable Ending ending;

        private @Nullable Thread worker;
    }

    private record Ending(End end, String reason, long nanos) {}

    Reconnection(Lab lab) {
        this(lab, FIRST_PAUSE);
    }

    Reconnection(Lab lab, Duration firstPause) {
        this.lab = lab;
        this.firstPause = firstPause;
    }

    @Override
    public synchronized void ready(String node) {
        Link link = link(node);
        link.ready = true;
        link.everReady = true;
        link.ending = null;
        link.changedNanos = System.nanoTime();
        notifyAll();
    }

    @Override
    public synchronized void ended(String node, End end, String reason) {
        Link link = link(node);
        long nowNanos = System.nanoTime();
        if (link.ready && nowNanos - link.changedNanos > FORGIVEN.toNanos()) {
            link.violations = 0;
        }
        link.ready = false;
        if (end == End.BY_VIOLATION) {
            link.violations++;
        }
        // Before a guest has its driver, its end is for those who boot it to notice.
        if (closed || !(link.everReady || end == End.BY_VIOLATION)) {
            return;
        }
        link.ending = new Ending(end, reason, nowNanos);
        if (link.worker == null) {
            link.worker = Thread.ofVirtual().name("replug " + node).start(() -> work(node, link));
        }
    }

    @Override
    public void restarted(String reason, int times) {
        lab.tell(new LabEvent.MediumRestarted(reason, times));
    }

    /// The node's machine is ended or started on purpose: what its connection did so far is
    /// forgotten.
    synchronized void forget(String node) {
        Link link = links.remove(node);
        if (link != null && link.worker != null) {
            link.worker.interrupt();
        }
    }

    private Link link(String node) {
        return links.computeIfAbsent(node, _ -> new Link());
    }

    private void work(String node, Link link) {
        try {
            Ending ending = next(link);
            while (ending != null) {
                restore(node, link, ending);
                ending = next(link);
            }
        } catch (InterruptedException e) {
            // The lab is closed, or the node starts anew: there is nothing left to restore.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Ending next(Link link) {
        Ending ending = link.ending;
        link.ending = null;
        if (ending == null) {
            link.worker = null;
        }
        return ending;
    }

    private void restore(String node, Link link, Ending ending) throws InterruptedException {
        if (ending.end() == End.BY_MACHINE) {
            TimeUnit.NANOSECONDS.sleep(GRACE.toNanos());
        }
        NodeMachine machine = machine(node);
        if (machine == null || awaitReady(link, Duration.ZERO)) {
            return;
        }
        if (!machine.isAlive()) {
            lab.tell(new LabEvent.MachineEnded(node));
            return;
        }
        lab.tell(new LabEvent.OffAir(node, ending.reason()));
        String lost = replug(machine, link);
        if (lost == null) {
            Duration away = Duration.ofNanos(System.nanoTime() - ending.nanos());
            lab.tell(new LabEvent.BackOnAir(node, away));
        } else if (machine.equals(machine(node))) {
            lab.tell(
                    machine.isAlive()
                            ? new LabEvent.GivenUp(node, lost)
                            : new LabEvent.MachineEnded(node));
        }
    }

    /// @return why not; null if it is on the air again
    private @Nullable String replug(NodeMachine machine, Link link) throws InterruptedException {
        if (!machine.canReplug()) {
            return "this kind of machine cannot take a new device";
        }
        Duration pause = firstPause;
        int seen = 0;
        while (true) {
            int violations = violations(link);
            if (violations > MAX_VIOLATIONS) {
                clearEnding(link);
                return violations + " violations in a row";
            }
            if (violations > seen || pause.compareTo(firstPause) > 0) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
            seen = violations;
            if (!machine.isAlive()) {
                return "its machine has ended";
            }
            clearEnding(link);
            try {
                machine.replug(REPLUG_LIMIT);
                if (awaitReady(link, READY_LIMIT)) {
                    return null;
                }
            } catch (EnvironmentException e) {
                lab.options().progress().note(String.valueOf(e.getMessage()));
            }
            pause = pause.compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    private synchronized void clearEnding(Link link) {
        link.ending = null;
    }

    private synchronized int violations(Link link) {
        return link.violations;
    }

    private synchronized boolean awaitReady(Link link, Duration limit) throws InterruptedException {
        long endNanos = System.nanoTime() + limit.toNanos();
        while (!link.ready && !endedAgain(link)) {
            long leftMillis = Duration.ofNanos(endNanos - System.nanoTime()).toMillis();
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return link.ready;
    }

    /// The end of the old connection, which a replug brings about itself, does not count.
    private static boolean endedAgain(Link link) {
        return link.ending != null && link.ending.end() != End.BY_MACHINE;
    }

    private @Nullable NodeMachine machine(String node) {
        synchronized (this) {
            if (closed) {
                return null;
            }
        }
        return lab.machineOrNull(node);
    }

    /// Restores nothing any more.
    @Override
    public synchronized void close() {
        closed = true;
        for (Link link : links.values()) {
            if (link.worker != null) {
                link.worker.interrupt();
            }
        }
    }
}
