package io.airloom.wire;

import java.util.Arrays;

/// Why one side says BYE, for programs; the words beside it are for people.
public enum Farewell {
    /// Something that this version does not know.
    OTHER(0),
    /// It ends, as it was told to.
    ENDING(1),
    /// The proof is wrong, or missing.
    NOT_TRUSTED(2),
    /// There is no version that both speak.
    VERSION(3),
    /// There is no room for another agent.
    FULL(4),
    /// The other side broke a rule of the protocol.
    VIOLATION(5),
    /// The other side was silent for too long.
    SILENT(6),
    /// A new connection of the same agent has taken the place.
    REPLACED(7),
    /// It has only just started, and knows nothing of this agent: say HELLO.
    NEW_HOST(8);

    private final int code;

    Farewell(int code) {
        this.code = code;
    }

    /// The number in the message.
    int code() {
        return code;
    }

    static Farewell ofCode(int code) {
        return Arrays.stream(values()).filter(f -> f.code == code).findFirst().orElse(OTHER);
    }
}
