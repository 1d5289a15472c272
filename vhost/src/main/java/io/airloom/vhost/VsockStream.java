package io.airloom.vhost;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A vsock connection. Its streams block, and suit virtual threads; one thread may read while
/// another writes. Nothing is buffered here: read and write in pieces of some size.
public interface VsockStream extends AutoCloseable {
    /// This end.
    VsockAddress local();

    /// The other end.
    VsockAddress remote();

    /// What the other end sends; at its end when it shuts its direction. Reading throws an
    /// IOException if the connection was broken off. Its `close` closes the connection.
    InputStream input();

    /// What the other end gets. Writing throws an IOException if it does not take any more. Its
    /// `close` only shuts this direction, as [#shutdownOutput].
    OutputStream output();

    /// Sends no more: the other end reads to the end of what was sent; it may go on sending.
    void shutdownOutput() throws IOException;

    /// Closes both directions; what was written is still delivered. Whoever waits in a read or
    /// write gets an IOException.
    @Override
    void close();
}
