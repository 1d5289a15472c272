package io.airloom.lab;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads `steps`.
final class StepParser {
    /// Keys of a step that waits.
    static final List<String> WAIT_KEYS = List.of("wait", "node", "within");

    /// Keys of a step that runs a command.
    static final List<String> RUN_KEYS = List.of("node", "run", "exit", "expect", "within");

    /// Keys of a step that the lab's proxy does.
    static final List<String> PROXY_KEYS = List.of("proxy", "expect", "within");

    static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);
    static final Duration DEFAULT_RUN = Duration.ofSeconds(60);

    private static final List<String> CONDITIONS =
            Arrays.stream(Step.Condition.values()).map(Step.Condition::word).toList();

    private StepParser() {}

    /// Reads all steps; no section means none.
    static List<Step> steps(
            @Nullable YamlValue value, Map<String, NodeSpec> nodes, NodeVariables variables) {
        List<YamlValue> items = value == null ? null : value.items();
        List<Step> steps = new ArrayList<>();
        if (value == null || items == null) {
            return steps;
        }
        if (items.size() > Topology.MAX_STEPS) {
            value.problem(
                    "has " + items.size() + " members; a lab has at most " + Topology.MAX_STEPS);
            return steps;
        }
        int number = 0;
        for (YamlValue item : items) {
            String context = "step " + ++number + ": ";
            YamlMap map = YamlMap.of(item.file(), context, "a step", item.node());
            Step step = map == null ? null : step(map, nodes, variables);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private static @Nullable Step step(
            YamlMap map, Map<String, NodeSpec> nodes, NodeVariables variables) {
        if (map.value("proxy") != null) {
            map.allowOnly(PROXY_KEYS);
            return proxy(map, variables);
        }
        boolean waits = map.value("wait") != null;
        boolean runs = map.value("run") != null;
        if (waits == runs) {
            List<String> all = List.of("wait", "node", "run", "proxy", "exit", "expect", "within");
            map.allowOnly(all);
            map.problem(
                    waits
                            ? "has both \"wait\" and \"run\"; make two steps of it"
                            : "has none of \"wait\", \"run\" and \"proxy\"");
            return null;
        }
        map.allowOnly(waits ? WAIT_KEYS : RUN_KEYS);
        NodeSpec node = node(map, nodes);
        Duration within = within(map);
        return waits ? wait(map, node, within) : run(map, node, within, variables);
    }

    private static @Nullable NodeSpec node(YamlMap map, Map<String, NodeSpec> nodes) {
        YamlValue value =
                map.required("node", "node: " + nodes.keySet().stream().findFirst().orElse("ap1"));
        String name = value == null ? null : value.text();
        if (value == null || name == null) {
            return null;
        }
        NodeSpec node = nodes.get(name);
        if (node == null && !nodes.isEmpty()) {
            value.problem(
                    "refers to an unknown node "
                            + Printable.quoted(name)
                            + Suggestion.after(name, nodes.keySet()));
        }
        return node;
    }

    private static @Nullable Step wait(
            YamlMap map, @Nullable NodeSpec node, @Nullable Duration within) {
        YamlValue value = map.value("wait");
        String word = value == null ? null : value.text();
        if (value == null || word == null) {
            return null;
        }
        Step.Condition condition = Step.Condition.of(word);
        if (condition == null) {
            value.problem(
                    "is unknown: " + Printable.quoted(word) + Suggestion.after(word, CONDITIONS));
            return null;
        }
        if (node == null) {
            return null;
        }
        boolean possible =
                switch (condition) {
                    case ASSOCIATED -> node.role().usesSupplicant();
                    case AP_ENABLED -> node.role() == Role.AP;
                    case ADDRESS -> true;
                };
        if (!possible) {
            value.problem(
                    word
                            + " cannot happen to node \""
                            + node.name()
                            + "\", whose role is "
                            + node.role().word());
        }
        return new Step.Wait(node.name(), condition, within == null ? DEFAULT_WAIT : within);
    }

    private static @Nullable Step run(
            YamlMap map,
            @Nullable NodeSpec node,
            @Nullable Duration within,
            NodeVariables variables) {
        YamlValue value = map.value("run");
        if (value != null && value.node() instanceof MappingNode) {
            value.problem("must be one command line; put it in quotes");
            return null;
        }
        String command = value == null ? null : value.text();
        YamlValue exit = map.value("exit");
        Integer expectedExit = exit == null ? null : exit.integer(0, 255);
        YamlValue expect = map.value("expect");
        String expected = expect == null ? null : expect.text();
        if (value == null || command == null) {
            return null;
        }
        if (command.isBlank()) {
            value.problem("is empty");
        }
        if (command.indexOf('\0') >= 0 || command.length() > 32 * 1024) {
            value.problem("holds a zero character or is longer than 32 KiB");
        }
        String replaced = variables.replace(value, command, node);
        if (node != null) {
            replaced = HostProgram.replace(value, replaced, node.name(), node.root());
        }
        if (expect != null && expected != null) {
            expected = variables.replace(expect, expected, node);
        }
        return node == null
                ? null
                : new Step.Run(
                        node.name(),
                        replaced,
                        expectedExit == null ? 0 : expectedExit,
                        expected,
                        within == null ? DEFAULT_RUN : within);
    }

    private static @Nullable Duration within(YamlMap map) {
        YamlValue limit = map.value("within");
        return limit == null ? null : limit.duration();
    }

    private static @Nullable Step proxy(YamlMap map, NodeVariables variables) {
        YamlValue value = map.value("proxy");
        String text = value == null ? null : value.text();
        YamlValue expect = map.value("expect");
        String expected = expect == null ? null : expect.text();
        if (expect != null && expected != null) {
            expected = variables.replace(expect, expected, null);
        }
        Duration within = within(map);
        if (value == null || text == null) {
            return null;
        }
        String written = variables.replace(value, text, null);
        try {
            return new Step.Proxy(
                    ProxyOrder.parse(written),
                    written,
                    expected,
                    within == null ? DEFAULT_WAIT : within);
        } catch (IllegalArgumentException e) {
            value.problem("is no order: " + e.getMessage());
            return null;
        }
    }
}
