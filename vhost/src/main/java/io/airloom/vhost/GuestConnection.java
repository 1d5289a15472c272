package io.airloom.vhost;

import io.airloom.medium.Counters;
import java.nio.file.Path;

/// One connection of a front end, for those who watch.
///
/// @param name the node's name on the air
/// @param socket the path on which it came
/// @param peerPid the process at the other end
/// @param counters live
public record GuestConnection(
        String name, Path socket, int peerPid, Counters<SessionCounter> counters) {

    /// `ap1 (process 4711)`.
    @Override
    public String toString() {
        return name + " (process " + peerPid + ")";
    }
}
