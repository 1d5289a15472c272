package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads `steps`. What is wrong is reported at its place; the step is left out then.
final class StepParser {
    /// Keys of a step, by the key that makes it what it is.
    static final SequencedMap<String, List<String>> KEYS = keys();

    static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);
    static final Duration DEFAULT_RUN = Duration.ofSeconds(60);

    /// A machine boots anew, maybe without KVM.
    static final Duration DEFAULT_REBOOT = Duration.ofMinutes(3);

    private static final int MAX_DEPTH = 6;
    private static final int MAX_AT_ONCE = 64;

    private final Map<String, NodeSpec> nodes;
    private final NodeVariables variables;
    private final StepFiles files;

    /// What steps before have saved.
    private Set<String> saved = new LinkedHashSet<>();

    private int count;

    /// Where included steps come from.
    @FunctionalInterface
    interface StepFiles {
        /// Gives the value of `steps` in the file that `include` names, while that file counts as
        /// being read.
        void read(YamlValue include, java.util.function.Consumer<YamlValue> steps);
    }

    private StepParser(Map<String, NodeSpec> nodes, NodeVariables variables, StepFiles files) {
        this.nodes = nodes;
        this.variables = variables;
        this.files = files;
    }

    private static SequencedMap<String, List<String>> keys() {
        SequencedMap<String, List<String>> keys = new LinkedHashMap<>();
        keys.put("wait", List.of("wait", "node", "within"));
        keys.put("run", List.of("node", "run", "exit", "expect", "save", "within"));
        keys.put("set", List.of("set"));
        keys.put("reboot", List.of("reboot", "within"));
        keys.put("pause", List.of("pause"));
        keys.put("capture", List.of("capture"));
        keys.put("proxy", List.of("proxy", "expect", "within"));
        keys.put("sequence", List.of("sequence", "within"));
        keys.put("parallel", List.of("parallel", "within"));
        keys.put("include", List.of("include"));
        return keys;
    }

    /// Reads all steps; no section means none.
    static List<Step> steps(
            @Nullable YamlValue value,
            Map<String, NodeSpec> nodes,
            NodeVariables variables,
            StepFiles files) {
        return value == null
                ? List.of()
                : new StepParser(nodes, variables, files).list(value, "", 1, false);
    }

    /// @param prefix of the steps' numbers: `3.`
    /// @param apart whether they happen at once, so that none has what another saves
    private List<Step> list(YamlValue value, String prefix, int depth, boolean apart) {
        List<YamlValue> items = value.items();
        List<Step> steps = new ArrayList<>();
        if (items == null) {
            return steps;
        }
        count += items.size();
        if (count > Topology.MAX_STEPS) {
            int members = prefix.isEmpty() ? items.size() : count;
            value.problem("has " + members + " members; a lab has at most " + Topology.MAX_STEPS);
            return steps;
        }
        Set<String> before = new LinkedHashSet<>(saved);
        Set<String> after = new LinkedHashSet<>(saved);
        int number = 0;
        for (YamlValue item : items) {
            String place = prefix + ++number;
            YamlMap map = YamlMap.of(item.file(), "step " + place + ": ", "a step", item.node());
            saved = apart ? new LinkedHashSet<>(before) : saved;
            Step step = map == null ? null : step(map, place, depth);
            after.addAll(saved);
            if (step != null) {
                steps.add(step);
            }
        }
        saved = after;
        return steps;
    }

    private @Nullable Step step(YamlMap map, String number, int depth) {
        List<String> kinds = KEYS.keySet().stream().filter(k -> map.value(k) != null).toList();
        if (kinds.size() != 1) {
            Set<String> all = new LinkedHashSet<>();
            KEYS.values().forEach(all::addAll);
            map.allowOnly(all);
            map.problem(
                    kinds.isEmpty()
                            ? "says not what is done; known: " + String.join(", ", KEYS.keySet())
                            : "has both \"%s\" and \"%s\"; make two steps of it"
                                    .formatted(kinds.get(0), kinds.get(1)));
            return null;
        }
        String kind = kinds.getFirst();
        YamlValue value = map.value(kind);
        map.allowOnly(KEYS.getOrDefault(kind, List.of()));
        if (value == null) {
            return null;
        }
        return switch (kind) {
            case "wait" -> new WaitParser(this, map).wait(value);
            case "run" -> run(map, value);
            case "set" -> new SetParser(map.context(), nodes).set(value);
            case "reboot" -> reboot(map, value);
            case "pause" -> {
                Duration time = value.duration();
                yield time == null ? null : new Step.Pause(time);
            }
            case "capture" -> new CaptureParser(map.context(), this).capture(value);
            case "proxy" -> proxy(map, value);
            case "include" -> include(value, number, depth);
            default -> group(map, value, number, depth);
        };
    }

    private @Nullable Step group(YamlMap map, YamlValue value, String number, int depth) {
        if (depth >= MAX_DEPTH) {
            value.problem("is nested deeper than " + MAX_DEPTH + " levels");
            return null;
        }
        boolean parallel = value.key().equals("parallel");
        List<Step> steps = list(value, number + ".", depth + 1, parallel);
        if (parallel && steps.size() > MAX_AT_ONCE) {
            value.problem(
                    "has " + steps.size() + " members; at most " + MAX_AT_ONCE + " happen at once");
        }
        Duration within = within(map, Step.Group.UNLIMITED);
        return new Step.Group(parallel, value.key(), steps, within);
    }

    private @Nullable Step include(YamlValue value, String number, int depth) {
        if (depth >= MAX_DEPTH) {
            value.problem("is nested deeper than " + MAX_DEPTH + " levels");
            return null;
        }
        String name = value.text();
        List<Step> steps = new ArrayList<>();
        files.read(value, found -> steps.addAll(list(found, number + ".", depth + 1, false)));
        return name == null
                ? null
                : new Step.Group(
                        false, "include: " + Printable.line(name), steps, Step.Group.UNLIMITED);
    }

    /// The node that a step names under `key`; null after that was reported.
    @Nullable NodeSpec node(YamlMap map, String key) {
        YamlValue value =
                map.required(key, key + ": " + nodes.keySet().stream().findFirst().orElse("ap1"));
        return value == null ? null : node(value);
    }

    private @Nullable NodeSpec node(YamlValue value) {
        String name = value.text();
        NodeSpec node = name == null ? null : nodes.get(name);
        if (node == null && name != null && !nodes.isEmpty()) {
            value.problem(
                    "refers to an unknown node "
                            + Printable.quoted(name)
                            + Suggestion.after(name, nodes.keySet()));
        }
        return node;
    }

    Map<String, NodeSpec> nodes() {
        return nodes;
    }

    /// A value's text with what its references stand for.
    String text(YamlValue value, String text, @Nullable NodeSpec node) {
        return variables.replace(value, text, node);
    }

    static Duration within(YamlMap map, Duration otherwise) {
        YamlValue limit = map.value("within");
        Duration within = limit == null ? null : limit.duration();
        return within == null ? otherwise : within;
    }

    private @Nullable Step run(YamlMap map, YamlValue value) {
        NodeSpec node = node(map, "node");
        Duration within = within(map, DEFAULT_RUN);
        if (value.node() instanceof MappingNode) {
            value.problem("must be one command line; put it in quotes");
            return null;
        }
        String command = value.text();
        YamlValue exit = map.value("exit");
        Integer expectedExit = exit == null ? null : exit.integer(0, 255);
        YamlValue expect = map.value("expect");
        Expectation expected =
                expect == null
                        ? null
                        : new ExpectParser(
                                        map.context(),
                                        (place, text) ->
                                                variables
                                                        .withSaved(saved, false)
                                                        .replace(place, text, node))
                                .read(expect);
        String name = save(map.value("save"));
        if (command == null) {
            return null;
        }
        if (command.isBlank()) {
            value.problem("is empty");
        }
        if (command.indexOf('\0') >= 0 || command.length() > 32 * 1024) {
            value.problem("holds a zero character or is longer than 32 KiB");
        }
        String replaced = variables.withSaved(saved, true).replace(value, command, node);
        if (name != null) {
            saved.add(name);
        }
        if (node == null) {
            return null;
        }
        return new Step.Run(
                node.name(),
                HostProgram.replace(value, replaced, node.name(), node.root()),
                expectedExit == null ? 0 : expectedExit,
                expected,
                name,
                within);
    }

    private @Nullable String save(@Nullable YamlValue value) {
        String name = value == null ? null : value.text();
        if (value == null || name == null) {
            return null;
        }
        if (!name.matches("[a-z][a-z0-9_]{0,30}")) {
            value.problem(
                    "must be a small letter, then small letters, digits or _, at most 31 in all,"
                            + " not "
                            + Printable.quoted(name));
            return null;
        }
        if (nodes.containsKey(NodeVariables.SAVED)) {
            value.problem("needs another name for the node \"" + NodeVariables.SAVED + "\"");
        }
        return name;
    }

    private @Nullable Step reboot(YamlMap map, YamlValue value) {
        Duration within = within(map, DEFAULT_REBOOT);
        NodeSpec node = node(value);
        return node == null ? null : new Step.Reboot(node.name(), within);
    }

    private @Nullable Step proxy(YamlMap map, YamlValue value) {
        String text = value.text();
        YamlValue expect = map.value("expect");
        String expected = expect == null ? null : expect.text();
        if (expect != null && expected != null) {
            expected = text(expect, expected, null);
        }
        Duration within = within(map, DEFAULT_WAIT);
        if (text == null) {
            return null;
        }
        String written = text(value, text, null);
        try {
            return new Step.Proxy(ProxyOrder.parse(written), written, expected, within);
        } catch (IllegalArgumentException e) {
            value.problem("is no order: " + e.getMessage());
            return null;
        }
    }
}
