package io.airloom.report;

import io.airloom.lab.ScenarioRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Several runs at a glance: a list of them, and for a file with a matrix a table of its
/// combinations.
final class RunTable {
    private final Html html;
    private final List<ScenarioRun> runs;
    private final List<ScenarioRun> inPage;

    /// @param runs in the order in which they are listed
    /// @param inPage the same, in the order in which they follow
    RunTable(Html html, List<ScenarioRun> inPage, List<ScenarioRun> runs) {
        this.html = html;
        this.runs = runs;
        this.inPage = inPage;
    }

    /// What leads to the run of that number.
    static String id(int number) {
        return "run-" + (number + 1);
    }

    private String link(ScenarioRun run) {
        return "#" + id(inPage.indexOf(run));
    }

    void write() {
        Map<Path, List<Integer>> byFile = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            byFile.computeIfAbsent(runs.get(i).file(), _ -> new ArrayList<>()).add(i);
        }
        List<Integer> single = new ArrayList<>();
        byFile.forEach((file, numbers) -> {
            if (numbers.size() > 1 && !runs.get(numbers.getFirst()).choices().isEmpty()) {
                matrix(file, numbers);
            } else {
                single.addAll(numbers);
            }
        });
        if (!single.isEmpty()) {
            list(single);
        }
    }

    /// The last of the choices goes across, all others go down.
    private void matrix(Path file, List<Integer> numbers) {
        String across = runs.get(numbers.getFirst()).choices().lastEntry().getKey();
        Set<String> columns = new LinkedHashSet<>();
        SequencedMap<List<String>, Map<String, Integer>> rows = new LinkedHashMap<>();
        for (int number : numbers) {
            SequencedMap<String, String> down = new LinkedHashMap<>(runs.get(number).choices());
            String column = String.valueOf(down.remove(across));
            columns.add(column);
            rows.computeIfAbsent(List.copyOf(down.values()), _ -> new LinkedHashMap<>())
                    .put(column, number);
        }
        html.element("h2", file.getFileName().toString());
        html.open("div", "class", "scroll matrix").open("table").raw("<thead><tr>");
        html.element("th", across, "scope", "col");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.raw("</tr></thead><tbody>");
        rows.forEach((row, cells) -> {
            html.open("tr").element("th", String.join(", ", row), "scope", "row");
            for (String column : columns) {
                Integer number = cells.get(column);
                html.open("td");
                if (number != null) {
                    verdict(number);
                    html.raw(" ").element("small", Figures.time(runs.get(number).time()));
                }
                html.close("td");
            }
            html.close("tr").newline();
        });
        html.raw("</tbody>").close("table").close("div").newline();
    }

    private void verdict(int number) {
        ScenarioRun run = runs.get(number);
        html.open("a", "href", link(run)).raw(Verdict.of(run).markup());
        html.close("a");
    }

    private void list(List<Integer> numbers) {
        html.open("div", "class", "scroll").open("table", "class", "runs");
        html.raw("<thead><tr><th scope=\"col\">Scenario<th scope=\"col\">Result");
        html.raw("<th scope=\"col\" class=\"number\">Steps");
        html.raw(
                "<th scope=\"col\" class=\"number\">Took<th scope=\"col\">Why</tr></thead><tbody>");
        for (int number : numbers) {
            ScenarioRun run = runs.get(number);
            String failure = run.failure();
            html.open("tr").open("td").element("a", run.title(), "href", link(run));
            html.close("td").open("td").raw(Verdict.of(run).markup()).close("td");
            html.element("td", Figures.count(run.steps().size()), "class", "number");
            html.element("td", Figures.time(run.time()), "class", "number");
            html.element("td", failure == null ? "" : failure).close("tr").newline();
        }
        html.raw("</tbody>").close("table").close("div").newline();
    }
}
