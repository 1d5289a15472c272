package io.airloom.topology;

import io.airloom.image.InputFileException;
import io.airloom.image.Printable;
import io.airloom.image.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the files that a node's topology gives it, and replaces what stands for something in
/// templates. They are in the node's memory, so there is a limit.
final class FileContents {
    private static final int MAX_FILES = 1000;
    private static final long MAX_BYTES = 64L << 20;

    private final NodeSpec node;
    private final NodeVariables variables;
    private final SequencedMap<String, NodeFile> files = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private long bytes;

    private FileContents(NodeSpec node, NodeVariables variables) {
        this.node = node;
        this.variables = variables;
    }

    /// All of them by absolute path, in the order of the topology.
    ///
    /// @throws InputFileException if one cannot be read, is too much, or refers to what is not
    ///   there
    static SequencedMap<String, NodeFile> of(NodeSpec node, NodeVariables variables) {
        FileContents contents = new FileContents(node, variables);
        for (Map.Entry<String, FileSource> file : node.files().entrySet()) {
            switch (file.getValue()) {
                case FileSource.Text(String text, int mode, boolean template) -> {
                    String content = template ? variables.replace(text, node, (_, _) -> {}) : text;
                    contents.put(file.getKey(), NodeFile.of(octets(content), mode));
                }
                case FileSource.From from -> contents.add(file.getKey(), from);
            }
        }
        if (!contents.problems.isEmpty()) {
            throw new InputFileException(contents.problems);
        }
        return contents.files;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void put(String path, NodeFile file) {
        files.put(path, file);
    }

    private void add(String path, FileSource.From from) {
        Path source = from.from().path();
        if (Files.isDirectory(source)) {
            addFolder(path, from);
            return;
        }
        Problem unreadable = from.from().unreadable();
        if (unreadable != null) {
            problems.add(unreadable);
            return;
        }
        addFile(path, source, from);
    }

    private void addFolder(String path, FileSource.From from) {
        Path source = from.from().path();
        try (Stream<Path> all = Files.walk(source)) {
            for (Path file : all.sorted().limit(2L * MAX_FILES).toList()) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                String target = path + "/" + source.relativize(file);
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    problems.add(
                            from.from()
                                    .problem(
                                            "holds "
                                                    + Printable.line(
                                                            source.relativize(file).toString())
                                                    + ", which is a link or no regular file"));
                } else if (!FileParser.isPlain(target)) {
                    problems.add(
                            from.from()
                                    .problem(
                                            "holds a file whose name no node can have: "
                                                    + Printable.quoted(target)));
                } else {
                    addFile(target, file, from);
                }
            }
        } catch (IOException e) {
            problems.add(from.from().problem("cannot be read: " + Printable.line(e.toString())));
        }
    }

    private void addFile(String path, Path source, FileSource.From from) {
        try {
            bytes += Files.size(source);
            if (bytes > MAX_BYTES || files.size() >= MAX_FILES) {
                problems.add(
                        from.from()
                                .problem(
                                        "is too much: a node has at most %d files and %d MiB of its own"
                                                .formatted(MAX_FILES, MAX_BYTES >> 20)));
                return;
            }
            byte[] content = Files.readAllBytes(source);
            int mode = from.mode() != null ? from.mode() : Files.isExecutable(source) ? 0755 : 0644;
            byte @Nullable [] replaced = from.template() ? replaced(source, content) : content;
            if (replaced != null) {
                put(path, NodeFile.of(replaced, mode));
            }
        } catch (IOException e) {
            problems.add(from.from().problem("cannot be read: " + Printable.line(e.toString())));
        }
    }

    /// A template's content; null if that is reported to be none.
    private byte @Nullable [] replaced(Path source, byte[] content) {
        String name = Printable.line(source.toString());
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            return octets(
                    variables.replace(
                            text,
                            node,
                            (offset, problem) ->
                                    problems.add(problemAt(name, text, offset, problem))));
        } catch (CharacterCodingException e) {
            problems.add(new Problem(name, 0, 0, "is a template, but not UTF-8 text"));
            return null;
        }
    }

    private static Problem problemAt(String name, String text, int offset, String problem) {
        int line = 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
        int column = offset - text.lastIndexOf('\n', Math.max(offset - 1, -1));
        return new Problem(name, line, column, problem);
    }
}
