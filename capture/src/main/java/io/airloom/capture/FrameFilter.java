package io.airloom.capture;

/// A display filter: which frames somebody wants to see.
@FunctionalInterface
public interface FrameFilter {
    /// Everything.
    FrameFilter ALL = frame -> true;

    /// Whether `frame` is wanted. Any thread.
    boolean matches(AirFrame frame);
}
