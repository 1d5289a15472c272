package io.airloom.proxy;

import java.util.UUID;

/// Which interface of the host, or which source of made-up networks.
///
/// @param uuid stays the same when the interface is renamed, and across restarts
/// @param name for people: `wlan0`
public record InterfaceId(UUID uuid, String name) {
    @Override
    public String toString() {
        return name;
    }
}
