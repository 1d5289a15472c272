package io.airloom.report;

/// Text from anywhere, made safe for HTML and XML, also in attributes.
final class Markup {
    private Markup() {}

    /// Escapes what has a meaning, and shows characters that XML 1.0 forbids as `\ufffd`.
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '&' -> safe.append("&amp;");
                        case '<' -> safe.append("&lt;");
                        case '>' -> safe.append("&gt;");
                        case '"' -> safe.append("&quot;");
                        case '\'' -> safe.append("&#39;");
                        default -> safe.appendCodePoint(isAllowed(c) ? c : 0xfffd);
                    }
                });
        return safe.toString();
    }

    /// XML 1.0, clause 2.2.
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
