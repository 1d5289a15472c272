package io.airloom.capture;

import io.airloom.ieee80211.Printable;
import java.util.ArrayList;
import java.util.List;

/// A word of a display filter.
///
/// @param text of a STRING without its quotation marks and backslashes; otherwise as written
/// @param offset in the filter
/// @param length in the filter
record FilterToken(Kind kind, String text, int offset, int length) {
    private static final List<String> OPERATORS =
            List.of(
                    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "~", "(", ")", "{", "}",
                    ",");

    private static final int MAX_SHOWN = 40;

    enum Kind {
        WORD,
        STRING,
        OPERATOR,
        END
    }

    /// Is it this operator, or this word in any case?
    boolean is(String wanted) {
        return kind != Kind.STRING && kind != Kind.END && text.equalsIgnoreCase(wanted);
    }

    /// For people.
    String shown() {
        return kind == Kind.END ? "the end" : shown(text);
    }

    /// Text of a filter, for people: in quotation marks and not too long.
    static String shown(String text) {
        String start = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        return '"' + Printable.text(start) + '"';
    }

    /// The words of a filter, with one of kind END behind them.
    ///
    /// @throws FilterException at a character that means nothing
    static List<FilterToken> of(String filter) {
        List<FilterToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < filter.length()) {
            char c = filter.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            FilterToken token = isWordPart(c) ? word(filter, at) : other(filter, at);
            tokens.add(token);
            at += token.length();
        }
        tokens.add(new FilterToken(Kind.END, "", filter.length(), 1));
        return tokens;
    }

    private static FilterToken word(String filter, int from) {
        int to = from;
        while (to < filter.length() && isWordPart(filter.charAt(to))) {
            to++;
        }
        return new FilterToken(Kind.WORD, filter.substring(from, to), from, to - from);
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || "_-.:/*?@+%".indexOf(c) >= 0;
    }

    private static FilterToken other(String filter, int at) {
        if (filter.charAt(at) == '"' || filter.charAt(at) == '\'') {
            return string(filter, at);
        }
        for (String operator : OPERATORS) {
            if (filter.startsWith(operator, at)) {
                return new FilterToken(Kind.OPERATOR, operator, at, operator.length());
            }
        }
        String reason =
                switch (filter.charAt(at)) {
                    case '=' -> "a single = means nothing here; write ==";
                    case '&' -> "a single & means nothing here; write and, or &&";
                    case '|' -> "a single | means nothing here; write or, or ||";
                    default -> "this character means nothing here; put text between \" and \"";
                };
        throw new FilterException(filter, at, 1, reason);
    }

    /// A backslash makes the next character one of the text.
    private static FilterToken string(String filter, int from) {
        char end = filter.charAt(from);
        StringBuilder text = new StringBuilder();
        int at = from + 1;
        while (at < filter.length() && filter.charAt(at) != end) {
            if (filter.charAt(at) == '\\' && at + 1 < filter.length()) {
                at++;
            }
            text.append(filter.charAt(at));
            at++;
        }
        if (at >= filter.length()) {
            throw new FilterException(filter, from, 1, "this text has no " + end + " at its end");
        }
        return new FilterToken(Kind.STRING, text.toString(), from, at + 1 - from);
    }
}
