package io.airloom.topology;

import io.airloom.image.InputFile;
import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.YamlFile;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The tree of a topology file with what it includes: other files lie below it, key by key, and
/// steps that are included are read where they are.
final class TopologyTree implements StepParser.StepFiles {
    /// Files within files.
    private static final int MAX_DEPTH = 8;

    private static final int MAX_FILES = 64;

    /// What a file that is included does not give to the one that includes it.
    private static final Set<String> OWN_KEYS = Set.of("include", "name", "tags", "prepare");

    private final YamlFile file;
    private final Overlay overlay;
    private final Path rootFolder;

    /// Folders of included files, by what messages call these.
    private final Map<String, Path> folders = new HashMap<>();

    private final Deque<Path> reading = new ArrayDeque<>();
    private int count;

    /// @param fileName what messages call it
    /// @param folder where it stands
    TopologyTree(YamlFile file, String fileName, Path folder) {
        this.file = file;
        this.overlay = new Overlay(file);
        this.rootFolder = folder;
        reading.push(folder.resolve(lastName(fileName)).toAbsolutePath().normalize());
    }

    private static String lastName(String fileName) {
        return fileName.substring(fileName.lastIndexOf('/') + 1).replace('\0', '_');
    }

    /// The whole; null after what is wrong was reported.
    @Nullable MappingNode read(String text) {
        Node root = file.read(text);
        YamlMap map = root == null ? null : YamlMap.of(file, "", "a topology", root);
        return map == null || !(root instanceof MappingNode mapping)
                ? null
                : withIncluded(mapping, map);
    }

    private MappingNode withIncluded(MappingNode root, YamlMap map) {
        YamlValue value = map.value("include");
        if (value == null) {
            return root;
        }
        List<YamlValue> items =
                value.node() instanceof SequenceNode ? value.items() : List.of(value);
        MappingNode below = Overlay.with(root, List.of());
        for (YamlValue item : items == null ? List.<YamlValue>of() : items) {
            MappingNode included = read(item, (node, _) -> Overlay.without(node, OWN_KEYS));
            below = included == null ? below : overlay.over(below, included);
        }
        return overlay.over(below, Overlay.without(root, Set.of("include")));
    }

    @Override
    public void read(YamlValue include, Consumer<YamlValue> steps) {
        read(
                include,
                (node, map) -> {
                    map.allowOnly(TopologyParser.TOP_KEYS);
                    YamlMap whole = YamlMap.of(file, "", "steps of a topology", node);
                    YamlValue found = whole == null ? null : whole.value("steps");
                    if (found == null) {
                        include.problem("names a file without steps");
                    } else {
                        steps.accept(found);
                    }
                    return node;
                });
    }

    /// What is done with a file while it counts as being read.
    private interface Use {
        MappingNode use(MappingNode whole, YamlMap own);
    }

    private @Nullable MappingNode read(YamlValue include, Use use) {
        String name = include.text();
        Path path = name == null ? null : path(include, name);
        if (path == null || name == null || !isPossible(include, path)) {
            return null;
        }
        String label = labelOf(file.fileOf(include.node()), name);
        Node root;
        try {
            root = file.read(label, InputFile.text(path, label, "is a directory, not a topology"));
        } catch (InputFileException e) {
            include.problem("cannot be read: " + e.problems().getFirst());
            return null;
        }
        YamlMap map = root == null ? null : YamlMap.of(file, "", "a part of a topology", root);
        if (map == null || !(root instanceof MappingNode mapping)) {
            return null;
        }
        folders.put(label, path.resolveSibling(""));
        reading.push(path);
        try {
            return use.use(withIncluded(mapping, map), map);
        } finally {
            reading.pop();
        }
    }

    /// The folder of the file in which a value stands: where names of files in it begin.
    Path folderOf(YamlValue value) {
        return folders.getOrDefault(file.fileOf(value.node()), rootFolder);
    }

    /// Called as one would from where the first file was named.
    private static String labelOf(String from, String name) {
        int slash = from.lastIndexOf('/');
        return Printable.line(
                slash < 0 || name.startsWith("/") ? name : from.substring(0, slash + 1) + name);
    }

    private @Nullable Path path(YamlValue include, String name) {
        try {
            if (!name.isBlank()) {
                return folderOf(include).resolve(name).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // Told below.
        }
        include.problem("must name a file, not " + Printable.quoted(name));
        return null;
    }

    private boolean isPossible(YamlValue include, Path path) {
        String problem =
                reading.contains(path)
                        ? "names a file that includes this one, or is it"
                        : reading.size() > MAX_DEPTH
                                ? "is nested deeper than " + MAX_DEPTH + " files"
                                : ++count > MAX_FILES
                                        ? "is one too many; at most " + MAX_FILES + " files"
                                        : Files.isRegularFile(path)
                                                ? null
                                                : "names " + path + ", which is not a file";
        if (problem != null) {
            include.problem(problem);
        }
        return problem == null;
    }
}
