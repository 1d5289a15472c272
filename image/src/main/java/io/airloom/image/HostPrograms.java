package io.airloom.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The programs of the machine that we run on.
public final class HostPrograms {
    private HostPrograms() {}

    /// The folders in which this machine looks for programs, with colons between.
    public static String path() {
        return System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    }

    /// Finds a program.
    ///
    /// @param path the folders to look into, with colons between
    public static Optional<Path> find(String program, String path) {
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// The command as a user who is not root has to say it.
    public static String asRoot(String command) {
        return System.getProperty("user.name").equals("root") ? command : "sudo " + command;
    }
}
