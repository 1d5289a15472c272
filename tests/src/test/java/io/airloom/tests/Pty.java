package io.airloom.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A terminal for a program that is to be tested as a person uses it: keys, screen, size. It is a
/// pane of a tmux server of the test's own. Waiting reads the screen again and again, with a
/// deadline.
final class Pty implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 50;

    private final Path socket;
    private final OutsideTool tmux = OutsideTool.tmux();

    /// Runs a program in a terminal.
    ///
    /// @param folder for the server's socket, and programs that the program finds on PATH: tmux
    Pty(Path folder, int columns, int rows, List<String> program)
            throws IOException, InterruptedException {
        socket = folder.resolve("pty");
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path launcher = bin.resolve("tmux");
        Files.writeString(
                launcher, "#!/bin/sh\nexec %s \"$@\"\n".formatted(quoted(tmux.command())));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(
                folder.resolve("pty.conf"), "set -g remain-on-exit on\nset -g status off\n");
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-f", folder.resolve("pty.conf").toString()));
        command.addAll(List.of("new-session", "-d", "-x", "" + columns, "-y", "" + rows));
        command.addAll(program);
        tell(
                socket,
                Map.of("PATH", bin + ":" + System.getenv("PATH"), "SHELL", "/bin/sh"),
                command.toArray(String[]::new));
    }

    /// Words for a shell.
    static String quoted(List<String> words) {
        return String.join(
                " ", words.stream().map(w -> "'" + w.replace("'", "'\\''") + "'").toList());
    }

    /// Runs a command of a tmux server, and returns what it says.
    String tell(Path server, String... command) throws IOException, InterruptedException {
        return tell(server, Map.of(), command);
    }

    private String tell(Path server, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(tmux.command("-u", "-S", server.toString()));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().remove("TMUX");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(tmux.environment());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    /// Presses keys, by tmux's names: `C-q`, `Enter`, `Up`.
    void press(String... keys) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("send-keys"));
        command.addAll(List.of(keys));
        tell(socket, command.toArray(String[]::new));
    }

    /// Types text.
    void type(String text) throws IOException, InterruptedException {
        tell(socket, "send-keys", "-l", text);
    }

    void resize(int columns, int rows) throws IOException, InterruptedException {
        tell(socket, "resize-window", "-x", "" + columns, "-y", "" + rows);
    }

    /// What is on the screen.
    String screen() throws IOException, InterruptedException {
        return tell(socket, "capture-pane", "-p");
    }

    /// What tmux knows of the terminal: `#{cursor_flag}`.
    String ask(String format) throws IOException, InterruptedException {
        return tell(socket, "display-message", "-p", format).strip();
    }

    /// Waits until the screen has a text that matches.
    String await(String regex, Duration limit) throws IOException, InterruptedException {
        return await(regex, limit, this::screen);
    }

    /// What can be looked at.
    interface Screen {
        String text() throws IOException, InterruptedException;
    }

    /// Waits until a screen has a text that matches, and returns all of it.
    static String await(String regex, Duration limit, Screen screen)
            throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        String text = screen.text();
        while (!pattern.matcher(text).find()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("never came: " + regex + "\n--- screen\n" + text);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            text = screen.text();
        }
        return text;
    }

    /// Closes the terminal under whatever runs in it.
    @Override
    public void close() throws IOException {
        if (Files.exists(socket)) {
            try {
                tell(socket, "kill-server");
            } catch (IOException e) {
                // Closed already: the socket's file stays behind a server that has ended.
                Files.deleteIfExists(socket);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
