package io.airloom.machine;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Progress;
import io.airloom.image.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// The agent for machines of one's own: an archive that is unpacked at `/opt`, with a Java of its
/// own, what starts it under systemd and OpenRC, and a page that says how.
public final class AgentBundle {
    /// Files beside the program: the agent's own resources by their names in the archive.
    private static final List<String> FURTHER =
            List.of("README.md", "airloom-agent.service", "airloom-agent.initd");

    /// The folder in the archive, as it is to be called in `/opt`.
    private static final String NAME = "airloom-agent";

    private AgentBundle() {}

    /// Writes the archive (`.tar.gz`).
    ///
    /// @throws EnvironmentException if the agent cannot be made here
    /// @throws IOException if the file cannot be written
    public static void write(Path file, Progress progress) throws IOException {
        AgentModules modules = AgentModules.find();
        Path folder = Files.createTempDirectory("airloom-agent");
        try {
            Path home = folder.resolve(NAME);
            AgentRuntime.build(modules, home, progress);
            for (String name : FURTHER) {
                Path further = Files.writeString(home.resolve(name), text(name));
                boolean script = name.endsWith(".initd");
                Files.setPosixFilePermissions(
                        further,
                        PosixFilePermissions.fromString(script ? "rwxr-xr-x" : "rw-r--r--"));
            }
            Path archive = folder.resolve("archive");
            pack(folder, archive, progress);
            Files.move(archive, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Cache.removeTree(folder);
        }
    }

    private static String text(String name) {
        return Resources.text("agent-bundle/" + name);
    }

    private static void pack(Path folder, Path archive, Progress progress) throws IOException {
        try (Progress.Task task = progress.task("packing the agent", 0)) {
            List<String> command =
                    new ArrayList<>(List.of("tar", "-c", "-z", "-f", archive.toString()));
            command.addAll(List.of("--sort=name", "--owner=0", "--group=0", "--numeric-owner"));
            command.addAll(List.of("--mtime=@0", "-C", folder.toString(), NAME));
            Subprocess.Result result = Subprocess.run(command);
            if (!result.ok()) {
                throw new IOException("cannot pack it: " + String.join(" ", result.errors()));
            }
            task.done();
        }
    }
}
