package io.airloom.image;

/// One mistake in a file that a person wrote.
///
/// @param file as the person named it
/// @param line from 1; 0 if the mistake is the file itself
/// @param column from 1
/// @param text what is wrong and, where known, what to write instead
public record Problem(String file, int line, int column, String text) {
    /// The form that editors and terminals turn into a link: `lab.yaml:12:5: text`.
    @Override
    public String toString() {
        return line == 0 ? file + ": " + text : file + ":" + line + ":" + column + ": " + text;
    }
}
