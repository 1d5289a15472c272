package io.airloom.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A line of a file in `sysusers.d` (sysusers.d(5)), in which a package says what users it needs.
sealed interface SysusersLine {
    /// A user.
    ///
    /// @param uid -1 if any will do
    /// @param group its group; empty for one of its own
    record User(String name, int uid, String group, String about, String home, String shell)
            implements SysusersLine {}

    /// A group.
    ///
    /// @param gid -1 if any will do
    record Group(String name, int gid) implements SysusersLine {}

    /// That a user belongs to a group.
    record Member(String user, String group) implements SysusersLine {}

    /// Words, of which one may be in quotes and have blanks.
    Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /// Reads a line.
    ///
    /// @return null for a comment and for what makes nobody
    static @Nullable SysusersLine parse(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String word = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            words.add(word.equals("-") ? "" : word);
        }
        if (words.size() < 2 || line.strip().startsWith("#")) {
            return null;
        }
        String name = words.get(1);
        String id = word(words, 2);
        return switch (words.getFirst().replace("!", "")) {
            case "u" -> {
                String[] numbers = id.split(":", 2);
                String group = numbers.length > 1 ? numbers[1] : "";
                yield new User(
                        name,
                        number(numbers[0]),
                        group.matches("\\d+") ? "" : group,
                        word(words, 3).replace(':', ' '),
                        word(words, 4),
                        word(words, 5));
            }
            case "g" -> new Group(name, number(id));
            case "m" -> new Member(name, id);
            default -> null;
        };
    }

    private static String word(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }
}
