package io.airloom.tests;

import io.airloom.image.AptTree;
import io.airloom.image.Cache;
import io.airloom.image.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program of other people that tests look at our work with: this machine's, if it is on PATH, or
/// else one out of the cache, fetched as Debian packages and run from there.
final class OutsideTool {
    private static final String SUITE = "trixie";

    private final List<String> command;
    private final Map<String, String> environment;

    private OutsideTool(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /// Wireshark's dissectors.
    static OutsideTool tshark() {
        Path found = onPath("tshark");
        return found != null ? of(found) : of(tree("tshark", "tshark").command("tshark"), Map.of());
    }

    /// The terminal multiplexer.
    static OutsideTool tmux() {
        Path found = onPath("tmux");
        if (found != null) {
            return of(found);
        }
        AptTree tree = tree("tmux", "tmux", "ncurses-base");
        return of(
                tree.command("tmux"),
                Map.of("TERMINFO_DIRS", tree.file("usr/share/terminfo") + ":/usr/share/terminfo"));
    }

    /// A browser without a window; [Browser] knows how to use it.
    ///
    /// @param folder an empty one, for what a browser out of the cache needs while it runs
    static OutsideTool chromium(Path folder) {
        for (String name : List.of("chromium", "chromium-headless-shell", "google-chrome")) {
            Path found = onPath(name);
            if (found != null) {
                return of(found);
            }
        }
        return chromiumOf(tree("chromium", "chromium-headless-shell", "fonts-dejavu-core"), folder);
    }

    /// The program and these arguments.
    List<String> command(String... arguments) {
        return Stream.concat(command.stream(), Stream.of(arguments)).toList();
    }

    /// What it needs in its environment beside what is there.
    Map<String, String> environment() {
        return environment;
    }

    private static OutsideTool of(Path program) {
        return of(List.of(program.toString()), Map.of());
    }

    private static OutsideTool of(List<String> command, Map<String, String> environment) {
        return new OutsideTool(List.copyOf(command), environment);
    }

    private static @Nullable Path onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static AptTree tree(String label, String... packages) {
        return AptTree.ensure(
                Cache.standard(), Progress.SILENT, AptTree.Request.of(label, SUITE, packages));
    }

    /// Chromium looks for its files beside the program that the kernel started, which in a tree is
    /// the loader, and starts that again for its other processes. So a folder with a copy of the
    /// loader and links to the files stands in for the place that it was built for, and a script
    /// for the program.
    private static OutsideTool chromiumOf(AptTree tree, Path folder) {
        try (Stream<Path> files = Files.list(tree.file("usr/lib/chromium"))) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
            }
            List<String> command = tree.command("chromium-headless-shell");
            Path loader = folder.resolve("loader");
            Files.copy(Path.of(command.getFirst()), loader, StandardCopyOption.COPY_ATTRIBUTES);
            Path script = folder.resolve("start");
            // One of libpulse's libraries lies in a folder of its own.
            String libraries =
                    command.get(command.indexOf("--library-path") + 1)
                            + ":"
                            + Path.of(command.getFirst()).resolveSibling("pulseaudio");
            Files.writeString(
                    script,
                    """
                    #!/bin/sh
                    exec '%s' --library-path '%s' '%s' "$@"
                    """
                            .formatted(
                                    loader, libraries, folder.resolve("chromium-headless-shell")));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            Path fonts = folder.resolve("fonts.conf");
            Files.writeString(
                    fonts,
                    "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>"
                            .formatted(
                                    tree.file("usr/share/fonts"), folder.resolve("fonts-cache")));
            return of(
                    List.of(
                            script.toString(),
                            "--browser-subprocess-path=" + script,
                            "--no-zygote"),
                    Map.of("FONTCONFIG_FILE", fonts.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
