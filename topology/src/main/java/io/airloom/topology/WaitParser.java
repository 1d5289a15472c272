package io.airloom.topology;

import io.airloom.capture.FrameFilter;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads a step that waits.
final class WaitParser {
    /// What can be waited for with more than a word.
    static final List<String> KEYS = List.of("ping", "log", "frame");

    private static final List<String> ALL_KEYS = List.of("ping", "log", "file", "frame", "count");
    private static final List<String> CONDITIONS =
            Arrays.stream(Step.Condition.values()).map(Step.Condition::word).toList();
    private static final int MAX_FRAMES = 1_000_000;
    private static final int MAX_TEXT = 1000;

    private final StepParser steps;
    private final YamlMap step;

    WaitParser(StepParser steps, YamlMap step) {
        this.steps = steps;
        this.step = step;
    }

    /// Reads it; null after what is wrong was reported.
    @Nullable Step wait(YamlValue value) {
        if (value.node() instanceof MappingNode) {
            YamlMap map = value.map(step.context() + "wait: ");
            return map == null ? null : special(map);
        }
        NodeSpec node = steps.node(step, "node");
        String word = value.text();
        Duration within = StepParser.within(step, StepParser.DEFAULT_WAIT);
        if (word == null) {
            return null;
        }
        Step.Condition condition = Step.Condition.of(word);
        if (condition == null) {
            List<String> all = Stream.concat(CONDITIONS.stream(), KEYS.stream()).toList();
            value.problem(
                    KEYS.contains(word)
                            ? "needs to know more: {" + word + ": …}"
                            : "is unknown: "
                                    + Printable.quoted(word)
                                    + Suggestion.after(word, all));
            return null;
        }
        if (node == null) {
            return null;
        }
        boolean possible =
                switch (condition) {
                    case ASSOCIATED, DISCONNECTED -> node.role().usesSupplicant();
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
        return new Step.Wait(node.name(), condition, within);
    }

    private @Nullable Step special(YamlMap map) {
        List<YamlValue> kinds =
                map.values().values().stream().filter(v -> KEYS.contains(v.key())).toList();
        if (kinds.size() != 1) {
            map.allowOnly(ALL_KEYS);
            if (ALL_KEYS.containsAll(map.values().keySet())) {
                map.problem("waits for one thing: " + String.join(", ", KEYS));
            }
            return null;
        }
        Duration within = StepParser.within(step, StepParser.DEFAULT_WAIT);
        YamlValue kind = kinds.getFirst();
        return switch (kind.key()) {
            case "ping" -> {
                map.allowOnly(List.of("ping"));
                yield ping(kind, within);
            }
            case "log" -> {
                map.allowOnly(List.of("log", "file"));
                yield log(kind, map.value("file"), within);
            }
            default -> {
                map.allowOnly(List.of("frame", "count"));
                yield frame(kind, map.value("count"), within);
            }
        };
    }

    private @Nullable Step ping(YamlValue value, Duration within) {
        NodeSpec from = steps.node(step, "node");
        String written = value.text();
        if (from == null || written == null) {
            return null;
        }
        String text = steps.text(value, written, from);
        NodeSpec to = steps.nodes().get(text);
        if (to == null) {
            if (!text.matches("[0-9A-Za-z][0-9A-Za-z.:%-]{0,252}")) {
                value.problem("must be a node or an address, not " + Printable.quoted(text));
            } else if (!text.contains(".") && !text.contains(":")) {
                value.problem(
                        "refers to an unknown node "
                                + Printable.quoted(text)
                                + Suggestion.after(text, steps.nodes().keySet()));
            }
            return new Step.AwaitPing(from.name(), text, text, within);
        }
        boolean byCable = from.address() == null && to.wired() != null;
        InterfaceAddress address = byCable || to.address() == null ? to.wired() : to.address();
        if (address == null) {
            value.problem("needs an address; node \"" + to.name() + "\" has none");
            return null;
        }
        return new Step.AwaitPing(from.name(), text, address.host(), within);
    }

    private @Nullable Step log(YamlValue value, @Nullable YamlValue file, Duration within) {
        NodeSpec node = steps.node(step, "node");
        String text = value.text();
        String path = file == null ? null : file.text();
        if (node == null || text == null || (file != null && path == null)) {
            return null;
        }
        String wanted = steps.text(value, text, node);
        if (wanted.isBlank() || wanted.length() > MAX_TEXT || wanted.contains("\n")) {
            value.problem("must be a text on one line, at most " + MAX_TEXT + " characters");
        }
        if (file != null && path != null) {
            path = steps.text(file, path, node);
            if (!path.startsWith("/") || path.length() > MAX_TEXT || path.indexOf('\0') >= 0) {
                file.problem("must be an absolute path, not " + Printable.quoted(path));
            }
        }
        String own = node.role().daemonLog();
        if (path == null && own == null) {
            value.problem(
                    "needs a file: node \""
                            + node.name()
                            + "\" is bare, so there is no daemon's log; add file: /run/my.log");
            return null;
        }
        return new Step.AwaitLog(
                node.name(), wanted, path == null ? String.valueOf(own) : path, within);
    }

    private @Nullable Step frame(YamlValue value, @Nullable YamlValue count, Duration within) {
        if (step.value("node") != null) {
            step.problem(
                    "has a \"node\", and frames are the air's; say it in the filter:"
                            + " node==sta1");
        }
        Integer frames = count == null ? Integer.valueOf(1) : count.integer(1, MAX_FRAMES);
        String text = value.text();
        FrameFilter filter = text == null ? null : filter(value, text);
        return filter == null || frames == null || text == null
                ? null
                : new Step.AwaitFrame(steps.text(value, text, null), filter, frames, within);
    }

    /// A filter of frames; null after what is wrong was reported.
    private @Nullable FrameFilter filter(YamlValue value, String text) {
        return StepFilters.read(value, steps.text(value, text, null), steps.nodes().keySet());
    }
}
