package io.airloom.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The licences of a package, from its copyright file where that is in Debian's machine-readable
/// form (copyright-format 1.0), as an SPDX licence expression.
///
/// @param expression SPDX names joined by AND and OR; names that SPDX does not know begin with
///   `LicenseRef-`
/// @param others the texts of those names, or a sentence where there is none
public record DebianLicence(String expression, SortedMap<String, String> others) {
    private static final String FORMAT = "copyright-format/1.0";

    private static final int MAX_TEXT = 20_000;

    private static final int MAX_NAMES = 200;

    /// Debian's short names that SPDX calls otherwise, beside the GNU licences, which follow a
    /// rule.
    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry("expat", "MIT"),
                    Map.entry("mit", "MIT"),
                    Map.entry("isc", "ISC"),
                    Map.entry("zlib", "Zlib"),
                    Map.entry("bsd-2-clause", "BSD-2-Clause"),
                    Map.entry("bsd-3-clause", "BSD-3-Clause"),
                    Map.entry("bsd-4-clause", "BSD-4-Clause"),
                    Map.entry("apache-2.0", "Apache-2.0"),
                    Map.entry("apache-2", "Apache-2.0"),
                    Map.entry("artistic", "Artistic-1.0-Perl"),
                    Map.entry("artistic-2.0", "Artistic-2.0"),
                    Map.entry("cc0-1.0", "CC0-1.0"),
                    Map.entry("cc0", "CC0-1.0"),
                    Map.entry("mpl-1.1", "MPL-1.1"),
                    Map.entry("mpl-2.0", "MPL-2.0"),
                    Map.entry("openssl", "OpenSSL"),
                    Map.entry("0bsd", "0BSD"),
                    Map.entry("unicode", "Unicode-DFS-2016"),
                    Map.entry("x11", "X11"),
                    Map.entry("curl", "curl"),
                    Map.entry("bzip2", "bzip2-1.0.6"));

    public DebianLicence {
        others = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    /// Reads a copyright file.
    ///
    /// @return empty if it is not in the machine-readable form, or names no licence
    static Optional<DebianLicence> of(String copyright) {
        List<Map<String, String>> paragraphs = paragraphs(copyright);
        if (paragraphs.isEmpty()
                || !paragraphs.getFirst().getOrDefault("format", "").contains(FORMAT)) {
            return Optional.empty();
        }
        SortedSet<String> expressions = new TreeSet<>();
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map<String, String> paragraph : paragraphs) {
            String licence = paragraph.getOrDefault("license", "");
            String name = licence.lines().findFirst().orElse("").strip();
            String text = licence.substring(Math.min(licence.length(), name.length())).strip();
            if (!name.isEmpty() && !text.isEmpty()) {
                texts.putIfAbsent(name, text);
            }
            if (!name.isEmpty() && paragraph.containsKey("files")) {
                expressions.add(name);
            }
        }
        if (expressions.isEmpty() || expressions.size() > MAX_NAMES) {
            return Optional.empty();
        }
        SortedMap<String, String> others = new TreeMap<>();
        SortedSet<String> translated = new TreeSet<>();
        for (String expression : expressions) {
            translated.add(translated(expression, texts, others));
        }
        return Optional.of(new DebianLicence(String.join(" AND ", translated), others));
    }

    /// An expression of Debian's: names joined by `and` and `or`, where a comma changes which binds
    /// closer. One with a comma is taken as a name of its own.
    private static String translated(
            String expression, Map<String, String> texts, Map<String, String> others) {
        if (expression.contains(",")) {
            return name(expression, texts, others);
        }
        List<String> choices = new ArrayList<>();
        for (String choice : expression.split("(?i)\\s+or\\s+", -1)) {
            List<String> parts = new ArrayList<>();
            for (String part : choice.split("(?i)\\s+and\\s+", -1)) {
                parts.add(name(part.strip(), texts, others));
            }
            choices.add(
                    parts.size() == 1 ? parts.getFirst() : "(" + String.join(" AND ", parts) + ")");
        }
        return choices.size() == 1 ? choices.getFirst() : "(" + String.join(" OR ", choices) + ")";
    }

    private static String name(
            String debian, Map<String, String> texts, Map<String, String> others) {
        String known = NAMES.get(debian.toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        var gnu =
                java.util.regex.Pattern.compile("(A?GPL|LGPL|GFDL)-(\\d)(?:\\.(\\d))?(\\+)?")
                        .matcher(debian);
        if (gnu.matches()) {
            String minor = gnu.group(3) == null ? "0" : gnu.group(3);
            String later = gnu.group(4) == null ? "-only" : "-or-later";
            return gnu.group(1) + "-" + gnu.group(2) + "." + minor + later;
        }
        String reference =
                "LicenseRef-Debian-"
                        + debian.replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^-+|-+$", "");
        String text = texts.getOrDefault(debian, "");
        others.putIfAbsent(
                reference,
                text.isEmpty()
                        ? "A licence that the copyright file of a Debian package calls " + debian
                        : text.substring(0, Math.min(text.length(), MAX_TEXT)));
        return reference;
    }

    /// Fields by their names in small letters; lines that go on are joined by line ends.
    private static List<Map<String, String>> paragraphs(String text) {
        List<Map<String, String>> paragraphs = new ArrayList<>();
        Map<String, String> current = new LinkedHashMap<>();
        String name = "";
        for (String line : (text + "\n\n").lines().toList()) {
            int colon = line.indexOf(':');
            if (line.isBlank()) {
                if (!current.isEmpty()) {
                    paragraphs.add(current);
                }
                current = new LinkedHashMap<>();
                name = "";
            } else if (Character.isWhitespace(line.charAt(0))) {
                current.merge(name, line.strip(), (a, b) -> a + "\n" + b);
            } else if (colon > 0) {
                name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                current.put(name, line.substring(colon + 1).strip());
            }
        }
        return paragraphs;
    }
}
