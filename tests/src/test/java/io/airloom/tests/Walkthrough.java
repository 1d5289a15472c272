package io.airloom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Does what a page of the documentation tells its reader to do, in one folder, block by block:
///
/// - `sh`: each line is typed into a shell. `# … exit code 1` says how it must end, if not with 0.
///   A line that ends in `&` runs until its block is done; `# leave it running` until the page is.
/// - `LANGUAGE file=NAME`: the file is written.
/// - `diff file=NAME`: the lines with a minus, and those without a sign, are found in the file, and
///   become the lines with a plus, and those without.
/// - `text output`: each line is part of what the commands of the block before have printed; `…`
///   stands for anything.
///
/// Everything else is only read. `/tmp/` is a folder of the test.
final class Walkthrough implements AutoCloseable {
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^```([a-z]+)([^\\n]*)\\n(.*?)^```[ ]*$");
    private static final Pattern FILE = Pattern.compile("file=(\\S+)");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#\\s(.*)$");
    private static final Pattern EXIT_CODE = Pattern.compile("exit code (\\d+)");

    /// What the launcher does itself; LauncherTest and the tests of what it makes are about it.
    private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "jmh", "docs", "dist");

    /// Commands that run until Ctrl-C, and what they say when they are ready.
    private static final Map<String, String> UNTIL_CTRL_C =
            Map.of(
                    "air", "vhost-user-test-device-pci",
                    "vsock", "Ctrl-C ends it.",
                    "proxy", "Ctrl-C ends it.",
                    "lab up", " is up:");

    private static final Duration LIMIT = Duration.ofMinutes(6);
    private static final Duration READY = Duration.ofMinutes(2);

    private final Path folder;
    private final Set<String> done;
    private final Deque<Program> running = new ArrayDeque<>();
    private final List<String> typed = new ArrayList<>();
    private String printed = "";

    /// @param folder that has what a reader has: `./airloom` and the examples
    /// @param done commands that need not be done again; each that has been done is added
    Walkthrough(Path folder, Set<String> done) {
        this.folder = folder;
        this.done = done;
    }

    /// Puts a program called `airloom` there, as the launcher is in a checkout.
    static void putLauncher(Path folder) throws IOException {
        Path launcher = folder.resolve("airloom");
        StringBuilder script = new StringBuilder("#!/bin/sh\nexec");
        Program.airloomCommand().forEach(word -> script.append(" '").append(word).append('\''));
        Files.writeString(launcher, script.append(" \"$@\"\n"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    /// A line of a block and what is said of it.
    private record Line(String command, String comment) {
        static Line of(String text) {
            Matcher comment = COMMENT.matcher(text);
            return comment.find()
                    ? new Line(text.substring(0, comment.start()).strip(), comment.group(1))
                    : new Line(text.strip(), "");
        }

        boolean inBackground() {
            return command.endsWith(" &");
        }

        boolean isLeftRunning() {
            return comment.contains("leave it running");
        }

        int exitCode() {
            Matcher code = EXIT_CODE.matcher(comment);
            return code.find() ? Integer.parseInt(code.group(1)) : 0;
        }

        /// The command of the program, if it is one: `air`, `lab up`.
        String subcommand() {
            List<String> words = List.of(command.split("\\s+"));
            if (!words.getFirst().equals("./airloom") || words.size() < 2) {
                return "";
            }
            return words.get(1).equals("lab") && words.size() > 2
                    ? "lab " + words.get(2)
                    : words.get(1);
        }
    }

    /// Does a whole page.
    ///
    /// @return the commands that were typed
    List<String> follow(Path page) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(page));
        while (block.find()) {
            String about = page.getFileName() + ": " + block.group(3);
            Matcher file = FILE.matcher(block.group(2));
            if (file.find() && block.group(1).equals("diff")) {
                change(folder.resolve(file.group(1)), block.group(3));
            } else if (file.hasMatch()) {
                write(folder.resolve(file.group(1)), block.group(3));
            } else if (block.group(1).equals("sh")) {
                type(block.group(3));
            } else if (block.group(2).contains("output")) {
                assertThat(printed).as(about).matches(printedPattern(block.group(3)));
            }
        }
        return List.copyOf(typed);
    }

    private void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        // What was done with another file of this name is to be done again.
        done.removeIf(command -> command.contains(file.getFileName().toString()));
    }

    private void change(Path file, String diff) throws IOException {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (String line : diff.lines().toList()) {
            String text = line.isEmpty() ? "" : line.substring(1);
            if (!line.startsWith("+")) {
                before.append(text).append('\n');
            }
            if (!line.startsWith("-")) {
                after.append(text).append('\n');
            }
        }
        String text = Files.readString(file);
        assertThat(text).as("what the page changes").containsOnlyOnce(before);
        write(file, text.replace(before, after));
    }

    /// The lines in their order, with anything between them and for each `…`.
    private static Pattern printedPattern(String block) {
        StringBuilder pattern = new StringBuilder("(?s).*");
        for (String line : block.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
            for (String part : line.split("…", -1)) {
                pattern.append(Pattern.quote(part)).append("[^\\n]*");
            }
            pattern.append(".*");
        }
        return Pattern.compile(pattern.toString());
    }

    private void type(String block) throws Exception {
        StringBuilder all = new StringBuilder();
        Deque<Program> behind = new ArrayDeque<>();
        try {
            for (String text : block.replace("\\\n", " ").lines().toList()) {
                Line line = Line.of(text);
                if (line.command().isEmpty()
                        || OF_THE_LAUNCHER.contains(line.subcommand())
                        || !done.add(line.command())) {
                    continue;
                }
                typed.add(line.command());
                if (line.isLeftRunning()) {
                    running.push(start(line));
                } else if (line.inBackground()) {
                    behind.push(start(line));
                } else {
                    all.append(run(line));
                }
            }
        } finally {
            for (Program program : behind) {
                end(program);
            }
        }
        printed = all.toString();
    }

    private String run(Line line) throws Exception {
        if (UNTIL_CTRL_C.containsKey(line.subcommand())) {
            end(start(line));
            return "";
        }
        try (Program program = shell(line.command())) {
            long startNanos = System.nanoTime();
            Program.Result result = program.finish(LIMIT);
            System.out.printf(
                    "%6.1f s  %s%n", (System.nanoTime() - startNanos) / 1e9, line.command());
            assertThat(result.exitCode())
                    .as("%s%n%s", line.command(), result)
                    .isEqualTo(line.exitCode());
            return result.stdout() + result.stderr();
        }
    }

    private Program shell(String command) throws IOException {
        return Program.start(folder, List.of("bash", "-c", command.replace("/tmp/", folder + "/")));
    }

    private Program start(Line line) throws Exception {
        Program program = shell("exec " + line.command().replaceFirst(" &$", ""));
        String ready = UNTIL_CTRL_C.get(line.subcommand());
        try {
            if (ready != null) {
                program.awaitOutput(ready, READY);
            }
            return program;
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private static void end(Program program) throws IOException, InterruptedException {
        try (program) {
            program.signal("INT");
            program.finish(Duration.ofSeconds(30));
        }
    }

    /// Ends what was left running.
    @Override
    public void close() throws IOException {
        try {
            for (Program program : running) {
                end(program);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.forEach(Program::close);
        }
    }
}
