package io.airloom.site;

/// Text in HTML.
final class Html {
    private Html() {}

    /// So that no octet of a text means anything to a browser, inside elements and attributes.
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
