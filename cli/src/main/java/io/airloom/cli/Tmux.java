package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.HostPrograms;
import io.airloom.machine.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A tmux server of our own, with its own settings and with its socket in a run directory: the
/// user's server and settings have no part in it, and nothing of it stays, however we end.
final class Tmux implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;
    private static final int MAX_ANSWER = 1 << 20;

    private final Path program;
    private final RunDirectory run;

    private Tmux(Path program, RunDirectory run) {
        this.program = program;
        this.run = run;
    }

    /// Makes its folder; the server starts with the first command.
    ///
    /// @throws EnvironmentException if there is no tmux
    static Tmux open() {
        return new Tmux(program(), RunDirectory.create());
    }

    /// Where tmux is.
    ///
    /// @throws EnvironmentException if there is none
    static Path program() {
        return HostPrograms.find("tmux", HostPrograms.path())
                .orElseThrow(() ->
                        new EnvironmentException(
                                "there is no tmux on this machine",
                                HostPrograms.asRoot("apt-get install -y tmux")
                                        + " or airloom doctor --fix; airloom top needs"
                                        + " none"));
    }

    /// The folder that goes with it.
    Path folder() {
        return run.path();
    }

    /// Writes a file of its folder.
    Path write(String name, String content, boolean executable) {
        Path file = folder().resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            if (executable && !file.toFile().setExecutable(true, true)) {
                throw new IOException("cannot be made executable");
            }
            return file;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + file + ": " + e.getMessage(), "make room there", e);
        }
    }

    /// Runs one command, or several with `;` between, and returns what it said.
    ///
    /// @param environment of the server, if this starts it
    /// @throws EnvironmentException if tmux refuses
    String run(Map<String, String> environment, List<String> command) throws InterruptedException {
        Process process;
        try {
            ProcessBuilder builder = builder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            process = run.start(builder);
            process.getOutputStream().close();
            byte[] said = process.getInputStream().readNBytes(MAX_ANSWER);
            String answer = new String(said, StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentException(
                        "tmux does not " + command.getFirst() + ": " + answer.strip(),
                        "tmux 3.1 or newer is needed; airloom top needs none");
            }
            return answer;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot run " + program + ": " + e.getMessage(), "install tmux again", e);
        }
    }

    String run(String... command) throws InterruptedException {
        return run(Map.of(), List.of(command));
    }

    /// Starts a command and does not wait for it.
    ///
    /// @param onTerminal on the terminal of this process; else nobody sees or hears it
    Process start(List<String> command, boolean onTerminal) {
        try {
            ProcessBuilder builder = builder(command);
            if (onTerminal) {
                builder.inheritIO();
            } else {
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
                builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            }
            return run.start(builder);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot run " + program + ": " + e.getMessage(), "install tmux again", e);
        }
    }

    private ProcessBuilder builder(List<String> command) {
        List<String> line = new ArrayList<>();
        line.add(program.toString());
        // -u: our lines and frames are UTF-8, whatever the locale says.
        line.addAll(List.of("-u", "-S", folder().resolve("tmux").toString()));
        line.addAll(List.of("-f", folder().resolve("tmux.conf").toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line);
        // We may be started in a pane of the user's.
        builder.environment().remove("TMUX");
        builder.environment().remove("TMUX_PANE");
        return builder;
    }

    /// Ends the server and all that runs in its panes, and removes the folder.
    @Override
    public void close() {
        run.close();
    }
}
