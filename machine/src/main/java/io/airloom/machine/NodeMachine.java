package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A node's machine as the lab needs it: [Machine] in earnest, a fake in tests. The same promises.
public interface NodeMachine extends AutoCloseable {
    /// Waits until the guest runs commands.
    ///
    /// @return how long it took from its start
    Duration awaitReady(Duration limit) throws InterruptedException;

    /// Runs a program in the guest, and passes on what it writes as it comes.
    ExecEnd exec(List<String> command, byte[] stdin, Patience patience, ExecOutput output)
            throws InterruptedException;

    /// The same for a time, with the beginnings of its outputs at its end ([KeptOutput]).
    default ExecResult exec(List<String> command, byte[] stdin, Duration limit)
            throws InterruptedException {
        KeptOutput kept = new KeptOutput();
        return kept.result(exec(command, stdin, Patience.of(limit), kept));
    }

    /// How commands run in it, once it is ready; null where there was no choice.
    default @Nullable ChosenWay commands() {
        return null;
    }

    /// What executes it; null where the engine has no choice.
    @Nullable Accelerator accelerator();

    /// All that the guest has written to its console.
    Path consoleLog();

    /// The other end of its serial line.
    Path consoleSocket();

    /// Whether it runs.
    boolean isAlive();

    /// Whether [#replug] works on this kind of machine.
    default boolean canReplug() {
        return false;
    }

    /// Connects its radios to the air anew, while the guest runs. They keep their associations.
    ///
    /// @throws EnvironmentException if that did not work this time
    default void replug(Duration limit) throws InterruptedException {
        throw new UnsupportedOperationException("canReplug() says so");
    }

    @Override
    void close();
}
