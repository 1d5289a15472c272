package io.airloom.lab;

import io.airloom.image.Suggestion;
import io.airloom.image.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Replaces `${ap1.bssid}` and the like in a step's command. The dot keeps them apart from the
/// shell's own `${variables}`, which stay as they are.
final class NodeVariables {
    /// What a node offers.
    static final List<String> NAMES = List.of("address", "bssid", "cid", "mac", "wired");

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)}");

    private NodeVariables() {}

    /// Replaces every reference in `value`'s text `command`; a wrong one is reported and stays.
    static String replace(YamlValue value, String command, Map<String, NodeSpec> nodes) {
        Matcher matcher = REFERENCE.matcher(command);
        return matcher.replaceAll(match -> {
            NodeSpec node = nodes.get(match.group(1));
            String found = node == null ? null : lookUp(node, match.group(2));
            if (found == null) {
                value.problem(wrong(match.group(), node, match.group(1), nodes));
            }
            return Matcher.quoteReplacement(found == null ? match.group() : found);
        });
    }

    private static @Nullable String lookUp(NodeSpec node, String name) {
        return switch (name) {
            case "mac", "bssid" -> node.macAddress();
            case "address" -> node.address() == null ? null : node.address().host();
            case "cid" -> node.hasVsock() ? Integer.toString(node.cid()) : null;
            case "wired" -> node.wired() == null ? null : node.wired().host();
            default -> null;
        };
    }

    private static String wrong(
            String reference, @Nullable NodeSpec node, String name, Map<String, NodeSpec> nodes) {
        if (node == null) {
            return "refers to "
                    + reference
                    + ", but there is no node \""
                    + name
                    + "\""
                    + Suggestion.after(name, nodes.keySet());
        }
        String lacking =
                reference.endsWith(".address}")
                        ? "address"
                        : reference.endsWith(".wired}") ? "wired address" : "";
        return !lacking.isEmpty()
                ? "refers to " + reference + ", but node \"" + name + "\" has no " + lacking
                : "refers to " + reference + ", but a node has only " + String.join(", ", NAMES);
    }
}
