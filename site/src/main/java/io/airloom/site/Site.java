package io.airloom.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes the documentation: a folder of files that any web server, or none, can show.
public final class Site {
    private static final List<String> ASSETS = List.of("style.css", "player.js", "icon.svg");

    private final Path root;
    private final Path out;
    private final SourceFiles files;
    private final Set<Path> wanted = new TreeSet<>();
    private final Set<Path> written = new HashSet<>();

    /// @param root of the repository
    /// @param out where the site goes; what is there is replaced
    public Site(Path root, Path out) {
        this.root = root;
        this.out = out;
        this.files = new SourceFiles(root);
    }

    /// `Site REPOSITORY FOLDER [--no-javadoc] [--record]`
    public static void main(String[] arguments) {
        Path out = Path.of(arguments[1]).toAbsolutePath();
        Site site = new Site(Path.of(arguments[0]).toAbsolutePath(), out);
        try {
            if (List.of(arguments).contains("--record")) {
                Recorder.recordAll(Path.of(arguments[0]).toAbsolutePath());
            }
            boolean withJavadoc = !List.of(arguments).contains("--no-javadoc");
            int pages = site.make(withJavadoc);
            List<String> broken = withJavadoc ? new LinkCheck(out).broken() : List.of();
            broken.forEach(link -> System.err.println("airloom: a link leads nowhere: " + link));
            if (!broken.isEmpty()) {
                System.exit(1);
            }
            System.out.printf("%d pages: %s%n", pages, out.resolve("index.html"));
        } catch (InterruptedException e) {
            System.exit(1);
        } catch (SiteException | IOException e) {
            System.err.println("airloom: " + e.getMessage());
            System.exit(1);
        }
    }

    /// Makes it. Its links are not followed.
    ///
    /// @param withJavadoc without, the navigation leads to Javadoc that is not there
    /// @return how many pages
    /// @throws SiteException if a source is wrong
    public int make(boolean withJavadoc) throws IOException {
        clear();
        for (String asset : ASSETS) {
            copyAsset(asset);
        }
        Contents listed = Contents.read(SourceFiles.CONTENTS, files.read(SourceFiles.CONTENTS));
        List<Page> made = Reference.pages(files);
        Contents contents = listed;
        for (Page page : made) {
            contents =
                    contents.with(Reference.GROUP, new Contents.Entry(page.title(), page.source()));
        }
        Layout layout = new Layout(contents, files);
        write(layout, page(SourceFiles.FRONT, "Airloom"));
        write(layout, page(SourceFiles.CONTENTS, "All pages"));
        for (Page page : made) {
            write(layout, page);
        }
        for (Contents.Entry entry : listed.entries()) {
            write(layout, page(entry.source(), entry.title()));
        }
        writeWhatIsLinked(layout);
        if (withJavadoc) {
            new ApiDocs(root).make(out);
        }
        return written.size();
    }

    private Page page(Path source, String title) {
        return new Page(source, files.place(source), title, files.read(source));
    }

    private void write(Layout layout, Page page) throws IOException {
        Path target = out.resolve(page.place());
        written.add(page.source());
        Markdown.Body body = new Markdown(wanted::add, files).render(page);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.writeString(target, layout.html(page, body));
    }

    /// Pages lead to files, whose pages may lead to more.
    private void writeWhatIsLinked(Layout layout) throws IOException {
        while (true) {
            List<Path> missing = new ArrayList<>(wanted);
            missing.removeIf(file -> written.contains(file) || !files.exists(file));
            if (missing.isEmpty()) {
                return;
            }
            for (Path file : missing) {
                if (files.isCopied(file)) {
                    files.copy(file, out);
                    written.add(file);
                } else if (file.toString().endsWith(".md")) {
                    write(layout, page(file, file.toString()));
                } else {
                    write(layout, files.page(file));
                }
            }
        }
    }

    /// Makes room. What is no site is not deleted.
    private void clear() throws IOException {
        if (Files.exists(out)) {
            if (!Files.exists(out.resolve(ASSETS.getFirst())) && !isEmpty(out)) {
                throw new SiteException(out + " is no site; name another folder");
            }
            try (Stream<Path> old = Files.walk(out)) {
                for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(out);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private void copyAsset(String name) throws IOException {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(in, name), out.resolve(name));
        }
    }
}
