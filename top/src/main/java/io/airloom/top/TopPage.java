package io.airloom.top;

import io.airloom.lab.RunningLab;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// Where there is no room for that.
    private static final String[] SHORT_HELP = {
        "/      filter the frames",
        "b      beacons, too",
        "s      another order",
        "space  pause, go on",
        "↑ ↓    choose a frame",
        "Enter  it in full; there ← →: others",
        "Esc    follow the newest",
        "q      quit; the lab goes on",
        "LOST   what nobody acknowledged",
        "TRIES  of a frame, on average",
    };

    private static final String FILTER = " filter: ";
    private static final int HELP_INDENT = 13;

    /// Some words of a bar that may be left out where there is no room: first those of a high rank.
    private record Words(int rank, String text) {}

    private static final List<Words> KEYS =
            List.of(
                    new Words(2, "/ filter"),
                    new Words(6, "b beacons"),
                    new Words(5, "s sort"),
                    new Words(4, "space pause"),
                    new Words(3, "↑↓ Enter decode"),
                    new Words(1, "? help"),
                    new Words(0, "q quit"));

    private static final List<Words> WIDE_KEYS =
            List.of(
                    new Words(2, "/ filter"),
                    new Words(6, "b beacons"),
                    new Words(5, "s sort"),
                    new Words(4, "space pause"),
                    new Words(7, "↑↓ choose a frame"),
                    new Words(3, "Enter decode it"),
                    new Words(1, "? help"),
                    new Words(0, "q quit"));

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
                help().forEach(line -> page.add(Row.of(line)));
                fill(page);
                page.add(keys(List.of(new Words(0, "any key goes back"))));
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
                                List.of(
                                        new Words(
                                                0,
                                                "↑↓ scroll (%d of %d)"
                                                        .formatted(last, lines.size())),
                                        new Words(2, "←→ other frames"),
                                        new Words(1, "Esc back"))));
            }
            case OVERVIEW, FILTER -> overview(page);
        }
        return page;
    }

    /// The help in as many rows as there are; shorter if it has more.
    private List<Line> help() {
        List<Line> all = new ArrayList<>(List.of(new Line()));
        for (String line : HELP) {
            boolean isKey = line.startsWith("  ", HELP_INDENT - 2);
            all.addAll(new Line().add("  " + line).wrapped(columns, isKey ? HELP_INDENT + 2 : 2));
        }
        return all.size() <= pageRows(rows)
                ? all
                : Arrays.stream(SHORT_HELP).map(line -> new Line().add(" " + line)).toList();
    }

    private void fill(List<Row> page) {
        while (page.size() < rows - 1) {
            page.add(Row.of(new Line()));
        }
    }

    private Row title() {
        List<RunningLab.Node> nodes = model.looks().nodes();
        long up = nodes.stream().filter(RunningLab.Node::alive).count();
        String right =
                model.isPaused()
                        ? "PAUSED, " + Tables.count(model.framesWhilePaused()) + " new frames"
                        : "order: " + model.sorting().text();
        List<Words> left =
                List.of(
                        new Words(3, "airloom top"),
                        new Words(1, model.lab()),
                        new Words(2, up + " of " + nodes.size() + " nodes up"),
                        new Words(
                                4,
                                model.missed() > 0
                                        ? Tables.count(model.missed()) + " frames not seen"
                                        : ""));
        // That nothing moves must be said; the order may be left out.
        Words last = new Words(model.isPaused() ? 0 : 5, right);
        List<Words> all = new ArrayList<>(left);
        all.add(last);
        List<Words> shown = fitting(all);
        Line line = inLine(shown.stream().filter(word -> !word.equals(last)).toList());
        return new Row(
                shown.contains(last)
                        ? line.to(columns - Line.columns(right) - 1).add(right + " ")
                        : line.to(columns),
                Style.BAR);
    }

    private List<Words> fitting(List<Words> all) {
        return Fit.of(
                all.stream().filter(word -> !word.text().isEmpty()).toList(),
                columns,
                word -> Line.columns(word.text()) + 2,
                Words::rank);
    }

    private static Line inLine(List<Words> all) {
        Line line = new Line();
        all.forEach(word -> line.add(line.columns() == 0 ? " " : "  ").add(word.text()));
        return line;
    }

    private void overview(List<Row> page) {
        page.add(Row.of(Tables.airLine(model.looks(), columns)));
        List<Line> channels =
                ChannelLines.of(
                        model.looks().channelRows(model.sorting()), Math.max(1, rows / 8), columns);
        channels.forEach(line -> page.add(Row.of(line)));
        boolean beside = columns >= 170;
        List<Looks.NodeRow> nodes = model.looks().nodeRows(model.sorting());
        List<Looks.LinkRow> links = model.looks().linkRows(model.sorting());
        // Three heads, title, figures, keys; at least a third of the rest is for frames,
        // but on the smallest screens, where a node and a link come first.
        int room = Math.max(0, rows - channels.size() - (beside ? 5 : 6));
        int tables = Math.max(room * 2 / 3, Math.min(room - 1, beside ? 2 : 4));
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
        List<Line> complaint = complaintAbove();
        frames(page, rows - page.size() - complaint.size() - 1);
        complaint.forEach(line -> page.add(Row.of(line)));
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
        int width = Tables.frameNameWidth(model.looks(), columns);
        Line head = new Line().add(" ");
        head.left(Style.HEAD, "TIME", Tables.frameTimeWidth(columns));
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

    /// What is wrong with the filter, if there is no room beside it.
    private List<Line> complaintAbove() {
        String text = model.complaint();
        boolean isBeside =
                FILTER.length() + Line.columns(model.typed()) + 3 + Line.columns(text) <= columns;
        return text.isEmpty() || isBeside
                ? List.of()
                : new Line().add(" ").add(Style.BAD, text).wrapped(columns, 1);
    }

    private Row bottom() {
        if (model.mode() != TopModel.Mode.FILTER) {
            return keys(columns < 100 ? KEYS : WIDE_KEYS);
        }
        String typed = Line.cutStart(model.typed(), columns - FILTER.length() - 1);
        Line line = new Line().add(FILTER + typed + "▏");
        String hint = "Enter applies it, Esc leaves it";
        boolean isWrong = !model.complaint().isEmpty();
        String beside = isWrong ? model.complaint() : hint;
        if (line.columns() + 2 + Line.columns(beside) <= columns) {
            line.add("  ").add(isWrong ? Style.BAD : Style.DIM, beside);
        }
        return Row.of(line);
    }

    private Row keys(List<Words> words) {
        return new Row(inLine(fitting(words)).to(columns), Style.BAR);
    }
}
