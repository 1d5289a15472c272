package io.airloom.remote;

import io.airloom.wire.AgentAddress;
import io.airloom.wire.Secret;
import org.jspecify.annotations.Nullable;

/// What those who come at one address have in common.
///
/// @param name of the one guest that comes here; null if anybody may
/// @param secret that they must know; null for none
record Door(AgentAddress address, @Nullable String name, @Nullable Secret secret) {
    /// A serial line, which has no connections?
    boolean isLine() {
        return address instanceof AgentAddress.Serial;
    }
}
