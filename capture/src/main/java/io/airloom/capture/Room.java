package io.airloom.capture;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
