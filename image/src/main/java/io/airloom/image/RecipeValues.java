package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The kinds of values that recipes have, each with its limits.
final class RecipeValues {
    /// Most members of any list.
    static final int MAX_MEMBERS = 1000;

    private static final int MAX_PATH = 1024;

    /// What one word may look like.
    ///
    /// @param pattern the whole word
    /// @param what it must be, for the message
    record Kind(Pattern pattern, String what) {
        private static Kind of(String pattern, String what) {
            return new Kind(Pattern.compile(pattern), what);
        }
    }

    static final Kind NAME =
            Kind.of(
                    "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                    "1 to 64 letters, digits or . _ -, beginning with a letter or a digit");

    static final Kind SUITE = Kind.of("[a-z][a-z0-9-]{0,31}", "a Debian release such as trixie");

    static final Kind PACKAGE =
            Kind.of("[a-z0-9][a-z0-9+.-]{1,63}", "the name of a Debian package");

    static final Kind NEED =
            Kind.of(
                    "[A-Za-z0-9][A-Za-z0-9+._-]{0,63}",
                    "a Debian package, or another member of \"build\"");

    static final Kind PROGRAM =
            Kind.of("[A-Za-z0-9_][A-Za-z0-9_+.-]{0,63}", "the name of a program");

    static final Kind LIBRARY =
            Kind.of(
                    "(?=.{1,128}$)(?!.*(^|/)\\.\\.?(/|$))"
                            + "[A-Za-z0-9_][A-Za-z0-9_+./-]*(/\\*/[A-Za-z0-9_+./-]+)?",
                    "a file below the architecture's library folder");

    static final Kind MODULE =
            Kind.of("[A-Za-z0-9_-]{1,63}\\??", "a module's name, with a ? behind if it may lack");

    static final Kind COMMAND =
            Kind.of("[^\\x00]{1,65536}", "a line for the shell of at most 65536 characters");

    static final Kind USER =
            Kind.of(
                    "[a-z_][a-z0-9_-]{0,31}",
                    "1 to 32 small letters, digits, _ or -, beginning with a letter or _");

    static final Kind SHA256 =
            Kind.of("[0-9a-f]{64}", "a SHA-256 of 64 hexadecimal digits in small letters");

    static final Kind GOAL =
            Kind.of("[a-z0-9][a-z0-9_]*config", "a goal such as defconfig or allnoconfig");

    private final Path folder;

    /// @param folder where relative paths begin
    RecipeValues(Path folder) {
        this.folder = folder;
    }

    /// A word, or `otherwise` if there is no value or a wrong one.
    String word(@Nullable YamlValue value, Kind kind, String otherwise) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return otherwise;
        }
        if (!kind.pattern().matcher(text).matches()) {
            value.problem("must be " + kind.what() + ", not " + Printable.quoted(text));
            return otherwise;
        }
        return text;
    }

    /// The members of `base`, and behind them those of a list (or a single value) that are not
    /// among them yet.
    List<String> more(List<String> base, @Nullable YamlValue value, Kind kind) {
        List<String> all = new ArrayList<>(base);
        for (YamlValue item : members(value)) {
            String word = word(item, kind, "");
            if (!word.isEmpty() && (kind.equals(COMMAND) || !all.contains(word))) {
                all.add(word);
            }
        }
        return all;
    }

    /// The members of a list; a single value is a list of one.
    static List<YamlValue> members(@Nullable YamlValue value) {
        if (value == null) {
            return List.of();
        }
        List<YamlValue> items =
                value.node() instanceof org.snakeyaml.engine.v2.nodes.ScalarNode
                        ? List.of(value)
                        : value.items();
        if (items == null) {
            return List.of();
        }
        if (items.size() > MAX_MEMBERS) {
            value.problem("has " + items.size() + " members; at most " + MAX_MEMBERS + " may be");
            return List.of();
        }
        return items;
    }

    /// One of an enum's values by its word.
    static <T> T choice(@Nullable YamlValue value, T[] choices, List<String> words, T otherwise) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return otherwise;
        }
        int index = words.indexOf(text);
        if (index < 0) {
            value.problem("is unknown: " + Printable.quoted(text) + Suggestion.after(text, words));
            return otherwise;
        }
        return choices[index];
    }

    /// What is wrong with a path in the guest, or null.
    static @Nullable String guestPathProblem(String path) {
        if (path.length() > MAX_PATH) {
            return "is longer than " + MAX_PATH + " characters";
        }
        if (!path.startsWith("/")) {
            return "must begin with /";
        }
        if (!Printable.line(path).equals(path)) {
            return "has a character that cannot be shown";
        }
        for (String part : path.substring(1).split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return "must be a plain path: no doubled or last /, no . and no ..";
            }
        }
        return null;
    }

    /// The file that a value names, if it is there and may be read.
    @Nullable Path file(YamlValue value) {
        Path path = existing(value);
        if (path != null && !Files.isRegularFile(path)) {
            value.problem("must be a file: " + Printable.quoted(path.toString()));
            return null;
        }
        return path;
    }

    /// The folder that a value names, if it is there.
    @Nullable Path folder(YamlValue value) {
        Path path = existing(value);
        if (path != null && !Files.isDirectory(path)) {
            value.problem("must be a folder: " + Printable.quoted(path.toString()));
            return null;
        }
        return path;
    }

    /// The files that a list names.
    List<Path> files(@Nullable YamlValue value) {
        List<Path> files = new ArrayList<>();
        for (YamlValue item : members(value)) {
            Path file = file(item);
            if (file != null) {
                files.add(file);
            }
        }
        return files;
    }

    /// A file or folder that a value names: an absolute path, or one below the recipe's folder that
    /// no link leads out of.
    @Nullable Path existing(YamlValue value) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        try {
            if (text.isEmpty() || text.length() > MAX_PATH) {
                value.problem("must be a path of 1 to " + MAX_PATH + " characters");
                return null;
            }
            if (text.startsWith("/")) {
                return readable(value, Path.of(text).normalize());
            }
            Path path = folder.resolve(text).normalize();
            if (!path.startsWith(folder)) {
                value.problem(
                        "leads out of the recipe's folder: "
                                + Printable.quoted(text)
                                + "; name a file below it, or an absolute path");
                return null;
            }
            Path found = readable(value, path);
            if (found != null && !found.toRealPath().startsWith(folder.toRealPath())) {
                value.problem(
                        "is a link that leads out of the recipe's folder: "
                                + Printable.quoted(text));
                return null;
            }
            return found;
        } catch (InvalidPathException e) {
            value.problem("is no path: " + Printable.quoted(text));
        } catch (IOException e) {
            value.problem("cannot be read: " + Printable.line(e.toString()));
        }
        return null;
    }

    private static @Nullable Path readable(YamlValue value, Path path) {
        if (!Files.exists(path)) {
            value.problem("names what is not there: " + Printable.quoted(path.toString()));
            return null;
        }
        if (!Files.isReadable(path)) {
            value.problem("names what you may not read: " + Printable.quoted(path.toString()));
            return null;
        }
        return path;
    }
}
