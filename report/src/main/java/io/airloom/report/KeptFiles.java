package io.airloom.report;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.ScenarioRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files of a run in its page: logs to read, captures to take along.
///
/// A capture that is not too large is part of the page. Others are linked if they lie in the page's
/// folder or below it, and so go where the page goes.
final class KeptFiles {
    /// Octets of one capture that become part of the page.
    static final long MAX_ATTACHED = 8L << 20;

    /// Octets of all captures that do.
    static final long MAX_ALL_ATTACHED = 48L << 20;

    private final Html html;
    private final Path folder;
    private long left = MAX_ALL_ATTACHED;

    /// @param page the page's own file
    KeptFiles(Html html, Path page) {
        this.html = html;
        Path parent = page.toAbsolutePath().normalize().getParent();
        this.folder = parent == null ? page.toAbsolutePath() : parent;
    }

    /// Writes consoles and what daemons wrote, each to be opened.
    void logs(ScenarioRun run, LongText texts) {
        for (Map.Entry<String, Path> file : run.artefacts().entrySet()) {
            if (!file.getKey().endsWith(".log")) {
                continue;
            }
            String text = new String(read(file.getValue()), StandardCharsets.UTF_8);
            html.open("details").open("summary");
            html.text(file.getKey()).raw(" ");
            html.element("small", Figures.octets(size(file.getValue())));
            html.close("summary");
            if (text.isEmpty()) {
                html.element("p", "It is empty.", "class", "note");
            } else {
                texts.write(text);
            }
            html.close("details").newline();
        }
    }

    /// Writes the list of all files.
    void list(ScenarioRun run) {
        html.open("ul", "class", "files");
        for (Map.Entry<String, Path> file : run.artefacts().entrySet()) {
            html.open("li");
            item(file.getKey(), file.getValue());
            html.raw(" ").element("small", Figures.octets(size(file.getValue())));
            html.close("li").newline();
        }
        html.close("ul");
    }

    private void item(String name, Path file) {
        long size = size(file);
        boolean isCapture = name.endsWith(".pcapng");
        if (isCapture && size <= Math.min(MAX_ATTACHED, left)) {
            left -= size;
            html.raw("<a download=\"").raw(Markup.escaped(name)).raw("\" href=\"");
            html.raw("data:application/octet-stream;base64,");
            html.raw(Base64.getEncoder().encodeToString(read(file)));
            html.raw("\">").text(name).raw("</a>");
            html.raw(" <small>attached; for Wireshark</small>");
            return;
        }
        String link = link(file);
        if (link != null) {
            html.element("a", name, "href", link);
        } else if (isCapture) {
            html.text(name).raw(" <small>too large to be attached; keep it with --keep</small>");
        } else {
            html.text(name).raw(" <small>shown above</small>");
        }
    }

    /// From the page to a file that goes with it, or null.
    private @Nullable String link(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith(folder)
                ? folder.toUri().relativize(absolute.toUri()).toASCIIString()
                : null;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw gone(file, e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw gone(file, e);
        }
    }

    private static EnvironmentException gone(Path file, IOException cause) {
        return new EnvironmentException(
                "cannot read " + file + " for the report: " + cause.getMessage(),
                "keep the lab's files until the report is written",
                cause);
    }
}
