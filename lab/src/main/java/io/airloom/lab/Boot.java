package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.machine.ExecResult;
import io.airloom.machine.NodeMachine;
import io.airloom.topology.NodeFiles;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Role;
import io.airloom.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Brings all nodes of a lab up, each on a thread of its own:
///
/// ```
/// access points   start ─ boot ─ hostapd ─ AP-ENABLED ┐
/// stations        start ─ boot ─────────────────────── ┴ wpa_supplicant
/// IBSS            start ─ boot ─ wpa_supplicant ─ joined ─→ the next of them
/// ```
///
/// A station that starts before its access point is there would miss it in its first scan and lose
/// a second; two IBSS nodes that start together would each make their own and have to merge.
final class Boot {
    private static final Duration UP_LIMIT = Duration.ofSeconds(60);

    /// How much longer a system of the user's own may take to boot than ours.
    private static final int FOREIGN_TIMES = 3;

    private final Lab lab;
    private final Topology topology;
    private final CountDownLatch accessPoints;

    /// By node index, from 1.
    private final CountDownLatch[] joined;

    Boot(Lab lab, Topology topology) {
        this.lab = lab;
        this.topology = topology;
        this.accessPoints =
                new CountDownLatch(
                        (int) topology.nodes().stream().filter(n -> n.role() == Role.AP).count());
        joined = new CountDownLatch[topology.nodes().size() + 1];
        Arrays.setAll(joined, _ -> new CountDownLatch(1));
    }

    /// Returns when all nodes are up.
    ///
    /// @throws LabFailure if one does not come up
    /// @throws EnvironmentException if one cannot be started or does not boot
    void run() throws InterruptedException {
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("airloom-boot-", 1).factory());
        try {
            CompletionService<Void> service = new ExecutorCompletionService<>(threads);
            List<Future<Void>> running = new ArrayList<>();
            for (NodeSpec node : topology.nodes()) {
                running.add(
                        service.submit(() -> {
                            bringUp(node);
                            return null;
                        }));
            }
            for (int i = 0; i < running.size(); i++) {
                service.take().get();
            }
        } catch (ExecutionException e) {
            throw rethrown(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return switch (e.getCause()) {
            case LabFailure failure -> failure;
            case EnvironmentException failure -> failure;
            case Error error -> throw error;
            case RuntimeException failure -> failure;
            case null, default -> new IllegalStateException("a node's thread failed", e);
        };
    }

    /// Brings one node up while the others run: it waits for nobody.
    ///
    /// @throws LabFailure if it does not come up
    /// @throws EnvironmentException if it cannot be started or does not boot
    static void again(Lab lab, NodeSpec node) throws InterruptedException {
        setUp(lab, node, start(lab, node));
    }

    private static NodeMachine start(Lab lab, NodeSpec node) throws InterruptedException {
        NodeMachine machine = lab.startMachine(node);
        lab.tell(new LabEvent.Booting(node.name()));
        Duration limit = lab.options().bootLimit();
        boolean foreign = node.system().isForeign();
        Duration time = machine.awaitReady(foreign ? limit.multipliedBy(FOREIGN_TIMES) : limit);
        lab.booted(node, time, machine);
        return machine;
    }

    private void bringUp(NodeSpec node) throws InterruptedException {
        NodeMachine machine = start(lab, node);
        if (node.role() == Role.STATION) {
            accessPoints.await();
        } else if (node.role() == Role.IBSS) {
            awaitEarlierIbss(node);
        }
        setUp(lab, node, machine);
        if (node.role() == Role.AP) {
            accessPoints.countDown();
        }
        joined[node.index()].countDown();
    }

    private static void setUp(Lab lab, NodeSpec node, NodeMachine machine)
            throws InterruptedException {
        ExecResult result = machine.exec(List.of("sh", NodeFiles.UP_SCRIPT), new byte[0], UP_LIMIT);
        if (!result.ok()) {
            throw new LabFailure(
                    "node \"" + node.name() + "\" did not come up: " + reason(node, result),
                    result.stdout() + result.stderr());
        }
        lab.tell(new LabEvent.Up(node.name()));
    }

    private void awaitEarlierIbss(NodeSpec node) throws InterruptedException {
        for (NodeSpec other : topology.nodes()) {
            if (other.role() == Role.IBSS && other.index() < node.index()) {
                joined[other.index()].await();
            }
        }
    }

    private static String reason(NodeSpec node, ExecResult result) {
        if (result.timedOut()) {
            return "its set-up was not done within " + UP_LIMIT.toSeconds() + " s";
        }
        String daemon =
                switch (node.role()) {
                    case AP -> "hostapd or its set-up failed";
                    case STATION, IBSS, MESH -> "wpa_supplicant or its set-up failed";
                    case BARE -> "its set-up failed";
                };
        return daemon + " (exit code " + result.exitCode() + ")";
    }
}
