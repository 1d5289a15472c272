package io.airloom.windows;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The sockets of Windows, as far as guests of Hyper-V need them. A socket is a number, 64 bits.
/// Any thread may call; who closes a socket sees to it that nobody else uses it any more.
interface HyperVSockets {
    /// What [#receive] and [#send] return where they would have to wait.
    int WOULD_BLOCK = -2;

    /// A connection that a guest has made.
    ///
    /// @param socket does not block
    /// @param vmId whose
    record Accepted(long socket, UUID vmId) {}

    /// Loads what these sockets need.
    @FunctionalInterface
    interface Opener {
        /// Loads and opens, once.
        ///
        /// @throws IOException if this is not a Windows with Hyper-V
        HyperVSockets open() throws IOException;
    }

    /// Listens for a service.
    ///
    /// @param vmId whose guests may come: one, or [HyperVTransport#ANY_GUEST]
    long listen(UUID vmId, UUID serviceId, int backlog) throws IOException;

    /// Waits for a guest.
    ///
    /// @return null if none came in time
    @Nullable Accepted accept(long listener, Duration within) throws IOException;

    /// Connects, and waits for it.
    ///
    /// @return a socket that does not block
    long connect(UUID vmId, UUID serviceId, Duration within) throws IOException;

    /// Reads what is there.
    ///
    /// @return octets, 0 at the end, or [#WOULD_BLOCK]
    int receive(long socket, byte[] into, int offset, int length) throws IOException;

    /// Writes what there is room for.
    ///
    /// @return octets, or [#WOULD_BLOCK]
    int send(long socket, byte[] from, int offset, int length) throws IOException;

    /// Gives it back; what was written is still delivered.
    void close(long socket);
}
