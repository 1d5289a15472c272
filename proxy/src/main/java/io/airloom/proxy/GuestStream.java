package io.airloom.proxy;

import java.io.IOException;
import java.time.Duration;

/// A connection with a guest: of a request, or of a notification. One thread at a time; closing is
/// for any.
public interface GuestStream extends AutoCloseable {
    /// Reads what is there, and waits for something.
    ///
    /// @param within at most so long
    /// @return how many octets, one or more; −1 at the end
    /// @throws java.net.SocketTimeoutException if nothing came in time
    /// @throws IOException if the connection is broken
    int read(byte[] into, int offset, int length, Duration within) throws IOException;

    /// Writes a whole message, in a single send where the socket has room for it.
    ///
    /// @param within at most so long
    /// @throws java.net.SocketTimeoutException if the guest did not take it in time
    /// @throws IOException if the connection is broken
    void write(byte[] message, Duration within) throws IOException;

    /// Whether the guest has broken the connection off: what was written last has not reached it.
    /// Answers at once; false if nobody knows.
    default boolean isBroken() {
        return false;
    }

    /// Closes it; what was written is still delivered. Whoever waits in it gets an IOException.
    @Override
    void close();
}
