package io.airloom.top;

/// In which order nodes and links are shown.
enum Sorting {
    FILE("as in the file"),
    TRAFFIC("busiest first"),
    LOSS("most lost first"),
    NAME("by name");

    private final String text;

    Sorting(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /// The one after this, round and round.
    Sorting next() {
        return switch (this) {
            case FILE -> TRAFFIC;
            case TRAFFIC -> LOSS;
            case LOSS -> NAME;
            case NAME -> FILE;
        };
    }
}
