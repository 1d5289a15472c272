package io.airloom.site;

import java.nio.file.Path;
import java.util.stream.Collectors;

/// Recordings of terminals on pages: the last screen as a text, which is what one sees without
/// script, and all of them for `player.js`.
final class Recordings {
    private final SourceFiles files;

    Recordings(SourceFiles files) {
        this.files = files;
    }

    /// @param file in the repository
    /// @param link to it on the site
    String figure(Path file, String title, String link) {
        Recording recording = Recording.parse(file.toString(), files.read(file));
        String screens =
                recording.screens().stream()
                        .map(screen ->
                                "<template data-at=\"%s\">%s</template>"
                                        .formatted(
                                                Double.toString(screen.seconds()),
                                                Recording.html(screen)))
                        .collect(Collectors.joining());
        return """
        <figure class="cast" style="--columns: %d; --rows: %d">
        <pre tabindex="0" role="img" aria-label="%s">%s</pre>
        <figcaption>%s <a href="%s" download>asciicast</a></figcaption>%s
        </figure>
        """
                .formatted(
                        recording.columns(),
                        recording.rows(),
                        Html.escape(title),
                        Recording.html(recording.screens().getLast()),
                        Html.escape(title),
                        Html.escape(link),
                        screens);
    }
}
