package io.airloom.bench;

/// What must become of a guest that has broken a rule.
public enum Outcome {
    /// Its session ends, with a [io.airloom.vhost.VhostViolation] of the kind that its row names.
    DISCONNECTED("disconnected"),
    /// Its request is refused; the session goes on.
    REFUSED("refused"),
    /// Each of its frames gets its TX status, acknowledged by nobody.
    ANSWERED("answered"),
    /// Nothing: what it did is counted or ignored, and it is served on.
    SERVED_ON("served on");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
