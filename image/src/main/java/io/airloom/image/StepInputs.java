package io.airloom.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Gathers what a step depends on, under names that a person understands.
final class StepInputs {
    /// A folder with at most so many files has each of them as an input of its own; others have one
    /// for them all.
    private static final int MAX_NAMED_FILES = 300;

    /// Folders that hold a version control's history and no source.
    private static final Set<String> HISTORY = Set.of(".git", ".hg", ".svn");

    private static final int MAX_FILES = 500_000;

    private static final int MAX_TEXT = 60;

    private final SortedMap<String, String> inputs = new TreeMap<>();

    /// A text; a long one, or one of several lines, is kept as its hash.
    StepInputs text(String name, String value) {
        boolean shown = value.length() <= MAX_TEXT && Printable.line(value).equals(value);
        inputs.put(name, shown ? value : Manifest.sha256(value));
        return this;
    }

    /// Something that must not be shown.
    StepInputs secret(String name, String value) {
        inputs.put(name, Manifest.sha256(value));
        return this;
    }

    /// Words in their order.
    StepInputs words(String name, List<?> values) {
        return text(name, String.join(" ", values.stream().map(Object::toString).toList()));
    }

    /// A file's content.
    StepInputs file(String name, Path file) {
        try {
            inputs.put(name, Manifest.sha256(file));
            return this;
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /// Files in their order.
    StepInputs files(String name, List<Path> files) {
        int number = 1;
        for (Path file : files) {
            file(name + " " + number + ", " + file.getFileName(), file);
            number++;
        }
        return this;
    }

    /// A file, or all files of a folder with which of them are programs and where links lead.
    StepInputs tree(String name, Path path) {
        SortedMap<String, String> hashes = hashes(path);
        if (hashes.size() > MAX_NAMED_FILES) {
            inputs.put("files of " + name, Manifest.sha256(hashes.toString()));
        } else {
            hashes.forEach((file, hash) -> inputs.put("file " + name + file, hash));
        }
        return this;
    }

    /// The hash of a file, or of all files of a folder.
    static String treeHash(Path path) {
        return Manifest.sha256(hashes(path).toString());
    }

    private static SortedMap<String, String> hashes(Path path) {
        SortedMap<String, String> hashes = new TreeMap<>();
        try {
            Files.walkFileTree(
                    path,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path folder, BasicFileAttributes attributes) {
                            return HISTORY.contains(String.valueOf(folder.getFileName()))
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            if (hashes.size() == MAX_FILES) {
                                throw new IOException("holds more than " + MAX_FILES + " files");
                            }
                            String inside = path.relativize(file).toString();
                            hashes.put(inside.isEmpty() ? "" : "/" + inside, hash(file));
                            return FileVisitResult.CONTINUE;
                        }
                    });
            return hashes;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static String hash(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "link to " + Files.readSymbolicLink(file);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "neither file nor folder";
        }
        return Manifest.sha256(file) + (Files.isExecutable(file) ? " program" : "");
    }

    private static EnvironmentException unreadable(Path file, IOException e) {
        return new EnvironmentException(
                "cannot read " + file + ", which a recipe names: " + Reason.of(e),
                "mend that, or name another one in the recipe",
                e);
    }

    SortedMap<String, String> all() {
        return inputs;
    }
}
