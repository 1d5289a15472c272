package io.airloom.machine;

/// Where the outputs of a command in a guest go, as they come. One call at a time, from any thread;
/// a call may block, and then the command waits as for a reader of a pipe.
public interface ExecOutput {
    /// Which of a command's outputs.
    enum Source {
        /// Its standard output.
        STDOUT,
        /// Its standard error.
        STDERR
    }

    /// Takes the next octets of an output. They belong to the callee.
    void write(Source source, byte[] octets);

    /// Whether any more of an output is wanted; what is not may be left in the guest.
    default boolean wants(Source source) {
        return true;
    }

    /// So many octets of an output did not come here, after all that did.
    default void leftOut(Source source, long count) {}
}
