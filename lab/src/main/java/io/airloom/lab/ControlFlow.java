package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import org.jspecify.annotations.Nullable;

/// An answer of many messages, for as long as whoever asked stays.
non-sealed interface ControlFlow extends ControlAnswer, AutoCloseable {
    /// The next message; null if there is none at the moment, after a fraction of a second.
    ///
    /// @throws EnvironmentException at the end
    @Nullable ControlMessage next() throws InterruptedException;

    @Override
    void close();
}
