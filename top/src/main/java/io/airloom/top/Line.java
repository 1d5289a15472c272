package io.airloom.top;

import io.airloom.image.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/// A line of the screen: texts in styles. All text goes through {@link #add}, which makes it
/// harmless: whatever guests say, their escapes do not reach the terminal. Not thread-safe.
final class Line {
    private record Span(Style style, String text) {}

    private final List<Span> spans = new ArrayList<>();
    private int columns;

    /// Appends text.
    Line add(Style style, String text) {
        String safe = Printable.line(text);
        spans.add(new Span(style, safe));
        columns += columns(safe);
        return this;
    }

    Line add(String text) {
        return add(Style.PLAIN, text);
    }

    /// Appends text in exactly so many columns: cut, or followed by spaces.
    Line left(Style style, String text, int width) {
        String cut = cut(Printable.line(text), width);
        return add(style, cut).space(width - columns(cut));
    }

    /// The same with the spaces before it.
    Line right(Style style, String text, int width) {
        String cut = cut(Printable.line(text), width);
        return space(width - columns(cut)).add(style, cut);
    }

    /// Appends spaces; none if the number is negative.
    Line space(int count) {
        return count <= 0 ? this : add(" ".repeat(count));
    }

    /// Appends spaces up to a column.
    Line to(int column) {
        return space(column - columns);
    }

    /// Appends another line.
    Line addAll(Line other) {
        spans.addAll(other.spans);
        columns += other.columns;
        return this;
    }

    /// Columns that it takes.
    int columns() {
        return columns;
    }

    /// Its text without styles, and without spaces at the end.
    String text() {
        StringBuilder text = new StringBuilder();
        spans.forEach(span -> text.append(span.text()));
        return text.toString().stripTrailing();
    }

    /// The line in exactly `width` columns for a terminal.
    ///
    /// @param all the style of all of it; null for each text's own
    String ansi(int width, @Nullable Style all, boolean colour) {
        StringBuilder out = new StringBuilder();
        int left = width;
        for (Span span : spans) {
            String text = cut(span.text(), left);
            left -= columns(text);
            out.append(all == null ? span.style().ansi(text, colour) : text);
            if (text.length() < span.text().length()) {
                break;
            }
        }
        out.append(" ".repeat(Math.max(0, left)));
        return all == null ? out.toString() : all.ansi(out.toString(), colour);
    }

    /// This in lines of at most `width` columns, at spaces if there are any; those after the first
    /// begin below the column `indent`.
    List<Line> wrapped(int width, int indent) {
        if (columns <= width || width <= indent) {
            return List.of(this);
        }
        List<Line> lines = new ArrayList<>();
        Line line = new Line();
        for (Span span : spans) {
            for (String word : span.text().splitWithDelimiters(" +", 0)) {
                String rest = word;
                if (line.columns + columns(rest) > width && line.columns > indent) {
                    lines.add(line);
                    line = new Line().space(indent);
                    rest = rest.isBlank() ? "" : rest;
                }
                while (line.columns + columns(rest) > width) {
                    String part = start(rest, width - line.columns);
                    lines.add(line.add(span.style(), part));
                    line = new Line().space(indent);
                    rest = rest.substring(part.length());
                }
                line.add(span.style(), rest);
            }
        }
        lines.add(line);
        return lines;
    }

    /// As much of `text` as goes into `width` columns, at least one character.
    private static String start(String text, int width) {
        int end = text.offsetByCodePoints(0, 1);
        while (end < text.length()
                && columns(text.substring(0, text.offsetByCodePoints(end, 1))) <= width) {
            end = text.offsetByCodePoints(end, 1);
        }
        return text.substring(0, end);
    }

    /// As much of the end of `text` as goes into `width` columns, with `…` where something is
    /// missing.
    static String cutStart(String text, int width) {
        int from = 0;
        while (columns(text.substring(from)) > width - (from > 0 ? 1 : 0) && from < text.length()) {
            from = text.offsetByCodePoints(from, 1);
        }
        return from == 0 ? text : "…" + text.substring(from);
    }

    /// As much of `text` as goes into `width` columns, with `…` where something is missing.
    static String cut(String text, int width) {
        if (columns(text) <= width) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int room = width - 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            room -= width(c);
            if (room < 0) {
                break;
            }
            kept.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return width < 1 ? "" : kept.append('…').toString();
    }

    /// Columns that a text takes on a terminal: some characters take none, some two.
    static int columns(String text) {
        return text.codePoints().map(Line::width).sum();
    }

    private static int width(int codePoint) {
        return Math.max(0, WCWidth.wcwidth(codePoint));
    }
}
