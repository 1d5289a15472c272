package io.airloom.guest;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
