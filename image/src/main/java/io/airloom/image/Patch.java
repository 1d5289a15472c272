package io.airloom.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A patch in the unified form, as `diff -u` and `git diff` write it. Paths lack their first part,
/// as with `patch -p1`.
///
/// @param files the changes, in the patch's order
record Patch(List<FileChange> files) {
    private static final Pattern HUNK =
            Pattern.compile("@@ -(\\d{1,9})(?:,(\\d{1,9}))? \\+\\d{1,9}(?:,(\\d{1,9}))? @@.*");

    private static final String NOTHING = "/dev/null";

    Patch {
        files = List.copyOf(files);
    }

    /// What happens to one file.
    ///
    /// @param before its path; null for a file that is made
    /// @param after its path afterwards; null for a file that goes
    /// @param program whether it is made as a program
    /// @param hunks changes, from its beginning to its end
    record FileChange(
            @Nullable String before, @Nullable String after, boolean program, List<Hunk> hunks) {
        FileChange {
            hunks = List.copyOf(hunks);
        }

        /// The path that it is known by.
        String path() {
            String path = before != null ? before : after;
            return path == null ? NOTHING : path;
        }
    }

    /// One place of a file. Lines have their line ends.
    ///
    /// @param line of the patch that it begins on, from 1
    /// @param start the line of the file that it is expected on, from 1; 0 for an empty file
    /// @param before what is there
    /// @param after what is to be there
    record Hunk(int line, int start, List<String> before, List<String> after) {
        Hunk {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /// Reads a patch; what stands around the changes, such as a letter, does not matter.
    ///
    /// @param name the patch's, for errors
    /// @param text its octets as Latin-1: what they mean does not matter
    /// @throws EnvironmentException if it is none, or is cut off
    static Patch parse(String name, String text) {
        return new Reader(name, text).patch();
    }

    /// The lines of a text with their line ends; the last one may have none.
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            int next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(at, next));
            at = next;
        }
        return lines;
    }

    private static final class Reader {
        private final String name;
        private final List<String> lines;
        private final List<FileChange> files = new ArrayList<>();
        private int at;

        private @Nullable String renamedFrom;
        private @Nullable String renamedTo;
        private boolean program;

        Reader(String name, String text) {
            this.name = name;
            this.lines = lines(text);
        }

        Patch patch() {
            while (at < lines.size()) {
                String line = lines.get(at).stripTrailing();
                if (line.startsWith("diff --git ")) {
                    finishRename();
                } else if (line.startsWith("new file mode ")) {
                    program = line.endsWith("755");
                } else if (line.startsWith("rename from ")) {
                    renamedFrom = line.substring("rename from ".length());
                } else if (line.startsWith("rename to ")) {
                    renamedTo = line.substring("rename to ".length());
                } else if (line.startsWith("GIT binary patch")) {
                    throw broken("changes a file that is no text, which is not understood");
                } else if (line.startsWith("--- ")
                        && at + 2 < lines.size()
                        && lines.get(at + 1).startsWith("+++ ")
                        && lines.get(at + 2).startsWith("@@ ")) {
                    file();
                    continue;
                }
                at++;
            }
            finishRename();
            if (files.isEmpty()) {
                throw broken("changes nothing: no lines that begin with ---, +++ and @@");
            }
            return new Patch(files);
        }

        /// A file that gets another name and keeps its content has no lines of its own.
        private void finishRename() {
            if (renamedFrom != null && renamedTo != null) {
                files.add(new FileChange(renamedFrom, renamedTo, false, List.of()));
            }
            renamedFrom = null;
            renamedTo = null;
            program = false;
        }

        private void file() {
            String before = path(lines.get(at));
            String after = path(lines.get(at + 1));
            at += 2;
            List<Hunk> hunks = new ArrayList<>();
            while (at < lines.size() && lines.get(at).startsWith("@@ ")) {
                hunks.add(hunk());
            }
            if (before == null && after == null) {
                throw broken("has a change of no file");
            }
            files.add(new FileChange(before, after, program, hunks));
            renamedFrom = null;
            renamedTo = null;
            program = false;
        }

        private Hunk hunk() {
            int line = at + 1;
            Matcher m = HUNK.matcher(lines.get(at).stripTrailing());
            if (!m.matches()) {
                throw broken("has a line with @@ that is broken");
            }
            int oldLines = m.group(2) == null ? 1 : Integer.parseInt(m.group(2));
            int newLines = m.group(3) == null ? 1 : Integer.parseInt(m.group(3));
            List<String> before = new ArrayList<>();
            List<String> after = new ArrayList<>();
            at++;
            while (before.size() < oldLines || after.size() < newLines) {
                if (at == lines.size()) {
                    throw broken("ends in the middle of a hunk");
                }
                String text = lines.get(at);
                String rest = text.substring(1);
                switch (text.charAt(0)) {
                    case ' ' -> {
                        before.add(rest);
                        after.add(rest);
                    }
                    case '-' -> before.add(rest);
                    case '+' -> after.add(rest);
                    case '\\' -> endWithout(before, after);
                    case '\n' -> {
                        // Some mail programs take the space of an empty line away.
                        before.add(text);
                        after.add(text);
                    }
                    default -> throw broken("has fewer lines in a hunk than it says");
                }
                at++;
            }
            if (at < lines.size() && lines.get(at).startsWith("\\")) {
                endWithout(before, after);
                at++;
            }
            if (before.size() != oldLines || after.size() != newLines) {
                throw broken("has more lines in a hunk than it says");
            }
            return new Hunk(line, Integer.parseInt(m.group(1)), before, after);
        }

        /// The line above, `\ No newline at end of file`, is of the last line that was read.
        private void endWithout(List<String> before, List<String> after) {
            char kind = lines.get(at - 1).charAt(0);
            if (kind != '+' && !before.isEmpty()) {
                before.set(before.size() - 1, chopped(before.getLast()));
            }
            if (kind != '-' && !after.isEmpty()) {
                after.set(after.size() - 1, chopped(after.getLast()));
            }
        }

        private static String chopped(String line) {
            return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
        }

        /// What `--- a/path TAB time` names.
        private @Nullable String path(String line) {
            String path = line.substring(4).replaceFirst("\t.*", "").strip();
            if (path.equals(NOTHING)) {
                return null;
            }
            int slash = path.indexOf('/');
            if (slash <= 0) {
                throw broken(
                        "names the file "
                                + Printable.quoted(path)
                                + " without a folder in front, such as a/");
            }
            return path.substring(slash + 1);
        }

        private EnvironmentException broken(String why) {
            return new EnvironmentException(
                    "%s:%d: the patch %s".formatted(name, Math.min(at + 1, lines.size()), why),
                    "make it with git diff, git format-patch or diff -u");
        }
    }
}
