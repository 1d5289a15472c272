package io.airloom.site;

import io.airloom.topology.TopologyKeys;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.jspecify.annotations.Nullable;

/// All keys of topology files at a glance: the keys are the parsers' own, what they mean comes from
/// the tables of the pages about them. A key that no page explains is a mistake.
final class KeyPages {
    private static final List<Path> EXPLAINED_IN =
            List.of(Path.of("docs", "topology.md"), Path.of("docs", "scenarios.md"));

    /// A row of a table whose first cell has a key in backticks.
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\|\\s*([^|]*`[^|]+`[^|]*)\\|(.+)\\|\\s*$");

    private static final Pattern WORD = Pattern.compile("`\\{?([\\w-]+)[^`]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^##+ (.*)$");

    private final SourceFiles files;

    KeyPages(SourceFiles files) {
        this.files = files;
    }

    Page page() {
        Map<String, Explanation> explanations = new LinkedHashMap<>();
        for (Path source : EXPLAINED_IN) {
            if (files.exists(source)) {
                explanations(source).forEach(explanations::putIfAbsent);
            }
        }
        StringBuilder text =
                new StringBuilder(
                        """
                        # Keys of topology files

                        Every key that the parsers know, in one place. [Topologies](topology.md) explains \
                        them, [the examples](../examples/) show them at work.
                        """);
        TopologyKeys.sections()
                .forEach((title, keys) -> {
                    text.append("\n## %s\n\n| key | |\n| --- | --- |\n".formatted(title));
                    for (String key : keys) {
                        @Nullable Explanation explanation =
                                explanations.getOrDefault(title + "/" + key, explanations.get(key));
                        if (explanation == null) {
                            throw new SiteException(
                                    "no table in %s explains the key \"%s\" (%s)"
                                            .formatted(EXPLAINED_IN, key, title));
                        }
                        text.append(
                                "| [`%s`](%s) | %s |\n"
                                        .formatted(key, explanation.link(), explanation.words()));
                    }
                });
        Path source = Path.of("docs", "keys.md");
        return new Page(source, Path.of("keys.html"), "All keys", text.toString());
    }

    /// What a page says of a key.
    private record Explanation(String link, String words) {}

    /// By section and key, and by the key alone for those that no other section has had.
    private Map<String, Explanation> explanations(Path source) {
        Map<String, Explanation> found = new LinkedHashMap<>();
        String section = "";
        for (String line : files.read(source).lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            } else if (row.matches()) {
                String anchor = IdGenerator.builder().build().generateId(section);
                Explanation explanation =
                        new Explanation(
                                source.getFileName() + "#" + anchor,
                                row.group(2)
                                        .strip()
                                        .replace("](#", "](" + source.getFileName() + "#"));
                Matcher key = WORD.matcher(row.group(1));
                while (key.find()) {
                    found.putIfAbsent(section + "/" + key.group(1), explanation);
                    found.putIfAbsent(key.group(1), explanation);
                }
            }
        }
        return found;
    }
}
