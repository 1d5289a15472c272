package io.airloom.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The names that a busybox answers to, read from its table of them: one of another processor
/// cannot be asked. The table is a row of texts, each with a zero behind it, in alphabetic order,
/// and begins with `[` and `[[`.
final class BusyboxNames {
    private static final byte[] BEGINNING = {'[', 0, '[', '[', 0};
    private static final int MAX_NAME = 32;
    private static final int MIN_NAMES = 20;

    private BusyboxNames() {}

    /// The names, sorted.
    ///
    /// @return an empty list if the file has no such table
    static List<String> in(byte[] program) {
        for (int at = 0; at + BEGINNING.length < program.length; at++) {
            List<String> names = beginsAt(program, at) ? table(program, at) : List.of();
            if (names.size() >= MIN_NAMES) {
                return names;
            }
        }
        return List.of();
    }

    private static boolean beginsAt(byte[] program, int at) {
        for (int i = 0; i < BEGINNING.length; i++) {
            if (program[at + i] != BEGINNING[i]) {
                return false;
            }
        }
        return true;
    }

    private static List<String> table(byte[] program, int start) {
        List<String> names = new ArrayList<>();
        String last = "";
        int at = start;
        while (true) {
            int end = at;
            while (end < program.length && end - at <= MAX_NAME && program[end] != 0) {
                end++;
            }
            if (end == program.length) {
                return names;
            }
            String name = new String(program, at, end - at, StandardCharsets.ISO_8859_1);
            if (!name.matches("[\\[a-z0-9._-]+") || name.compareTo(last) <= 0) {
                return names;
            }
            names.add(name);
            last = name;
            at = end + 1;
        }
    }
}
