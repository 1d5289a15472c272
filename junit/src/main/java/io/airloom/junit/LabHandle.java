package io.airloom.junit;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Suggestion;
import io.airloom.lab.LabFailure;
import io.airloom.lab.LiveLab;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.opentest4j.AssertionFailedError;

/// The lab that a test runs in. Any thread.
public final class LabHandle {
    private final LabRun run;
    private final SequencedMap<String, Node> nodes = new LinkedHashMap<>();
    private final Air air;

    LabHandle(LabRun run) {
        this.run = run;
        for (NodeSpec node : run.lab().topology().nodes()) {
            nodes.put(node.name(), new Node(run, node));
        }
        this.air = new Air(run);
    }

    /// The topology's name.
    public String name() {
        return topology().name();
    }

    /// What it was made from.
    public Topology topology() {
        return run.lab().topology();
    }

    /// A node by its name.
    ///
    /// @throws IllegalArgumentException if there is none; says which there are
    public Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException(
                    "lab "
                            + name()
                            + " has no node \""
                            + name
                            + '"'
                            + Suggestion.after(name, nodes.keySet()));
        }
        return node;
    }

    /// All nodes, in the order of the topology.
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /// What its frames go through.
    public Air air() {
        return air;
    }

    /// Does the steps of its topology, in order.
    ///
    /// @throws AssertionFailedError if one fails; says which and why
    public void runSteps() {
        long began = System.nanoTime();
        String failure = null;
        try {
            run.lab().runSteps();
        } catch (LabFailure e) {
            failure = String.valueOf(e.getMessage());
            throw new AssertionFailedError(failure, e);
        } catch (InterruptedException e) {
            throw Interrupted.again(e);
        } finally {
            run.journal().add("lab", "steps of the topology", began, "", failure);
        }
    }

    /// Everything else that can be done with a running lab.
    ///
    /// @throws EnvironmentException if it has ended
    public LiveLab live() {
        return run.lab().live();
    }

    @Override
    public String toString() {
        return "lab " + name();
    }
}
