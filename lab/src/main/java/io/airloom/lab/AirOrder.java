package io.airloom.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A change of an air that runs.
public sealed interface AirOrder {
    /// How two nodes hear each other. What is null stays as it is.
    ///
    /// @param from a node
    /// @param to another node
    /// @param bothWays the same for what `to` sends
    /// @param up whether they hear each other at all
    /// @param loss of each try of a frame, 0 … 1
    /// @param signalDbm at which `to` hears `from`, −110 … −1
    record Link(
            String from,
            String to,
            boolean bothWays,
            @Nullable Boolean up,
            @Nullable Double loss,
            @Nullable Integer signalDbm)
            implements AirOrder {}

    /// With how much power a node sends, in dBm; 20 at first, which is heard at −30 dBm.
    record Power(String node, int dbm) implements AirOrder {}

    /// How long frames are on their way from now on.
    record Delay(Duration delay) implements AirOrder {}

    /// Back to the beginning: all links up, without loss and with the usual signal, all nodes with
    /// the usual power, the delay of the topology.
    record Reset() implements AirOrder {}
}
