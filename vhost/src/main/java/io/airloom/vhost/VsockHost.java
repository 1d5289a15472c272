package io.airloom.vhost;

import java.io.IOException;

/// vsock as programs of one machine use it: ports to listen on, and connections to others'. Any
/// thread may call.
public interface VsockHost extends AutoCloseable {
    /// Somebody who listens on a port, until closed. Connections that stand go on.
    interface Listener extends AutoCloseable {
        /// The port, unsigned.
        int port();

        @Override
        void close();
    }

    /// Takes all connections to a port.
    ///
    /// @param port unsigned
    /// @throws IOException if somebody listens there already
    Listener listen(int port, VsockAcceptor acceptor) throws IOException;

    /// Connects to a port of another machine, and waits until it accepts.
    ///
    /// @param cid unsigned
    /// @param port unsigned
    /// @throws IOException if there is no such machine, nobody listens, or no answer comes in time
    VsockStream connect(int cid, int port) throws IOException;

    @Override
    void close();
}
