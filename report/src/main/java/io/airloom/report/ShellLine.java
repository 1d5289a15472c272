package io.airloom.report;

import io.airloom.image.ShellWord;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A command line as it is typed into a shell.
final class ShellLine {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    private ShellLine() {}

    static String of(List<String> command) {
        return command.stream().map(ShellLine::word).collect(Collectors.joining(" "));
    }

    private static String word(String word) {
        return PLAIN.matcher(word).matches() ? word : ShellWord.quoted(word);
    }
}
