package io.airloom.machine;

import io.airloom.image.ShellWord;
import io.airloom.topology.NodeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs commands in one guest, whatever carries them: [GuestAgent], [SerialShell] or [SshCommands].
/// Safe for many threads.
interface GuestCommands extends AutoCloseable {
    /// How long a file may take to be written.
    Duration FILE_LIMIT = Duration.ofMinutes(2);

    /// The conversation cannot go on: the guest has gone, is silent, or talks nonsense.
    class Broken extends IOException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }
    }

    /// Waits until commands can be run.
    ///
    /// @return whether that was in time
    /// @throws Broken if they never can
    boolean awaitAnswer(Duration limit) throws Broken, InterruptedException;

    /// Runs a program in the guest, and passes on what it writes as it comes.
    ///
    /// @param command the program, found by the guest's PATH, and its arguments
    /// @param stdin what it reads
    /// @param patience when it is over, the program is killed
    ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws Broken, InterruptedException;

    /// The same for a time, with the outputs at its end.
    default ExecResult exec(List<String> command, byte[] stdin, Duration limit)
            throws Broken, InterruptedException {
        KeptOutput kept = new KeptOutput();
        return kept.result(exec(command, stdin, Patience.of(limit), kept));
    }

    /// Writes files into the guest, and the folders that they need.
    ///
    /// @param files by absolute path
    /// @throws Broken if one cannot be written there
    default void put(Map<String, NodeFile> files) throws Broken, InterruptedException {
        for (Map.Entry<String, NodeFile> file : new TreeMap<>(files).entrySet()) {
            String line =
                    "mkdir -p \"${1%%/*}\" && cat >\"$1\" && chmod %o \"$1\""
                            .formatted(file.getValue().mode());
            ExecResult result =
                    exec(
                            List.of("sh", "-c", line, "sh", file.getKey()),
                            file.getValue().content(),
                            FILE_LIMIT);
            if (!result.ok()) {
                throw new Broken("cannot write " + file.getKey() + ": " + result.stderr().strip());
            }
        }
    }

    /// The words of a command as a line for a shell.
    static byte[] line(List<String> command) {
        StringBuilder line = new StringBuilder();
        command.forEach(
                word -> line.append(line.isEmpty() ? "" : " ").append(ShellWord.quoted(word)));
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    void close();
}
