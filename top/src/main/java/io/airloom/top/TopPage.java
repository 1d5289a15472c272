package io.airloom.top;

import io.airloom.lab.RunningLab;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the screen looks like: a function of the model and of the terminal's size.
///
/// ```
///  airloom top  wpa2-psk  2 of 2 nodes up                              45 frames/s ▁▂▅▂▁
///  NODE  ROLE  …                          LINK  SIGNAL  RATE  …      (beside or below)
///  TIME  FRAME …                                                       newest at the bottom
///  / filter  s sort  space pause  Enter decode  ? help  q quit
/// ```
final class TopPage {
    private static final String[] HELP = {
        "/            show only frames that match a filter, such as  type==mgmt and node==sta1",
        "b            beacons, too; with a filter it alone decides",
        "s            another order of nodes and links: as in the file, busiest, most lost, name",
        "space        pause, and go on",
        "↑ ↓  k j     choose a frame; PgUp, PgDn, Home; End or Esc follows the newest",
        "Enter        the chosen (or newest) frame in full; there: ← → other frames, Esc back",
        "?            this help",
        "q  Ctrl-C    quit; the lab goes on",
        "",
        "Figures of nodes and links are those of the last looks, three seconds as a rule.",
        "LOST are frames that nobody acknowledged in any try, of those that somebody should have.",
        "TRIES are those of a frame, on average. ORDER is what airloom set has ordered for a link.",
    };

    private final TopModel model;
    private final int columns;
    private final int rows;

    private TopPage(TopModel model, int columns, int rows) {
        this.model = model;
        this.columns = columns;
        this.rows = rows;
    }

    /// A line and, if all of it has one, its style.
    record Row(Line line, @Nullable Style whole) {
        static Row of(Line line) {
            return new Row(line, null);
        }

        String ansi(int columns, boolean colour) {
            return line.ansi(columns, whole, colour);
        }
    }

    /// Exactly `rows` rows.
    static List<Row> of(TopModel model, int columns, int rows) {
        List<Row> page = new TopPage(model, columns, rows).page();
        while (page.size() < rows) {
            page.add(page.isEmpty() ? 0 : page.size() - 1, Row.of(new Line()));
        }
        return List.copyOf(page.subList(0, rows));
    }

    /// How far PgUp and PgDn go.
    static int pageRows(int rows) {
        return Math.max(1, rows - 2);
    }

    private List<Row> page() {
        List<Row> page = new ArrayList<>();
        page.add(title());
        switch (model.mode()) {
            case HELP -> {
                page.add(Row.of(new Line()));
                for (String line : HELP) {
                    page.add(Row.of(new Line().add("  ").add(line)));
                }
                fill(page);
                page.add(keys("any key goes back"));
            }
            case DETAILS -> {
                List<Line> lines = model.detailLines();
                int from = Math.clamp(model.scrolled(), 0, Math.max(0, lines.size() - 1));
                lines.stream()
                        .skip(from)
                        .limit(pageRows(rows))
                        .forEach(line -> page.add(Row.of(new Line().add(" ").addAll(line))));
                fill(page);
                int last = Math.min(lines.size(), from + pageRows(rows));
                page.add(
                        keys(
                                "↑↓ scroll (%d of %d)  ←→ other frames  Esc back"
                                        .formatted(last, lines.size())));
            }
            case OVERVIEW, FILTER -> overview(page);
        }
        return page;
    }

    private void fill(List<Row> page) {
        while (page.size() < rows - 1) {
            page.add(Row.of(new Line()));
        }
    }

    private Row title() {
        List<RunningLab.Node> nodes = model.looks().nodes();
        long up = nodes.stream().filter(RunningLab.Node::alive).count();
        Line line =
                new Line()
                        .add(" airloom top  ")
                        .add(model.lab())
                        .add("  " + up + " of " + nodes.size() + " nodes up");
        if (model.missed() > 0) {
            line.add("  " + Tables.count(model.missed()) + " frames not seen");
        }
        String right =
                model.isPaused()
                        ? " PAUSED, " + Tables.count(model.framesWhilePaused()) + " new frames "
                        : " order: " + model.sorting().text() + " ";
        return new Row(line.to(columns - Line.columns(right)).add(right), Style.BAR);
    }

