package io.airloom.machine;

import io.airloom.topology.AgentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What this program runs from, as its launcher says: a checkout with the sources, or a folder that
/// `./airloom dist` has made, which has no JDK but all that is made by one:
///
/// ```
/// bin/airloom     the launcher          runtime/    a Java without jlink
/// lib/            jars, class cache     agent/      what guests get, with a Java of its own
/// examples/       labs                  commit      what it was made of
/// ```
///
/// @param home the folder; null if the program was started without a launcher
public record Installation(@Nullable Path home) {
    private static final int SHORT_COMMIT = 12;

    /// This program's.
    public static Installation here() {
        String home = System.getProperty("airloom.home", "");
        try {
            return new Installation(home.isEmpty() ? null : Path.of(home));
        } catch (InvalidPathException e) {
            return new Installation(null);
        }
    }

    /// Whether it is built from its sources where it stands.
    public boolean isCheckout() {
        return home != null && Files.exists(home.resolve("pom.xml"));
    }

    /// What a person types, or a shell is told, to run the program.
    public String launcher() {
        if (home == null) {
            return "airloom";
        }
        Path installed = home.resolve("bin/airloom");
        if (!Files.exists(installed)) {
            return home.resolve("airloom").toString();
        }
        return home.startsWith("/usr") ? "airloom" : installed.toString();
    }

    /// The agent's folder, as it is to stand in guests; empty where it is made when it is needed.
    public Optional<Path> agent() {
        Path agent = home == null ? Path.of("agent") : home.resolve("agent");
        boolean shipped = home != null && Files.isExecutable(agent.resolve(AgentFiles.PROGRAM));
        return shipped ? Optional.of(agent) : Optional.empty();
    }

    /// A file that somebody named: from any folder, `examples/…` is one that came along, unless
    /// there is one here.
    public Path example(Path file) {
        if (home == null || !file.startsWith("examples") || Files.exists(file)) {
            return file;
        }
        Path shipped = home.resolve(file);
        return Files.exists(shipped) ? shipped : file;
    }

    /// The first digits of the commit that it was made of; empty if nobody knows.
    public String commit() {
        if (home == null) {
            return "";
        }
        try {
            Path written = home.resolve("commit");
            String hash = Files.readString(Files.exists(written) ? written : headFile()).strip();
            return hash.matches("[0-9a-f]{40,64}") ? hash.substring(0, SHORT_COMMIT) : "";
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }

    /// The file that has the checkout's commit.
    private Path headFile() throws IOException {
        Path git = Path.of(String.valueOf(home), ".git");
        Path head = git.resolve("HEAD");
        String text = Files.readString(head).strip();
        return text.startsWith("ref: ") ? git.resolve(text.substring(5)) : head;
    }
}
