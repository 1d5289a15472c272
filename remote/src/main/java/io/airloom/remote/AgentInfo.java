package io.airloom.remote;

import io.airloom.wire.AgentAddress;

/// One agent, for those who watch.
///
/// @param name on the air, where no other agent has it
/// @param address at which it came
/// @param peer where it came from, for people
/// @param place its number, for the addresses of radios that it creates
public record AgentInfo(String name, AgentAddress address, String peer, int place) {
    /// `sta1 (vsock 3:1031)`.
    @Override
    public String toString() {
        return name + " (" + peer + ")";
    }
}
