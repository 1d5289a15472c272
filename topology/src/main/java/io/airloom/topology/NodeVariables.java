package io.airloom.topology;

import io.airloom.image.Suggestion;
import io.airloom.image.YamlValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What `${ap1.bssid}` and the like stand for, in steps, start commands and templates. The dot
/// keeps them apart from the shell's own `${variables}`, which stay as they are; `$${` stands for
/// `${`.
///
/// Before the dot stands a node's name, `node` (the node that the text is for) or `lab`; behind it
/// what the node is known to have, or a variable of the node's or the topology's own.
final class NodeVariables {
    /// What a node offers.
    static final List<String> NAMES =
            List.of(
                    "address", "bssid", "channel", "cid", "index", "mac", "name", "role", "ssid",
                    "wired");

    /// What the lab offers.
    static final List<String> LAB_NAMES = List.of("country", "name");

    /// What no variable of the user's own can be called.
    static final List<String> TAKEN =
            Stream.concat(NAMES.stream(), LAB_NAMES.stream()).distinct().toList();

    /// Before the dot of what a step before has saved. A node may be called so in files that save
    /// nothing.
    static final String SAVED = "saved";

    /// The words that stand for no node of that name.
    static final List<String> RESERVED = List.of("lab", "node");

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)}");

    private final SequencedMap<String, String> lab = new LinkedHashMap<>();
    private final Map<String, String> ofLab;
    private final Map<String, NodeSpec> nodes;
    private final Set<String> saved;
    private final boolean inShell;

    /// Hears of a reference that stands for nothing.
    @FunctionalInterface
    interface Wrong {
        /// Is told of one.
        ///
        /// @param offset of the reference in the text
        /// @param problem such as `refers to ${x.y}, but there is no node "x"`
        void tell(int offset, String problem);
    }

    /// @param name the lab's
    /// @param ofLab the topology's own variables
    NodeVariables(
            String name,
            @Nullable String country,
            Map<String, String> ofLab,
            Map<String, NodeSpec> nodes) {
        lab.put("name", name);
        if (country != null) {
            lab.put("country", country);
        }
        this.ofLab = Collections.unmodifiableMap(new LinkedHashMap<>(ofLab));
        this.nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        this.saved = Set.of();
        this.inShell = false;
    }

    private NodeVariables(NodeVariables others, Set<String> saved, boolean inShell) {
        this.lab.putAll(others.lab);
        this.ofLab = others.ofLab;
        this.nodes = others.nodes;
        this.saved = Set.copyOf(saved);
        this.inShell = inShell;
    }

    /// These, and `${saved.NAME}` for what is only known when it has run: in a command a variable
    /// of its shell, so that a guest's words are never a part of the command; elsewhere as it
    /// stands.
    NodeVariables withSaved(Set<String> names, boolean forShell) {
        return new NodeVariables(this, names, forShell);
    }

    /// Replaces every reference in `value`'s text; a wrong one is reported there and stays.
    ///
    /// @param self the node that the text is for; null if that is unknown
    String replace(YamlValue value, String text, @Nullable NodeSpec self) {
        return replace(text, self, (_, problem) -> value.problem(problem));
    }

    /// Replaces every reference in a text; a wrong one is told and stays.
    ///
    /// @param self the node that the text is for; null if that is unknown
    String replace(String text, @Nullable NodeSpec self, Wrong wrong) {
        Matcher matcher = REFERENCE.matcher(text);
        return matcher.replaceAll(match -> {
            if (match.group(1) == null) {
                return Matcher.quoteReplacement("${");
            }
            String owner = match.group(1);
            String name = match.group(2);
            NodeSpec node = owner.equals("node") ? self : nodes.get(owner);
            boolean ofTheLab = owner.equals("lab");
            if (node == null && owner.equals(SAVED)) {
                if (!saved.contains(name)) {
                    wrong.tell(match.start(), wrongOfSaved(match.group(), name));
                }
                return Matcher.quoteReplacement(
                        inShell ? "${" + Step.Run.variable(name) + "}" : match.group());
            }
            String found = ofTheLab ? lookUp(name) : node == null ? null : lookUp(node, name);
            if (found == null) {
                wrong.tell(
                        match.start(),
                        "refers to "
                                + match.group()
                                + ", but "
                                + (ofTheLab ? wrongOfLab(name) : wrong(node, owner, name)));
            }
            return Matcher.quoteReplacement(found == null ? match.group() : found);
        });
    }

    private @Nullable String lookUp(String name) {
        String fact = lab.get(name);
        return fact == null ? ofLab.get(name) : fact;
    }

    private @Nullable String lookUp(NodeSpec node, String name) {
        return switch (name) {
            case "mac", "bssid" -> node.macAddress();
            case "name" -> node.name();
            case "index" -> Integer.toString(node.index());
            case "role" -> node.role().word();
            case "address" -> node.address() == null ? null : node.address().host();
            case "cid" -> node.hasVsock() ? Integer.toString(node.cid()) : null;
            case "wired" -> node.wired() == null ? null : node.wired().host();
            case "ssid" -> node.ssid();
            case "channel" ->
                    node.role() != Role.AP
                            ? null
                            : node.hostapdValue("channel") == null
                                    ? Integer.toString(NodeFiles.DEFAULT_CHANNEL)
                                    : node.hostapdValue("channel");
            default -> {
                String own = node.variables().get(name);
                yield own == null ? ofLab.get(name) : own;
            }
        };
    }

    private String wrongOfSaved(String reference, String name) {
        return "refers to "
                + reference
                + ", but no step before saves "
                + name
                + (saved.isEmpty() ? "" : Suggestion.after(name, saved));
    }

    private String wrongOfLab(String name) {
        TreeSet<String> known = new TreeSet<>(LAB_NAMES);
        known.addAll(ofLab.keySet());
        return "the lab has no " + name + Suggestion.after(name, known);
    }

    private String wrong(@Nullable NodeSpec node, String owner, String name) {
        if (node == null) {
            return "there is no node \"" + owner + "\"" + Suggestion.after(owner, nodes.keySet());
        }
        if (NAMES.contains(name)) {
            String lacking = name.equals("wired") ? "wired address" : name;
            return "node \"" + node.name() + "\" has no " + lacking;
        }
        TreeSet<String> known = new TreeSet<>(NAMES);
        known.addAll(node.variables().keySet());
        known.addAll(ofLab.keySet());
        String nearest = Suggestion.nearest(name, known);
        return nearest == null
                ? "a node has only " + String.join(", ", known)
                : "a node has no " + name + ", did you mean \"" + nearest + "\"?";
    }
}
