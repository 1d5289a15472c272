package io.airloom.image;

/// Words of commands for a POSIX shell.
public final class ShellWord {
    private ShellWord() {}

    /// A word as a shell takes it, whatever is in it.
    public static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
