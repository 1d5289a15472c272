package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Names;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.machine.LastLines;
import io.airloom.machine.NodeMachine;
import io.airloom.topology.AirOrder;
import io.airloom.topology.InterfaceAddress;
import io.airloom.topology.NodeSpec;
import io.airloom.topology.Role;
import io.airloom.topology.Step;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is shown of a step that has failed: the last frames of the nodes that it is about, and the
/// last lines of their logs.
final class FailureScene {
    private static final int FRAMES = 30;
    private static final int LINES = 12;
    private static final int CONSOLE_LINES = 6;
    private static final int CONSOLE_BYTES = 8192;

    /// Nodes whose logs are shown: more than that is nothing that anybody reads.
    private static final int MAX_NODES = 4;

    /// What our image's console says when all is well.
    private static final String PROMPT = "~ # *|BusyBox v.*|Enter 'help' for a list .*";

    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Lab lab;
    private final @Nullable FrameMemory memory;

    /// @param memory of frames; null if there is none
    FailureScene(Lab lab, @Nullable FrameMemory memory) {
        this.lab = lab;
        this.memory = memory;
    }

    /// The nodes that a step is about.
    Set<String> nodes(Step step) {
        Set<String> nodes = new LinkedHashSet<>();
        if (!step.node().equals(Step.LAB)) {
            nodes.add(step.node());
        }
        switch (step) {
            case Step.Wait wait when wait.condition() != Step.Condition.ADDRESS ->
                    addAccessPoints(nodes);
            case Step.AwaitPing ping -> nodes.add(ping.written());
            case Step.Run run -> addNamed(nodes, run.command());
            case Step.AwaitFrame wait -> addNamed(nodes, wait.written());
            case Step.Set(AirOrder.Link link) -> nodes.addAll(List.of(link.from(), link.to()));
            default -> {}
        }
        nodes.removeIf(name -> lab.topology().node(name) == null);
        return nodes;
    }

    private void addAccessPoints(Set<String> nodes) {
        lab.topology().nodes().stream()
                .filter(node -> node.role() == Role.AP)
                .map(NodeSpec::name)
                .forEach(nodes::add);
    }

    /// Nodes whose name or address stands in a text.
    private void addNamed(Set<String> nodes, String text) {
        for (NodeSpec node : lab.topology().nodes()) {
            InterfaceAddress address = node.address();
            boolean named =
                    text.contains(node.macAddress())
                            || (address != null && text.contains(address.host()))
                            || text.matches("(?s).*\\b" + node.name() + "\\b.*");
            if (named) {
                nodes.add(node.name());
            }
        }
    }

    /// The last frames that those nodes sent or got; of all if it is not known who they are.
    List<String> frames(Step step) {
        if (memory == null) {
            return List.of();
        }
        Set<String> nodes = nodes(step);
        Names names = lab.topology().names();
        FrameView view = new FrameView();
        return memory.last(
                FRAMES,
                (AirFrame frame) -> {
                    String receiver = names.nameOf(frame.view(view).receiverAddress());
                    return nodes.isEmpty()
                            || nodes.contains(frame.node())
                            || (receiver != null && nodes.contains(receiver));
                });
    }

    /// The last lines of those nodes' logs, safe to show.
    SequencedMap<String, List<String>> logs(Step step) {
        SequencedMap<String, List<String>> logs = new LinkedHashMap<>();
        nodes(step).stream().limit(MAX_NODES).forEach(node -> addLogs(logs, node));
        return logs;
    }

    private void addLogs(SequencedMap<String, List<String>> logs, String node) {
        NodeMachine machine = lab.machineOrNull(node);
        if (machine == null) {
            return;
        }
        String log = lab.role(node).daemonLog();
        try {
            if (log != null && machine.isAlive()) {
                List<String> command = List.of("tail", "-n", String.valueOf(LINES), log);
                String text = machine.exec(command, new byte[0], QUICK).stdout();
                List<String> lines = text.lines().limit(LINES).map(Printable::line).toList();
                put(logs, node + " " + log.substring(log.lastIndexOf('/') + 1), lines);
            }
        } catch (EnvironmentException e) {
            put(logs, node, List.of(Printable.line(String.valueOf(e.getMessage()))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        put(
                logs,
                node + " console",
                LastLines.of(machine.consoleLog(), CONSOLE_BYTES, CONSOLE_LINES).stream()
                        .filter(line -> !line.matches(PROMPT))
                        .toList());
    }

    private static void put(
            SequencedMap<String, List<String>> logs, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            logs.put(title, lines);
        }
    }
}
