package io.airloom.site;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A block of code: its language, and the file that it is or changes.
///
/// What stands behind the three backticks says what a block is, on the site and to the test that
/// does what the pages say: `sh` are commands, `yaml file=lab.yaml` is a file, `diff file=lab.yaml`
/// changes one, `text output` is what the commands before it print.
///
/// @param file its name; empty if it has none
record CodeBlock(String language, String file, boolean output, String text) {
    private static final Pattern FILE = Pattern.compile("file=(\\S+)");

    /// What is shown in another colour, in this order: comments, texts, keys.
    private static final Pattern YAML =
            Pattern.compile(
                    "(?m)(?<c>(?<=^|\\s)#.*$)|(?<s>\"(?:[^\"\\\\\\n]|\\\\.)*\"|'[^'\\n]*')"
                            + "|(?<k>(?<![\\w./$*-])[\\w./$*-]+(?=:(?:\\s|$)))");

    private static final Pattern SHELL =
            Pattern.compile(
                    "(?m)(?<c>(?<=^|\\s)#.*$)|(?<s>\"[^\"\\n]*\"|'[^'\\n]*')"
                            + "|(?<k>^(?:\\./)?airloom(?: [a-z][a-z-]*)?)");

    private static final Pattern JAVA =
            Pattern.compile(
                    "(?m)(?<c>//.*$)|(?<s>\"(?:[^\"\\\\\\n]|\\\\.)*\")"
                            + "|(?<k>@\\w+|\\b(?:import|package|class|record|void|new|return|static"
                            + "|final|private|public|var|try|throws|int|long|boolean)\\b)");

    private static final Pattern JSON =
            Pattern.compile(
                    "(?<k>\"[^\"\\n]*\"(?=\\s*:))|(?<s>\"(?:[^\"\\\\\\n]|\\\\.)*\")|(?<c>(?!))");

    /// @param info what stands behind the backticks
    static CodeBlock of(String info, String text) {
        List<String> words = List.of(info.strip().split("\\s+"));
        Matcher file = FILE.matcher(info);
        return new CodeBlock(
                words.getFirst(), file.find() ? file.group(1) : "", words.contains("output"), text);
    }

    String html() {
        String kind =
                output ? "output" : language.isEmpty() ? "plain" : language.replaceAll("\\W", "");
        String label =
                file.isEmpty()
                        ? ""
                        : "<figcaption>%s</figcaption>"
                                .formatted(
                                        Html.escape(
                                                language.equals("diff") ? "change " + file : file));
        return "<figure class=\"code %s\">%s<pre tabindex=\"0\"><code>%s</code></pre></figure>"
                .formatted(kind, label, coloured());
    }

    private String coloured() {
        return switch (language) {
            case "yaml", "yml" -> coloured(YAML);
            case "sh" -> coloured(SHELL);
            case "java" -> coloured(JAVA);
            case "json" -> coloured(JSON);
            case "diff" -> lines();
            default -> Html.escape(text);
        };
    }

    private String coloured(Pattern pattern) {
        StringBuilder html = new StringBuilder();
        Matcher matcher = pattern.matcher(text);
        int end = 0;
        while (matcher.find()) {
            String kind = matcher.group("c") != null ? "c" : matcher.group("s") != null ? "s" : "k";
            html.append(Html.escape(text.substring(end, matcher.start())))
                    .append("<span class=\"")
                    .append(kind)
                    .append("\">")
                    .append(Html.escape(matcher.group()))
                    .append("</span>");
            end = matcher.end();
        }
        return html.append(Html.escape(text.substring(end))).toString();
    }

    private String lines() {
        return text.lines()
                .map(line -> {
                    String escaped = Html.escape(line);
                    return line.startsWith("+")
                            ? "<ins>" + escaped + "</ins>"
                            : line.startsWith("-") ? "<del>" + escaped + "</del>" : escaped;
                })
                .collect(Collectors.joining("\n"));
    }
}
