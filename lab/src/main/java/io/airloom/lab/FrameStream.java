package io.airloom.lab;

import io.airloom.capture.AirFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Frames of an air that runs, as they are sent, for one reader. Bounded: what is not read in time
/// is dropped and counted. One thread reads; any may close.
public interface FrameStream extends AutoCloseable {
    /// The next frame; null if none came within `patience`.
    ///
    /// @throws io.airloom.image.EnvironmentException if the air has ended
    @Nullable AirFrame next(Duration patience) throws InterruptedException;

    /// Frames that were dropped so far because they were not read in time.
    long dropped();

    @Override
    void close();
}
