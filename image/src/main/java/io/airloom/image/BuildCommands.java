package io.airloom.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Runs the commands of one build, one after the other, with an environment of their own: variables
/// of the user (`CC`, `ARCH`, `MAKEFLAGS`) would change what comes out. What they say goes to a
/// log, whose last lines are in the error when one fails. Whatever they have started ends with this
/// program, however that ends (see [Janitor]).
final class BuildCommands implements AutoCloseable {
    private static final int QUOTED_LINES = 12;

    private static final int QUOTED_BYTES = 1 << 14;

    /// What the kernel's `make` says of files that compile.
    private static final Pattern COMPILING = Pattern.compile("  [A-Z0-9_]+( \\[M\\])? +\\S.*");

    private final Path work;
    private final Path log;
    private final Progress progress;
    private final Janitor janitor;

    /// @param work a folder that only this build uses
    /// @param log grows with each command
    BuildCommands(Path work, Path log, Progress progress) throws IOException {
        if (work.toString().matches(".*[\\s:'\"$\\\\].*")) {
            throw new EnvironmentException(
                    "nothing can be built in a folder with such a name: " + work,
                    "choose another place with XDG_CACHE_HOME");
        }
        this.work = work;
        this.log = log;
        this.progress = progress;
        // What a killed build has left running would write where we do.
        Janitor.start(guard()).close();
        this.janitor = Janitor.start(guard());
    }

    /// No folder of this name is made: it marks the processes that must not outlive us.
    private Path guard() {
        return work.resolve("guard");
    }

    /// The lines that count as progress.
    ///
    /// @param beginning what they begin with
    /// @param done how many an earlier build has said
    /// @param expected how many there will be in all, about; 0 when that is not known
    record Count(String beginning, int done, int expected) {
        static final Count NOTHING = new Count("", 0, 0);
    }

    /// Runs a command.
    ///
    /// @param label what it does, for people: `compiling hello`
    /// @param folder where it runs
    /// @param variables all that it sees
    /// @throws EnvironmentException if it fails, with the last lines that it said
    void run(
            String label,
            Path folder,
            Map<String, String> variables,
            List<String> command,
            Count count)
            throws IOException {
        List<String> line = new ArrayList<>(List.of("env", "-i", "-C", folder.toString()));
        line.add(Janitor.VARIABLE + "=" + guard());
        variables.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(List.of("nice", "-n", "10", "sh", "-c", "exec \"$@\" 2>&1", "sh"));
        line.addAll(command);
        Path output = work.resolve("output");
        Files.writeString(output, "");
        LineCount lines = new LineCount(output, count.beginning());
        try (Progress.Task task = progress.files(label, count.expected())) {
            Subprocess.Result result =
                    Subprocess.run(
                            line,
                            Map.of(Janitor.VARIABLE, guard().toString()),
                            output,
                            () ->
                                    task.update(
                                            Math.min(
                                                    count.done() + lines.count(),
                                                    count.expected())));
            append(label, output);
            if (!result.ok()) {
                throw failed(label, output, result.errors());
            }
            task.done();
        }
    }

    private void append(String label, Path output) throws IOException {
        try (var out =
                Files.newOutputStream(
                        log,
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND)) {
            out.write(("== " + label + "\n").getBytes(StandardCharsets.UTF_8));
            Files.copy(output, out);
        }
    }

    private EnvironmentException failed(String label, Path output, List<String> errors)
            throws IOException {
        StringBuilder text = new StringBuilder(label + " failed");
        List<String> lines = new ArrayList<>(lastLines(output));
        lines.addAll(errors);
        lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size())
                .forEach(line -> text.append("\n  ").append(Printable.line(line)));
        return new EnvironmentException(
                text.toString(),
                "make room on the disk or mend what the lines above name, then run the same command"
                        + " again. All that was said is in "
                        + log);
    }

    private static List<String> lastLines(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(in.length(), QUOTED_BYTES);
            byte[] end = new byte[length];
            in.seek(in.length() - length);
            in.readFully(end);
            return new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !COMPILING.matcher(line).matches())
                    .toList();
        }
    }

    /// Ends what may still run.
    @Override
    public void close() {
        janitor.close();
    }
}
