package io.airloom.lab;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
