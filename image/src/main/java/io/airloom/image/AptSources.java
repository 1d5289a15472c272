package io.airloom.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads a machine's apt sources, in both of apt's formats, to learn which mirror of Debian it
/// uses: that mirror serves us too, so that no host name stands in this program.
public final class AptSources {
    /// Names under which Debian publishes whole releases. Suites such as `trixie-security` and
    /// `trixie-updates` are other archives, or additions.
    private static final Set<String> RELEASES =
            Set.of(
                    "buster",
                    "bullseye",
                    "bookworm",
                    "trixie",
                    "forky",
                    "duke",
                    "sid",
                    "oldoldstable",
                    "oldstable",
                    "stable",
                    "testing",
                    "unstable");

    private static final Pattern ONE_LINE =
            Pattern.compile("deb\\s+(?:\\[([^]]*)]\\s+)?(\\S+)\\s+(\\S+)\\s*([^#]*)(?:#.*)?");

    /// One place that packages come from.
    ///
    /// @param uri what stands before `dists/`
    /// @param suites release names
    /// @param components such as `main`
    /// @param signedBy a keyring's path, an armoured key, fingerprints, or empty: as it stands
    ///   there
    record Source(String uri, List<String> suites, List<String> components, String signedBy) {
        boolean isDebianRelease() {
            return suites.stream().anyMatch(RELEASES::contains) && components.contains("main");
        }

        /// How likely this is Debian itself rather than somebody who publishes under Debian's
        /// names.
        private int likelihood() {
            int points = signedBy.contains("debian-archive-keyring") ? 2 : 0;
            return points + (uri.replaceFirst("/+$", "").endsWith("/debian") ? 1 : 0);
        }
    }

    private AptSources() {}

    /// The Debian mirror that a machine's sources name; the likeliest one if there are several.
    ///
    /// @param aptFolder `/etc/apt`
    static Optional<Source> debianMirror(Path aptFolder) throws IOException {
        List<Source> found = new ArrayList<>();
        for (Path file : files(aptFolder)) {
            String text = Files.readString(file);
            found.addAll(file.toString().endsWith(".sources") ? deb822(text) : oneLine(text));
        }
        return found.stream()
                .filter(Source::isDebianRelease)
                .filter(source -> !source.uri().startsWith("cdrom:"))
                .max(
                        Comparator.comparingInt(Source::likelihood)
                                .thenComparingInt(source -> -found.indexOf(source)));
    }

    /// The files that apt reads, in its order: it ignores other endings.
    private static List<Path> files(Path aptFolder) throws IOException {
        List<Path> files = new ArrayList<>();
        Path main = aptFolder.resolve("sources.list");
        if (Files.isReadable(main)) {
            files.add(main);
        }
        Path parts = aptFolder.resolve("sources.list.d");
        if (Files.isDirectory(parts)) {
            try (Stream<Path> list = Files.list(parts)) {
                list.filter(file -> file.toString().matches(".*/[A-Za-z0-9_.-]+\\.(list|sources)"))
                        .filter(Files::isReadable)
                        .sorted()
                        .forEach(files::add);
            }
        }
        return files;
    }

    /// The classic format: `deb [signed-by=… arch=…] URI SUITE COMPONENT…`.
    static List<Source> oneLine(String text) {
        List<Source> sources = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher m = ONE_LINE.matcher(line.strip());
            if (!m.matches()) {
                continue;
            }
            String signedBy = "";
            String options = m.group(1) == null ? "" : m.group(1);
            for (String option : words(options)) {
                if (option.toLowerCase(Locale.ROOT).startsWith("signed-by=")) {
                    signedBy = option.substring("signed-by=".length());
                }
            }
            sources.add(new Source(m.group(2), List.of(m.group(3)), words(m.group(4)), signedBy));
        }
        return sources;
    }

    /// The deb822 format: paragraphs of fields; a disabled paragraph is skipped.
    static List<Source> deb822(String text) {
        List<Source> sources = new ArrayList<>();
        for (Map<String, String> paragraph : paragraphs(text)) {
            boolean enabled =
                    !Set.of("no", "false", "without", "off", "disable", "0")
                            .contains(field(paragraph, "enabled").toLowerCase(Locale.ROOT));
            if (!enabled || !words(field(paragraph, "types")).contains("deb")) {
                continue;
            }
            for (String uri : words(field(paragraph, "uris"))) {
                sources.add(
                        new Source(
                                uri,
                                words(field(paragraph, "suites")),
                                words(field(paragraph, "components")),
                                field(paragraph, "signed-by")));
            }
        }
        return sources;
    }

    /// Field names in lower case; continuation lines joined by line ends, a lone dot being an empty
    /// line.
    private static List<Map<String, String>> paragraphs(String text) {
        List<Map<String, String>> paragraphs = new ArrayList<>();
        Map<String, String> current = new HashMap<>();
        String name = "";
        for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                paragraphs.add(current);
                current = new HashMap<>();
                name = "";
            } else if (Character.isWhitespace(line.charAt(0))) {
                String more = line.strip().equals(".") ? "" : line.strip();
                current.merge(name, more, (a, b) -> a + "\n" + b);
            } else if (colon > 0) {
                name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                current.put(name, line.substring(colon + 1).strip());
            }
        }
        paragraphs.add(current);
        return paragraphs;
    }

    private static String field(Map<String, String> paragraph, String name) {
        return paragraph.getOrDefault(name, "").strip();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }
}
