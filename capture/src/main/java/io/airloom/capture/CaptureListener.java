package io.airloom.capture;

import java.nio.file.Path;

/// Is told what happens to a capture, on the capture's thread.
@FunctionalInterface
public interface CaptureListener {
    /// Nothing more can be written; what comes from now on is only counted. Called at most once.
    ///
    /// @param reason such as `No space left on device`
    void stopped(Path file, String reason);
}
