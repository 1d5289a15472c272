package io.airloom.machine;

/// How a command in a guest ended.
///
/// @param exitCode as of a shell: 127 if there is no such program, 126 if it cannot be executed,
///   128 + n if signal n ended it; 124 if it ran out of time
/// @param timedOut it took longer than it was given, or nobody waited for it any more; it was
///   killed
public record ExecEnd(int exitCode, boolean timedOut) {
    private static final int TIMED_OUT = 124;

    /// One that was killed.
    static ExecEnd killed() {
        return new ExecEnd(TIMED_OUT, true);
    }
}
