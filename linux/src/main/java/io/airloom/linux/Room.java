package io.airloom.linux;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
