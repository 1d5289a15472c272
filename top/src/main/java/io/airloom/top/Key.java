package io.airloom.top;

/// What a person has pressed.
sealed interface Key {
    /// A key that writes something.
    record Typed(int codePoint) implements Key {}

    /// Any other that we know.
    enum Named implements Key {
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE,
        /// Ctrl-U.
        CLEAR,
        /// Ctrl-C, or the terminal has gone.
        QUIT,
        UNKNOWN
    }
}
