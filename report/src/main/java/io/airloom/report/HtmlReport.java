package io.airloom.report;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.lab.ScenarioRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Writes what labs have done as one page that needs nothing else: no network, no other file, and
/// no script to be read.
///
/// The page's policy lets a browser run its own script and style, by their hashes, and load
/// nothing: what a guest has written cannot do anything there even if it got through the escaping.
public final class HtmlReport {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH);

    private static final String[] CLOSED = {"class", "run"};

    private final Html html;
    private final List<ScenarioRun> asGiven;
    private final List<ScenarioRun> runs;
    private final KeptFiles files;

    private HtmlReport(Html html, List<ScenarioRun> runs, Path file) {
        this.html = html;
        this.asGiven = runs;
        // Those that failed come first.
        this.runs = runs.stream().sorted(Comparator.comparing(ScenarioRun::passed)).toList();
        this.files = new KeptFiles(html, file);
    }

    /// Writes the page. Those that failed come first.
    ///
    /// @param runs at least one
    /// @throws EnvironmentException if the file cannot be written, or an artefact not be read
    public static void write(List<ScenarioRun> runs, Path file) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("runs=[]");
        }
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            new HtmlReport(new Html(out), List.copyOf(runs), file).write();
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentException(
                    "cannot write the report to " + file + ": " + Reason.of(e),
                    "name another file with --html",
                    e);
        }
    }

    private void write() {
        boolean alone = runs.size() == 1;
        head(alone ? runs.getFirst().title() : title());
        html.open("header").element("p", "Airloom lab report", "class", "kicker");
        if (alone) {
            ScenarioRun run = runs.getFirst();
            html.open("h1").text(run.file().getFileName().toString()).raw(" ");
            html.raw(Verdict.of(run).markup()).close("h1");
            lead(run);
            html.close("header").open("main").open("article", "class", "run");
            new RunSection(html, run, files).write();
            html.close("article");
        } else {
            html.open("h1").text(title()).close("h1");
            html.element("p", lead(), "class", "lead").close("header").open("main");
            new RunTable(html, runs, asGiven).write();
            for (int i = 0; i < runs.size(); i++) {
                folded(i, runs.get(i));
            }
        }
        html.close("main");
        html.raw("<footer>Made by Airloom. This page needs no network and no other file.</footer>");
        html.open("script").raw(resource("report.js")).close("script");
        html.raw("</body></html>\n");
    }

    private void head(String title) {
        html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.open(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'"
                                .formatted(
                                        hash(resource("report.js")), hash(resource("report.css"))))
                .newline();
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.raw("<meta name=\"color-scheme\" content=\"light dark\">");
        html.open("title").text(title + " · Airloom").close("title").newline();
        html.open("style").raw(resource("report.css")).close("style").raw("</head><body>\n");
    }

    private void lead(ScenarioRun run) {
        html.open("p", "class", "lead");
        run.choices()
                .forEach(
                        (name, value) -> html.element("span", name + " " + value, "class", "chip"));
        html.text(TIME.format(run.started().atOffset(ZoneOffset.UTC))).close("p");
    }

    private String title() {
        long failed = runs.stream().filter(run -> !run.passed()).count();
        return failed == 0
                ? "All " + runs.size() + " scenarios passed"
                : failed + " of " + runs.size() + " scenarios failed";
    }

    private String lead() {
        ScenarioRun first = runs.stream().min(Comparator.comparing(ScenarioRun::started)).get();
        Duration all = runs.stream().map(ScenarioRun::time).reduce(Duration.ZERO, Duration::plus);
        return TIME.format(first.started().atOffset(ZoneOffset.UTC))
                + " · "
                + Figures.time(all)
                + " of labs";
    }

    private void folded(int number, ScenarioRun run) {
        boolean open = number == 0 && !run.passed();
        html.open("details", open ? new String[] {"class", "run", "open", ""} : CLOSED);
        html.open("summary").open("h2").text(run.file().getFileName().toString()).close("h2");
        run.choices()
                .forEach(
                        (name, value) -> html.element("span", name + " " + value, "class", "chip"));
        html.raw(Verdict.of(run).markup()).element("small", Figures.time(run.time()));
        String failure = run.failure();
        if (failure != null) {
            html.element("small", failure.lines().findFirst().orElse(""), "class", "why");
        }
        // What is inside is what links lead to: browsers open the details for it.
        html.close("summary").open("article", "id", RunTable.id(number));
        new RunSection(html, run, files).write();
        html.close("article").close("details").newline();
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
