package io.airloom.hwsim;

/// Placeholder while the room is empty.
final class Room {
    private Room() {}
}
