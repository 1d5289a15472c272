package io.airloom.proxy;

import java.io.IOException;
import java.time.Duration;

/// A way by which guests come: AF_VSOCK, Unix sockets of a hybrid vsock, TCP, Hyper-V sockets. Any
/// thread may call.
public interface GuestTransport extends AutoCloseable {
    /// Takes a request's connection. Called by a thread of the transport, returns at once.
    interface Acceptor {
        /// A guest has connected.
        ///
        /// @param caller how the guest that asks is told of something; the same for all its
        ///   connections
        /// @param stream belongs to the acceptor
        void accepted(Caller caller, GuestStream stream);
    }

    /// A guest, as seen by the transport.
    interface Caller {
        /// Who it is.
        GuestId id();

        /// Connects to its port for notifications.
        ///
        /// @param within at most so long
        /// @throws IOException if it does not listen, or not in time
        GuestStream connect(Duration within) throws IOException;
    }

    /// Where it listens, as a person would write it: `tcp:127.0.0.1:12345`.
    String address();

    /// Listens from now on. Called once.
    ///
    /// @throws IOException if it cannot, with the address in the message
    void start(Acceptor acceptor) throws IOException;

    /// Listens no more. Connections that stand go on.
    @Override
    void close();
}
