package io.airloom.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is around the text of every page: the navigation, what is on this page, the way back and
/// forth. No script is needed for anything but to play recordings.
final class Layout {
    private final Contents contents;
    private final SourceFiles files;

    Layout(Contents contents, SourceFiles files) {
        this.contents = contents;
        this.files = files;
    }

    /// A whole page.
    String html(Page page, Markdown.Body body) {
        boolean front = page.source().equals(SourceFiles.FRONT);
        return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="icon" href="%s">
        <link rel="stylesheet" href="%s">%s
        </head>
        <body>
        <a class="skip" href="#text">To the text</a>
        <header>
        <a class="home" href="%s"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M3 12a18.4 18.4 0 0 1 26 0M8 17.5a11.3 11.3 0 0 1 16 0M13 23a4.3 4.3 0 0 1 6 0"/><circle cx="16" cy="26" r="1.2"/></svg>Airloom</a>
        <a class="menu" href="#nav">Contents</a>
        </header>
        <div class="sheet">
        <nav id="nav" aria-label="Documentation">
        <a class="close" href="#" aria-label="Close the contents">×</a>
        %s</nav>
        <main id="text">
        %s%s</main>
        %s</div>
        </body>
        </html>
        """
                .formatted(
                        Html.escape(front ? "Airloom" : page.title() + " · Airloom"),
                        link(page, "icon.svg"),
                        link(page, "style.css"),
                        body.hasRecordings()
                                ? "\n<script src=\"%s\" defer></script>"
                                        .formatted(link(page, "player.js"))
                                : "",
                        link(page, "index.html"),
                        navigation(page),
                        body.html(),
                        neighbours(page),
                        outline(body.outline()));
    }

    private static String link(Page page, String place) {
        return Markdown.relative(page.place(), Path.of(place));
    }

    private String navigation(Page page) {
        StringBuilder html = new StringBuilder();
        for (Contents.Group group : contents.groups()) {
            html.append("<h2>%s</h2>\n<ul>\n".formatted(Html.escape(group.title())));
            for (Contents.Entry entry : group.entries()) {
                html.append(
                        "<li><a href=\"%s\"%s>%s</a></li>\n"
                                .formatted(
                                        Markdown.relative(
                                                page.place(), files.place(entry.source())),
                                        entry.source().equals(page.source())
                                                ? " aria-current=\"page\""
                                                : "",
                                        Html.escape(entry.title())));
            }
            if (group.title().equals(Reference.GROUP)) {
                html.append(
                        "<li><a href=\"%s\">Java (Javadoc)</a></li>\n"
                                .formatted(link(page, ApiDocs.FOLDER + "/index.html")));
            }
            html.append("</ul>\n");
        }
        return html.toString();
    }

    /// What is on a page with some sections.
    private static String outline(Map<String, String> sections) {
        if (sections.size() < 3) {
            return "";
        }
        StringBuilder html = new StringBuilder("<aside aria-label=\"On this page\">\n<ul>\n");
        sections.forEach((id, text) ->
                html.append("<li><a href=\"#%s\">%s</a></li>\n".formatted(id, Html.escape(text))));
        return html.append("</ul>\n</aside>\n").toString();
    }

    private String neighbours(Page page) {
        List<Contents.Entry> entries = contents.entries();
        int here = -1;
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).source().equals(page.source())) {
                here = i;
            }
        }
        if (here < 0) {
            return "";
        }
        return "<footer>%s%s</footer>\n"
                .formatted(
                        neighbour(page, here == 0 ? null : entries.get(here - 1), "prev", "← %s"),
                        neighbour(
                                page,
                                here + 1 == entries.size() ? null : entries.get(here + 1),
                                "next",
                                "%s →"));
    }

    private String neighbour(
            Page page, Contents.@Nullable Entry entry, String relation, String words) {
        return entry == null
                ? "<span></span>"
                : "<a rel=\"%s\" href=\"%s\">%s</a>"
                        .formatted(
                                relation,
                                Markdown.relative(page.place(), files.place(entry.source())),
                                Html.escape(words.formatted(entry.title())));
    }
}
