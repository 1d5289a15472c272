package io.airloom.tests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program run as a user would: a process of its own, with its streams kept. Not closed in time,
/// it is killed, and the test fails with what it said.
final class Program implements AutoCloseable {
    private final Process process;
    private final Captured stdout;
    private final Captured stderr;
    private final String name;

    private Program(String name, ProcessBuilder builder, boolean typing) throws IOException {
        this.name = name;
        process = builder.start();
        if (!typing) {
            process.getOutputStream().close();
        }
        stdout = new Captured(process.getInputStream());
        stderr = new Captured(process.getErrorStream());
    }

    /// How a program ended.
    record Result(int exitCode, String stdout, String stderr) {
        @Override
        public String toString() {
            return "exit code %d%n--- stdout%n%s%n--- stderr%n%s"
                    .formatted(exitCode, stdout, stderr);
        }
    }

    /// Starts Airloom with these arguments, as the launcher does after its build.
    static Program airloom(Path folder, String... arguments) throws IOException {
        return airloom(folder, List.of(), arguments);
    }

    /// The same with more options for the JVM.
    static Program airloom(Path folder, List<String> options, String... arguments)
            throws IOException {
        return start(folder, command(options, arguments), false);
    }

    /// The same, with somebody who types.
    static Program airloomTyping(Path folder, String... arguments) throws IOException {
        return start(folder, command(List.of(), arguments), true);
    }

    /// What starts Airloom, without arguments: for scripts that stand for the launcher.
    static List<String> airloomCommand() {
        return command(List.of());
    }

    /// The command line of Airloom with these arguments.
    static List<String> command(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-Xmx256m",
                        "-Dairloom.home=" + Repository.root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.airloom.cli.Airloom"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Starts any program.
    static Program start(Path folder, List<String> command) throws IOException {
        return start(folder, command, false);
    }

    /// Starts somebody else's program.
    static Program start(Path folder, OutsideTool tool, String... arguments) throws IOException {
        return start(folder, tool.command(arguments), tool.environment(), false);
    }

    private static Program start(Path folder, List<String> command, boolean typing)
            throws IOException {
        return start(folder, command, Map.of(), typing);
    }

    private static Program start(
            Path folder, List<String> command, Map<String, String> environment, boolean typing)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return new Program(command.getFirst(), builder, typing);
    }

    /// Waits for the end.
    Result finish(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(name + " did not end within " + limit + "\n" + result());
        }
        return result();
    }

    /// Waits until the standard output or error contains the text.
    void awaitOutput(String text, Duration limit) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!stdout.text().contains(text) && !stderr.text().contains(text)) {
            if (!process.isAlive() || System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(name + " never said \"" + text + "\"\n" + result());
            }
            stdout.awaitMore();
        }
    }

    /// Types a line.
    void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /// Sends a signal by name, as a terminal or an operator would.
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    /// The process's number.
    long pid() {
        return process.pid();
    }

    private Result result() throws InterruptedException {
        int exitCode = process.isAlive() ? -1 : process.exitValue();
        if (exitCode != -1) {
            stdout.join();
            stderr.join();
        }
        return new Result(exitCode, stdout.text(), stderr.text());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// One stream, read by a thread of its own so that the program never waits for us.
    private static final class Captured {
        private final StringBuilder text = new StringBuilder();
        private final Thread reader;

        Captured(InputStream stream) {
            reader = Thread.ofVirtual().start(() -> drain(stream));
        }

        private void drain(InputStream stream) {
            byte[] chunk = new byte[8192];
            try (stream) {
                for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
                    synchronized (text) {
                        text.append(new String(chunk, 0, n, StandardCharsets.UTF_8));
                        text.notifyAll();
                    }
                }
            } catch (IOException e) {
                synchronized (text) {
                    text.append("\n[stream closed: ").append(e.getMessage()).append(']');
                }
            }
        }

        String text() {
            synchronized (text) {
                return text.toString();
            }
        }

        void awaitMore() throws InterruptedException {
            synchronized (text) {
                text.wait(100);
            }
        }

        void join() throws InterruptedException {
            reader.join();
        }
    }
}
