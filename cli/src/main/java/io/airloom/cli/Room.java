package io.airloom.cli;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
