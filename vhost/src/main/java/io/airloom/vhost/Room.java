package io.airloom.vhost;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
