package io.airloom.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Records a terminal while somebody types, in a tmux of its own. What is typed stands in a script:
///
/// | line | |
/// | --- | --- |
/// | `size 100x30` | of the terminal; first, if at all |
/// | `$ COMMAND` | typed, and waited for until the prompt is back |
/// | `& COMMAND` | typed |
/// | `wait TEXT` | until the text is to be seen |
/// | `key C-q` | a key by tmux's name |
/// | `pause 2` | seconds |
/// | `# …` | nothing |
///
/// A shell asks with `$ `; its folder is what it was started in.
public final class Recorder {
    private static final Pattern SIZE = Pattern.compile("size (\\d+)x(\\d+)");
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration BETWEEN_SCREENS = Duration.ofMillis(200);
    private static final Duration AFTER_TYPING = Duration.ofMillis(500);

    private final List<String> tmux;
    private final Map<String, String> environment;
    private final Path folder;
    private final List<Recording.Screen> screens = new ArrayList<>();
    private int columns = 100;
    private int rows = 30;
    private long startNanos;

    /// @param tmux the program, and what must stand between it and its arguments
    /// @param environment what it needs beside what is there
    /// @param folder in which the shell starts
    public Recorder(List<String> tmux, Map<String, String> environment, Path folder) {
        this.tmux = new ArrayList<>(tmux);
        this.tmux.addAll(
                List.of(
                        "-L",
                        "airloom-record-" + ProcessHandle.current().pid(),
                        "-f",
                        "/dev/null"));
        this.environment = Map.copyOf(environment);
        this.folder = folder;
    }

    /// `Recorder REPOSITORY`: makes all recordings of the documentation anew.
    static void recordAll(Path root) throws IOException, InterruptedException {
        Path recordings = root.resolve("docs").resolve("recordings");
        try (DirectoryStream<Path> scripts = Files.newDirectoryStream(recordings, "*.script")) {
            for (Path script : scripts) {
                String name = script.getFileName().toString().replaceFirst("\\.script$", ".cast");
                System.out.println("recording " + name);
                Recorder recorder = new Recorder(List.of("tmux"), Map.of(), root);
                Files.writeString(
                        recordings.resolve(name), recorder.record(Files.readAllLines(script)));
            }
        }
    }

    /// Plays a script and records it.
    ///
    /// @return an asciicast
    /// @throws SiteException if what a line waits for does not come, or tmux fails
    public String record(List<String> script) throws IOException, InterruptedException {
        Matcher size = SIZE.matcher(script.isEmpty() ? "" : script.getFirst());
        if (size.matches()) {
            columns = Integer.parseInt(size.group(1));
            rows = Integer.parseInt(size.group(2));
        }
        tmux(
                "new-session",
                "-d",
                "-s",
                "r",
                "-x",
                "" + columns,
                "-y",
                "" + rows,
                "-c",
                folder.toString(),
                "env PS1='$ ' HISTFILE= bash --norc --noprofile");
        try {
            tmux("set-option", "-g", "status", "off");
            // What it does on its own terminal: as many colours as it knows.
            tmux("set-option", "-g", "default-terminal", "tmux-256color");
            startNanos = System.nanoTime();
            await(script, "the prompt", Recorder::asks);
            for (String line : script) {
                play(line);
            }
            look();
        } finally {
            tmux("kill-server");
        }
        return new Recording(columns, rows, screens).json();
    }

    private void play(String line) throws IOException, InterruptedException {
        String rest = line.length() > 2 ? line.substring(line.indexOf(' ') + 1) : "";
        switch (line.split(" ", 2)[0]) {
            case "$" -> {
                type(rest);
                await(List.of(line), "the prompt", Recorder::asks);
            }
            case "&" -> type(rest);
            case "wait" -> await(List.of(line), rest, text -> text.contains(rest));
            case "key" -> tmux("send-keys", "-t", "r", rest);
            case "pause" -> lookFor(Duration.ofMillis((long) (Double.parseDouble(rest) * 1000)));
            case "size", "#", "" -> {
                // Nothing to do now.
            }
            default -> throw new SiteException("a recording cannot: " + line);
        }
    }

    private void type(String command) throws IOException, InterruptedException {
        tmux("send-keys", "-t", "r", "-l", command);
        lookFor(AFTER_TYPING);
        tmux("send-keys", "-t", "r", "Enter");
        lookFor(AFTER_TYPING);
    }

    /// Does the shell wait for a command?
    private static boolean asks(String screen) {
        return screen.stripTrailing().endsWith("\n$") || screen.strip().equals("$");
    }

    private void await(List<String> line, String what, Predicate<String> seen)
            throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        while (!seen.test(look())) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new SiteException(
                        "recording " + line + ": never saw " + what + ", but\n" + look());
            }
            TimeUnit.NANOSECONDS.sleep(BETWEEN_SCREENS.toNanos());
        }
    }

    private void lookFor(Duration time) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + time.toNanos();
        do {
            look();
            TimeUnit.NANOSECONDS.sleep(BETWEEN_SCREENS.toNanos());
        } while (System.nanoTime() - endNanos < 0);
    }

    /// Keeps the screen if it has changed.
    ///
    /// @return its text without colours
    private String look() throws IOException, InterruptedException {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String text = tmux("capture-pane", "-e", "-p", "-t", "r").stripTrailing();
        if (screens.isEmpty() || !screens.getLast().text().equals(text)) {
            screens.add(new Recording.Screen(seconds, text));
        }
        return screens.getLast().plain();
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(tmux);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().remove("TMUX");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new SiteException("tmux " + String.join(" ", arguments) + ": " + output);
        }
        return output;
    }
}
