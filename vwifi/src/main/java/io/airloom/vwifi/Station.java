package io.airloom.vwifi;

import org.jspecify.annotations.Nullable;

/// What is known of a client by its number, while it is connected and for some time after.
final class Station {
    /// Octets of the longest name.
    static final int MAX_NAME_LENGTH = 12;

    private final int cid;
    private String name = "";
    private Position position = Position.ORIGIN;
    private @Nullable Framing framing;

    Station(int cid) {
        this.cid = cid;
    }

    int cid() {
        return cid;
    }

    /// What a control program has called it; empty if none has. Each character is one octet.
    String name() {
        return name;
    }

    void name(String newName) {
        name = newName;
    }

    Position position() {
        return position;
    }

    void position(Position newPosition) {
        position = newPosition;
    }

    /// The form of its records when it last said something.
    @Nullable Framing framing() {
        return framing;
    }

    void framing(@Nullable Framing newFraming) {
        framing = newFraming;
    }
}
