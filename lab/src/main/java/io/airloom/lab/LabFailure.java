package io.airloom.lab;

import io.airloom.image.Printable;

/// The lab itself did not do what its topology says: a daemon refused its configuration, a station
/// did not join, a command failed. The message is for people: the first line says what failed, the
/// others quote the guest, made safe for a terminal.
public final class LabFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// How many lines of a guest's words are quoted.
    private static final int QUOTED_LINES = 12;

    /// @param what one sentence
    /// @param words what the guest said last; may be empty, long and hostile
    public LabFailure(String what, String words) {
        super(what + quote(words));
    }

    private static String quote(String words) {
        String shown = Printable.lines(words).stripTrailing();
        if (shown.isBlank()) {
            return "";
        }
        String[] lines = shown.split("\n", -1);
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(0, lines.length - QUOTED_LINES); i < lines.length; i++) {
            String line = lines[i];
            text.append("\n  | ").append(line.length() > 240 ? line.substring(0, 240) + "…" : line);
        }
        return text.toString();
    }
}
