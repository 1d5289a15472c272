package io.airloom.bench;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
