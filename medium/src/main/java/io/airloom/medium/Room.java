package io.airloom.medium;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
