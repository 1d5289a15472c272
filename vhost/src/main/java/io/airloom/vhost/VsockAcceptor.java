package io.airloom.vhost;

import java.io.IOException;

/// Serves the connections to a port.
@FunctionalInterface
public interface VsockAcceptor {
    /// Serves one connection, on a virtual thread of its own; it is closed when this returns.
    ///
    /// @throws IOException if the connection breaks; nobody else is hurt
    void serve(VsockStream stream) throws IOException;
}
