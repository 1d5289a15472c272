package io.airloom.ieee80211;

import java.util.Arrays;

/// Words by number, written down as `7 Country; 10 Request; …`.
///
/// The tables of the standard are long and sparse; as text they stay readable beside it.
final class WordTable {
    private final String[] words;
    private final String unknown;

    /// @param unknown what an unlisted number is called, before the number
    /// @param text entries `number words` between semicolons, in any order
    WordTable(String unknown, String text) {
        this.unknown = unknown;
        String[] table = new String[256];
        for (String entry : text.split(";", -1)) {
            String line = entry.replaceAll("\\s+", " ").strip();
            if (line.isEmpty()) {
                continue;
            }
            int space = line.indexOf(' ');
            int number = Integer.parseInt(line.substring(0, space));
            if (number >= table.length) {
                table = Arrays.copyOf(table, number + 1);
            }
            if (table[number] != null) {
                throw new IllegalArgumentException("number=" + number + " is listed twice");
            }
            table[number] = line.substring(space + 1);
        }
        words = table;
    }

    /// The words of a number, or `reason 300` for one that is not listed.
    String of(int number) {
        return has(number) ? words[number] : unknown + " " + number;
    }

    boolean has(int number) {
        return number >= 0 && number < words.length && words[number] != null;
    }
}
