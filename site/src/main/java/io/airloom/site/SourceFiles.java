package io.airloom.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Files of the repository to which pages lead, and where they are on the site: pages are pages,
/// pictures are copied, all other texts are shown on a page of their own, folders as a list.
final class SourceFiles {
    private static final Set<String> COPIED = Set.of("png", "svg", "cast", "json", "html");

    /// The page that one sees first.
    static final Path FRONT = Path.of("README.md");

    /// The list of all pages.
    static final Path CONTENTS = Path.of("docs", "README.md");

    private static final Path DOCS = Path.of("docs");
    private static final Path SHOWN = Path.of("files");

    private final Path root;

    /// @param root of the repository
    SourceFiles(Path root) {
        this.root = root;
    }

    /// Where `file` is on the site.
    Path place(Path file) {
        if (file.toString().endsWith(".md")) {
            return pagePlace(file);
        }
        if (Files.isDirectory(root.resolve(file))) {
            return SHOWN.resolve(file).resolve("index.html");
        }
        return isCopied(file) ? DOCS.relativize(file) : SHOWN.resolve(file + ".html");
    }

    /// What lies in `docs` is at the top of the site.
    private static Path pagePlace(Path file) {
        if (file.equals(FRONT)) {
            return Path.of("index.html");
        }
        if (file.equals(CONTENTS)) {
            return Path.of("contents.html");
        }
        Path place = file.startsWith(DOCS) ? DOCS.relativize(file) : file;
        return Path.of(place.toString().replaceFirst("\\.md$", ".html"));
    }

    boolean isCopied(Path file) {
        String name = file.getFileName().toString();
        return file.startsWith(DOCS) && COPIED.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /// A file or folder as a page.
    Page page(Path file) {
        Path full = root.resolve(file);
        String title = file.toString();
        if (Files.isDirectory(full)) {
            return new Page(file, place(file), title, "# " + title + "\n\n" + list(file));
        }
        String name = file.getFileName().toString();
        String language = name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
        // Longer than any row of backticks that the file may have.
        String fence = "`".repeat(12);
        return new Page(
                file,
                place(file),
                title,
                "# %s\n\n%s%s\n%s\n%s\n".formatted(title, fence, language, read(full), fence));
    }

    private String list(Path folder) {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            List<Path> sorted = files.sorted().toList();
            return sorted.stream()
                    .map(file -> folder.getFileName().resolve(file.getFileName()))
                    .map(file -> "- [" + file.getFileName() + "](" + file + ")")
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(Path file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new SiteException("cannot read " + file, e);
        }
    }

    boolean exists(Path file) {
        return !file.startsWith("..") && Files.exists(root.resolve(file));
    }

    /// Copies a picture or a recording.
    void copy(Path file, Path site) {
        Path target = site.resolve(place(file));
        try {
            Files.createDirectories(target.getParent());
            Files.copy(
                    root.resolve(file), target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SiteException("cannot copy " + file, e);
        }
    }
}
