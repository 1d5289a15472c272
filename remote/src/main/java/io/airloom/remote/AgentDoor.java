package io.airloom.remote;

import io.airloom.wire.AgentAddress;

/// A place where agents come. Loop thread only.
public sealed interface AgentDoor extends AutoCloseable permits ListeningDoor, SerialDoor {
    /// Where it is; of a TCP door that was asked for port 0, with the port that it got.
    AgentAddress address();

    /// Lets nobody in any more, and those who came this way go.
    @Override
    void close();
}
