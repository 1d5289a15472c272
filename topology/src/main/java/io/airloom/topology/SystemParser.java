package io.airloom.topology;

import io.airloom.image.Architecture;
import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads what a node's mapping says about what it starts from ([NodeSystem]).
final class SystemParser {
    private static final List<String> DISK_KEYS = List.of("file", "keep", "chained");
    private static final List<String> LOGIN_KEYS = List.of("user", "password");
    private static final int MAX_DISKS = 8;
    private static final int MAX_APPEND = 1024;

    /// Characters that end a line or a word would make something else of what is typed.
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_.-]{0,31}";

    private final YamlMap map;
    private final Folders folders;

    private SystemParser(YamlMap map, Folders folders) {
        this.map = map;
        this.folders = folders;
    }

    /// Reads it; what is wrong is reported.
    static NodeSystem system(YamlMap map, Folders folders, NodeRoot root, @Nullable Engine engine) {
        SystemParser parser = new SystemParser(map, folders);
        NodeSystem system = parser.read(root);
        parser.checkTogether(system, engine, root);
        return system;
    }

    /// The name of an image, or the absolute path of a recipe's file: what has a slash or ends in
    /// `.yaml` is a file.
    static @Nullable String image(@Nullable YamlValue value, Folders folders) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        if (text.indexOf('/') < 0 && !text.endsWith(".yaml")) {
            if (!text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                value.problem(
                        "must be an image's name or a recipe's file such as ./my.yaml, not "
                                + Printable.quoted(text));
            }
            return text;
        }
        HostFile file = HostFile.of(value, folders);
        return file == null ? null : file.path().toString();
    }

    private NodeSystem read(NodeRoot root) {
        YamlValue rootValue = map.value("root");
        return new NodeSystem(
                image(map.value("image"), folders),
                file("kernel"),
                file("initrd"),
                disks(map.value("disk")),
                word("firmware", Firmware::of, Firmware.WORDS),
                word("architecture", SystemParser::architecture, architectures()),
                append(map.value("append")),
                rootValue != null && root == NodeRoot.FOLDER
                        ? HostFile.of(rootValue, folders)
                        : null,
                commands(),
                login(map.value("login")));
    }

    private CommandWay commands() {
        CommandWay way = word("commands", CommandWay::of, CommandWay.WORDS);
        return way == null ? CommandWay.AUTO : way;
    }

    private @Nullable HostFile file(String key) {
        YamlValue value = map.value(key);
        return value == null ? null : HostFile.of(value, folders);
    }

    private <T> @Nullable T word(
            String key, Function<String, @Nullable T> meaning, List<String> words) {
        YamlValue value = map.value(key);
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        T meant = meaning.apply(text);
        if (meant == null) {
            value.problem("is unknown: " + Printable.quoted(text) + Suggestion.after(text, words));
        }
        return meant;
    }

    private static @Nullable Architecture architecture(String word) {
        return Arrays.stream(Architecture.values())
                .filter(a -> a.debianName().equals(word))
                .findFirst()
                .orElse(null);
    }

    private static List<String> architectures() {
        return Arrays.stream(Architecture.values()).map(Architecture::debianName).toList();
    }

    private List<NodeDisk> disks(@Nullable YamlValue value) {
        List<NodeDisk> disks = new ArrayList<>();
        if (value == null) {
            return disks;
        }
        List<YamlValue> items =
                value.node() instanceof SequenceNode ? value.items() : List.of(value);
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            NodeDisk disk = disk(item);
            if (disk != null) {
                disks.add(disk);
            }
        }
        if (disks.size() > MAX_DISKS) {
            value.problem("has " + disks.size() + " members; a machine has at most " + MAX_DISKS);
        }
        return disks;
    }

    private @Nullable NodeDisk disk(YamlValue item) {
        if (!(item.node() instanceof MappingNode)) {
            HostFile file = HostFile.of(item, folders);
            return file == null ? null : new NodeDisk(file, false, false);
        }
        YamlMap disk = item.map(map.context() + "disk: ");
        if (disk == null) {
            return null;
        }
        disk.allowOnly(DISK_KEYS);
        YamlValue name = disk.required("file", "file: disk.qcow2");
        HostFile file = name == null ? null : HostFile.of(name, folders);
        boolean keep = NodeParser.bool(disk.value("keep"));
        boolean chained = NodeParser.bool(disk.value("chained"));
        return file == null ? null : new NodeDisk(file, keep, chained);
    }

    private static String append(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return "";
        }
        if (text.length() > MAX_APPEND || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            value.problem(
                    "must be one line of at most " + MAX_APPEND + " printable ASCII characters");
            return "";
        }
        return text.strip();
    }

    private Login login(@Nullable YamlValue value) {
        if (value == null) {
            return Login.ROOT;
        }
        YamlMap login = value.map(map.context() + "login: ");
        if (login == null) {
            return Login.ROOT;
        }
        login.allowOnly(LOGIN_KEYS);
        YamlValue userValue = login.value("user");
        String user = userValue == null ? null : userValue.text();
        if (userValue != null && user != null && !user.matches(NAME)) {
            userValue.problem("must be a user's name such as root, not " + Printable.quoted(user));
        }
        YamlValue passwordValue = login.value("password");
        String password = passwordValue == null ? null : passwordValue.text();
        if (passwordValue != null
                && password != null
                && (password.length() > 255 || password.chars().anyMatch(c -> c < ' '))) {
            passwordValue.problem("must be one line of at most 255 characters");
        }
        return new Login(user == null ? Login.ROOT.user() : user, password == null ? "" : password);
    }

    /// What does not go together, each with its place.
    private void checkTogether(NodeSystem system, @Nullable Engine engine, NodeRoot root) {
        refuse("initrd", map.value("image") != null, "and \"image\" exclude each other");
        refuse("firmware", system.disks().isEmpty(), "is for a node with a disk");
        refuse("firmware", system.kernel() != null, "is not for a node with a kernel of its own");
        refuse(
                "firmware",
                system.firmware() == Firmware.BIOS && isArm(system),
                "bios is there on amd64 only; say firmware: uefi");
        refuse(
                "architecture",
                !system.isForeign() && map.value("architecture") != null,
                "is for a node with a disk or an initrd of its own; an image knows its own");
        for (String key : List.of("commands", "login")) {
            refuse(key, !system.isForeign(), "is for a node with a disk or an initrd of its own");
        }
        for (String key : List.of("kernel", "initrd", "disk", "architecture")) {
            refuse(key, engine == Engine.UML, "needs engine: qemu");
            refuse(key, root != NodeRoot.IMAGE, "is not for root: " + root.word());
        }
        YamlValue radio = map.value("radio");
        if (radio != null && system.isForeign()) {
            String word = radio.text();
            NodeRadio meant = word == null ? null : NodeRadio.of(word);
            if (meant != null && meant.needsAgent()) {
                radio.problem(
                        word
                                + " needs an image of ours; in a system of your own, say radio:"
                                + " none and start the agent there (docs/agents.md)");
            }
        }
    }

    private static boolean isArm(NodeSystem system) {
        Architecture architecture = system.architecture();
        return (architecture == null ? Architecture.host() : architecture) != Architecture.AMD64;
    }

    private void refuse(String key, boolean wrong, String text) {
        YamlValue value = map.value(key);
        if (value != null && wrong) {
            value.file().problem(value.keyNode(), map.context() + "\"" + key + "\" " + text);
        }
    }
}
