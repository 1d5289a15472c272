package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/// Reads a node's `files`: a path to a text, or to `{from: FILE}`, `{text: TEXT}` with a mode.
final class FileParser {
    private static final List<String> KEYS = List.of("from", "text", "mode", "template");
    private static final int TEXT_MODE = 0644;
    private static final int MAX_PATH = 255;

    private final String node;
    private final NodeRoot root;
    private final Folders folders;

    FileParser(String node, NodeRoot root, Folders folders) {
        this.node = node;
        this.root = root;
        this.folders = folders;
    }

    /// Reads them; no section means none.
    SequencedMap<String, FileSource> files(@Nullable YamlValue value) {
        SequencedMap<String, FileSource> files = new LinkedHashMap<>();
        YamlMap map = value == null ? null : value.map(context());
        if (map == null) {
            return files;
        }
        for (YamlValue entry : map.values().values()) {
            String path = entry.key();
            if (!isPlain(path)) {
                map.file()
                        .problem(
                                entry.keyNode(),
                                map.context()
                                        + Printable.quoted(path)
                                        + " must be an absolute path such as /etc/motd");
                continue;
            }
            FileSource source = source(entry);
            if (source != null) {
                files.put(path, source);
            }
        }
        return files;
    }

    private String context() {
        return "node " + Printable.quoted(node) + ": files: ";
    }

    /// Whether a path names one place in a node, the same for everybody.
    static boolean isPlain(String path) {
        return path.matches("(/[^/\\p{Cntrl}]+)+")
                && path.length() <= MAX_PATH
                && !(path + "/").matches(".*/\\.{1,2}/.*");
    }

    private @Nullable FileSource source(YamlValue entry) {
        if (!(entry.node() instanceof MappingNode)) {
            String text = entry.text();
            return text == null ? null : text(entry, text, TEXT_MODE, true);
        }
        YamlMap map = entry.map(context() + Printable.quoted(entry.key()) + ": ");
        if (map == null) {
            return null;
        }
        map.allowOnly(KEYS);
        YamlValue from = map.value("from");
        YamlValue text = map.value("text");
        if ((from == null) == (text == null)) {
            map.problem("must have either \"from\" (a file or folder) or \"text\"");
            return null;
        }
        Integer mode = mode(map.value("mode"));
        YamlValue template = map.value("template");
        if (text != null) {
            String content = text.text();
            boolean replaced = template == null || NodeParser.bool(template);
            return content == null
                    ? null
                    : text(text, content, mode == null ? TEXT_MODE : mode, replaced);
        }
        HostFile file = from == null ? null : HostFile.of(from, folders);
        return file == null ? null : new FileSource.From(file, mode, NodeParser.bool(template));
    }

    private FileSource text(YamlValue value, String text, int mode, boolean template) {
        String content = template ? HostProgram.replace(value, text, node, root) : text;
        return new FileSource.Text(content, mode, template);
    }

    private static @Nullable Integer mode(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        if (!text.matches("0?[0-7]{3}|0?[0-7]{4}")) {
            value.problem("must be permissions such as 0755, not " + Printable.quoted(text));
            return null;
        }
        return Integer.valueOf(text, 8);
    }

    /// Reports what a node's templates refer to and is not there.
    ///
    /// @param value the section, or null
    static void check(@Nullable YamlValue value, NodeSpec node, NodeVariables variables) {
        if (value == null || !(value.node() instanceof MappingNode)) {
            return;
        }
        String context = "node " + Printable.quoted(node.name()) + ": files: ";
        YamlMap map = value.map(context);
        for (YamlValue entry : map == null ? List.<YamlValue>of() : map.values().values()) {
            YamlMap inner =
                    entry.node() instanceof MappingNode
                            ? entry.map(context + Printable.quoted(entry.key()) + ": ")
                            : null;
            YamlValue text = inner == null ? entry : inner.value("text");
            if (text != null
                    && node.files().get(entry.key())
                            instanceof FileSource.Text(String content, int _, boolean template)
                    && template) {
                variables.replace(text, content, node);
            }
        }
    }
}
