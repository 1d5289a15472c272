package io.airloom.report;

import io.airloom.image.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/// A page that is being written. Whatever comes from outside goes through [#text], [#lines] or an
/// attribute, and is escaped there; there is no other way in for it.
///
/// All methods throw {@link UncheckedIOException} if the page cannot be written.
final class Html {
    private final Writer out;

    Html(Writer out) {
        this.out = out;
    }

    /// Begins an element.
    ///
    /// @param attributes names and values in turn; a name without a value has an empty one
    Html open(String tag, String... attributes) {
        raw("<").raw(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            raw(" ").raw(attributes[i]);
            if (!attributes[i + 1].isEmpty()) {
                raw("=\"").raw(Markup.escaped(attributes[i + 1])).raw("\"");
            }
        }
        return raw(">");
    }

    /// Ends an element.
    Html close(String tag) {
        return raw("</").raw(tag).raw(">");
    }

    /// An element with nothing but text.
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /// Text on one line: what would disturb it is shown as `\n`, `\x1b`, `\\u202e`.
    Html text(String text) {
        return raw(Markup.escaped(Printable.line(text)));
    }

    /// Text that may have several lines.
    Html lines(String text) {
        return raw(Markup.escaped(Printable.lines(text)));
    }

    /// A line of the page's own text, for the reader of its source.
    Html newline() {
        return raw("\n");
    }

    /// What is markup already: never anything from outside.
    Html raw(String markup) {
        try {
            out.write(markup);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
