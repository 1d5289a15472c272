package io.airloom.ieee80211;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
