package io.airloom.agent;

import java.lang.foreign.MemorySegment;

/// The end of the pipelines at the host: a stream of octets each way. One thread receives, one at a
/// time sends; what breaks is a [io.airloom.linux.LinuxException].
interface HostLink extends AutoCloseable {
    /// [#receive]: nothing came for a while; [#send]: it would have to wait.
    int NOTHING = -1;

    /// Waits for octets.
    ///
    /// @return how many came (> 0), 0 at the end, or [#NOTHING]
    int receive(MemorySegment buffer, long offset, int length);

    /// Sends, without waiting.
    ///
    /// @return how many octets went, or [#NOTHING]
    int send(MemorySegment buffer, long offset, int length);

    /// Waits until [#send] may do something.
    void awaitWritable(int timeoutMillis);

    /// Whether it has no connections: anything may come before the host's first word.
    boolean isLine();

    /// Breaks it off: who receives or waits comes back soon. Any thread.
    void end();

    /// Gives it back, when nobody uses it any more.
    @Override
    void close();
}
