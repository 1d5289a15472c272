package io.airloom.capture;

import java.util.Locale;

/// A pattern with `*` for anything and `?` for one character; without either, text that may stand
/// anywhere. Ignores case. Takes time in proportion to pattern times text, whatever they are.
///
/// @param pattern in lower case
/// @param anywhere it is text that may stand anywhere
record GlobPattern(String pattern, boolean anywhere) {
    static GlobPattern of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return new GlobPattern(lower, lower.indexOf('*') < 0 && lower.indexOf('?') < 0);
    }

    /// Is `text` like this?
    boolean matches(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return anywhere ? lower.contains(pattern) : matchesWhole(lower);
    }

    /// Goes back to the last `*` only: what stood before it need not be tried again.
    private boolean matchesWhole(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int startOfRest = 0;
        while (at < text.length()) {
            char c = in < pattern.length() ? pattern.charAt(in) : 0;
            if (in < pattern.length() && c == '*') {
                star = in++;
                startOfRest = at;
            } else if (in < pattern.length() && (c == '?' || c == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++startOfRest;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