    private void overview(List<Row> page) {
        page.add(Row.of(Tables.airLine(model.looks(), columns)));
        boolean beside = columns >= 170;
        List<Looks.NodeRow> nodes = model.looks().nodeRows(model.sorting());
        List<Looks.LinkRow> links = model.looks().linkRows(model.sorting());
        // Three heads, title, figures, keys; at least a third of the rest is for frames.
        int tables = Math.max(0, (rows - (beside ? 5 : 6)) * 2 / 3);
        int half = beside ? tables : tables / 2;
        int forNodes = beside ? half : Math.max(half, tables - links.size());
        List<Line> left = Tables.nodeTable(nodes, forNodes, beside ? columns / 2 - 1 : columns);
        int forLinks = beside ? half : tables - (left.size() - 1);
        List<Line> right =
                Tables.linkTable(links, forLinks, beside ? columns - columns / 2 : columns);
        if (beside) {
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                Line line = i < left.size() ? left.get(i) : new Line();
                Line both = new Line().addAll(line).to(columns / 2);
                page.add(Row.of(i < right.size() ? both.addAll(right.get(i)) : both));
            }
        } else {
            left.forEach(line -> page.add(Row.of(line)));
            right.forEach(line -> page.add(Row.of(line)));
        }
        frames(page, rows - page.size() - 1);
        page.add(bottom());
    }

    private void frames(List<Row> page, int room) {
        if (room < 2) {
            return;
        }
        List<Seen> frames = model.frames();
        int chosen = model.chosenIndex(frames);
        int visible = room - 1;
        int end = chosen < 0 ? frames.size() : Math.max(chosen + 1 + visible / 2, visible);
        end = Math.min(end, frames.size());
        int from = Math.max(0, end - visible);
        int width = Tables.frameNameWidth(model.looks());
        Line head = new Line().add(" ").left(Style.HEAD, "TIME", 13);
        head.left(Style.HEAD, "FROM", width + 1).add(Style.HEAD, "FRAME");
        if (model.hidesBeacons()) {
            head.add(Style.DIM, "  without beacons");
        } else if (!model.filterText().isEmpty()) {
            head.add("  ").add(Style.WARN, model.filterText());
        }
        page.add(Row.of(head));
        for (int i = from; i < end; i++) {
            Seen seen = frames.get(i);
            Style node = Style.node(model.looks().number(seen.frame().node()));
            Line line = Tables.frameLine(seen, node, width, columns);
            page.add(i == chosen ? new Row(line, Style.BAR) : Row.of(line));
        }
        for (int i = end - from; i < visible; i++) {
            String text = i == 0 && frames.isEmpty() ? " " + model.whyNoFrames() : "";
            page.add(Row.of(new Line().add(Style.DIM, text)));
        }
    }

    private Row bottom() {
        if (model.mode() != TopModel.Mode.FILTER) {
            return keys(
                    columns < 100
                            ? "/ filter  b beacons  s sort  space pause  ↑↓ Enter decode  ? help  q quit"
                            : "/ filter   b beacons   s sort   space pause   ↑↓ choose a frame   Enter decode it"
                                    + "   ? help   q quit");
        }
        Line line = new Line().add(" filter: " + model.typed() + "▏");
        if (!model.complaint().isEmpty()) {
            line.add("  ").add(Style.BAD, model.complaint());
        } else {
            line.add(Style.DIM, "  Enter applies it, Esc leaves it");
        }
        return Row.of(line);
    }

    private Row keys(String text) {
        return new Row(new Line().add(" " + text).to(columns), Style.BAR);
    }
}
