package io.airloom.top;

import io.airloom.ieee80211.Channel;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.LabReport;
import io.airloom.lab.RunningLab;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/// The lines that a screen and a file have in common: the air as a whole, nodes, links, frames.
final class Tables {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter SHORT_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String BARS = "▁▂▃▄▅▆▇█";

    /// Columns beyond which a frame's fate is not put.
    private static final int MAX_LINE = 140;

    /// Columns from which there is room for a frame's exact time and how it went.
    private static final int WIDE_FRAMES = 64;

    private Tables() {}

    /// What the air as a whole does.
    static Line airLine(Looks looks, int columns) {
        LabReport.Medium medium = looks.medium();
        if (medium == null) {
            return new Line().add(Style.DIM, " waiting for the lab …");
        }
        Looks.Rates all = looks.all();
        double median = medium.latency().p50Micros();
        double most = medium.latency().p99Micros();
        List<Part> parts =
                List.of(
                        new Part(0, Style.BOLD, decimal(all.framesPerSecond()) + " frames/s"),
                        new Part(1, lossStyle(all.lost()), percent(all.lost()) + " lost"),
                        new Part(4, Style.PLAIN, count(medium.frames()) + " sent"),
                        new Part(5, Style.PLAIN, count(medium.copies()) + " delivered"),
                        new Part(
                                2,
                                medium.dropped() > 0 ? Style.BAD : Style.DIM,
                                count(medium.dropped()) + " dropped"),
                        new Part(
                                3,
                                Style.PLAIN,
                                String.format(
                                        Locale.ROOT,
                                        columns < 100
                                                ? "air %.0f µs, 99 %% %.0f µs"
                                                : "through the air in %.0f µs, 99 %% in %.0f µs",
                                        median,
                                        most)));
        Line line = Part.line(parts, columns);
        return line.add("  ")
                .add(
                        Style.GOOD,
                        sparkline(looks.history(), Math.min(60, columns - line.columns() - 3)));
    }

    /// Some words of a line that may be left out.
    private record Part(int rank, Style style, String text) {
        /// Those for which there is room, with space between them.
        static Line line(List<Part> parts, int columns) {
            Line line = new Line();
            Fit.of(parts, columns - 1, part -> Line.columns(part.text()) + 2, Part::rank)
                    .forEach(part ->
                            line.add(line.columns() == 0 ? " " : "  ")
                                    .add(part.style(), part.text()));
            return line;
        }
    }

    /// The last values as bars, the highest as the tallest.
    static String sparkline(List<Double> values, int width) {
        int count = Math.clamp(width, 0, values.size());
        List<Double> last = values.subList(values.size() - count, values.size());
        double most = last.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder bars = new StringBuilder();
        for (double value : last) {
            int level = most <= 0 ? 0 : (int) Math.round(value / most * (BARS.length() - 1));
            bars.append(BARS.charAt(level));
        }
        return bars.toString();
    }

    /// The head and at most `most` rows.
    static List<Line> nodeTable(List<Looks.NodeRow> nodes, int most, int columns) {
        List<Column<Looks.NodeRow>> who =
                List.of(
                        Column.left("ROLE", 5, 9, row -> Column.Cell.of(row.node().role())),
                        Column.left(
                                "ADDRESS",
                                7,
                                19,
                                row -> new Column.Cell(Style.DIM, row.node().address())));
        List<Column<Looks.NodeRow>> does = new ArrayList<>();
        does.add(Column.left("CHANNEL", 2, 8, row -> Column.Cell.of(channel(row))));
        does.add(Column.right("POWER", 6, 8, row -> Column.Cell.of(row.power() + " dBm")));
        does.addAll(rates(Looks.NodeRow::rates, 0, 3));
        int nameWidth = nameWidth(nodes.stream().map(row -> row.node().name()).toList(), columns);
        List<Column<Looks.NodeRow>> fitting =
                Column.fitting(
                        Stream.concat(who.stream(), does.stream()).toList(),
                        columns - nameWidth - 1);
        List<Line> table = new ArrayList<>();
        Line head = new Line().add(" ").left(Style.HEAD, "NODE", nameWidth);
        fitting.forEach(column -> column.head(head));
        table.add(head);
        for (Looks.NodeRow row : nodes.subList(0, shown(nodes.size(), most))) {
            Line line = new Line().add(" ");
            line.left(Style.node(row.number()), row.node().name(), nameWidth);
            boolean works = row.node().alive() && row.onAir();
            fitting.stream()
                    .filter(column -> works || who.contains(column))
                    .forEach(column -> column.row(line, row));
            if (!row.node().alive()) {
                line.add(" ").add(Style.BAD, "down");
            } else if (!row.onAir()) {
                line.add(" ").add(Style.WARN, "not on the air");
            }
            table.add(line);
        }
        more(table, nodes.size(), most, "nodes");
        return table;
    }

    private static String channel(Looks.NodeRow row) {
        return row.freqMhz() == 0 ? "-" : Channel.text(row.freqMhz());
    }

    /// The columns that nodes and links have in common.
    private static <R> List<Column<R>> rates(
            Function<R, Looks.Rates> of, int framesRank, int rateRank) {
        return List.of(
                Column.right(
                        "FRAMES/S",
                        framesRank,
                        10,
                        row -> Column.Cell.of(decimal(of.apply(row).framesPerSecond()))),
                Column.right(
                        "RATE",
                        rateRank,
                        11,
                        row -> Column.Cell.of(megabits(of.apply(row).octetsPerSecond() * 8))),
                Column.right("TRIES", 4, 7, row -> tries(of.apply(row))),
                Column.right("LOST", 1, 7, row -> lost(of.apply(row))));
    }

    /// The head and at most `most` rows.
    static List<Line> linkTable(List<Looks.LinkRow> links, int most, int columns) {
        List<Column<Looks.LinkRow>> all = new ArrayList<>();
        all.add(
                Column.right(
                        "SIGNAL",
                        0,
                        8,
                        row ->
                                new Column.Cell(
                                        signalStyle(row.link().signalDbm()),
                                        row.link().signalDbm() + " dBm")));
        all.add(
                Column.right(
                        "PHY",
                        5,
                        11,
                        row -> Column.Cell.of(megabits(row.link().rateHundredKbps() * 1e5))));
        all.addAll(rates(Looks.LinkRow::rates, 3, 6));
        all.add(new Column<>("ORDER", 2, 2, 11, false, row -> order(row.link())));
        List<Line> table = new ArrayList<>();
        int nameWidth = nameWidth(links.stream().map(row -> row.link().from()).toList(), columns);
        int toWidth = nameWidth(links.stream().map(row -> row.link().to()).toList(), columns);
        List<Column<Looks.LinkRow>> fitting =
                Column.fitting(all, columns - nameWidth - toWidth - 4);
        Line head = new Line().add(" ").left(Style.HEAD, "LINK", nameWidth + 3 + toWidth);
        fitting.forEach(column -> column.head(head));
        table.add(head);
        for (Looks.LinkRow row : links.subList(0, shown(links.size(), most))) {
            Line line =
                    new Line()
                            .add(" ")
                            .left(Style.node(row.fromNumber()), row.link().from(), nameWidth)
                            .add(Style.DIM, " → ")
                            .left(Style.node(row.toNumber()), row.link().to(), toWidth);
            fitting.forEach(column -> column.row(line, row));
            table.add(line);
        }
        more(table, links.size(), most, "links");
        return table;
    }

    private static Column.Cell order(AirSnapshot.Link link) {
        return !link.up()
                ? new Column.Cell(Style.BAD, "down")
                : new Column.Cell(
                        Style.WARN, link.loss() > 0 ? "loss " + percent(link.loss()) : "");
    }

    private static Column.Cell tries(Looks.Rates rates) {
        return new Column.Cell(
                rates.tries() > 1.2 ? Style.WARN : Style.PLAIN,
                rates.framesPerSecond() == 0
                        ? "-"
                        : String.format(Locale.ROOT, "%.2f", rates.tries()));
    }

    private static Column.Cell lost(Looks.Rates rates) {
        return new Column.Cell(
                lossStyle(rates.lost()),
                rates.framesPerSecond() == 0 ? "-" : percent(rates.lost()));
    }

    /// The last row says how many there are beyond it.
    static int shown(int count, int most) {
        return count <= most ? count : Math.max(0, most - 1);
    }

    static void more(List<Line> table, int count, int most, String what) {
        if (count > most && most > 0) {
            int hidden = count - shown(count, most);
            table.add(new Line().add(Style.DIM, " … " + hidden + " more " + what));
        }
    }

    /// Two names of a link and its signal have room on forty columns.
    private static int nameWidth(List<String> names, int columns) {
        int widest = Math.clamp((columns - 16) / 2, 5, 16);
        return Math.clamp(names.stream().mapToInt(Line::columns).max().orElse(0), 5, widest);
    }

    /// Columns for the names of those who send frames.
    static int frameNameWidth(Looks looks, int columns) {
        return nameWidth(looks.nodes().stream().map(RunningLab.Node::name).toList(), columns);
    }

    /// Columns for the time of a frame and the space behind it.
    static int frameTimeWidth(int columns) {
        return columns < WIDE_FRAMES ? 9 : 13;
    }

    /// One frame: when, who, what, and its fate at the right edge.
    static Line frameLine(Seen seen, Style node, int nameWidth, int width) {
        boolean wide = width >= WIDE_FRAMES;
        Instant time = Instant.ofEpochSecond(0, seen.frame().epochNanos());
        Line line =
                new Line()
                        .add(" ")
                        .add(
                                Style.DIM,
                                (wide ? TIME : SHORT_TIME)
                                        .format(time.atZone(ZoneId.systemDefault())))
                        .add(" ")
                        .left(node, seen.frame().node(), nameWidth)
                        .add(" ");
        String fate = wide ? seen.fate() : seen.trouble();
        // Eyes do not follow a line further than that.
        int edge = Math.min(width, MAX_LINE);
        int room = Math.max(10, edge - line.columns() - Line.columns(fate) - 2);
        return line.left(seen.bad() ? Style.BAD : Style.PLAIN, seen.text(), room)
                .add(" ")
                .add(seen.wentWell() ? Style.DIM : Style.BAD, fate);
    }

    private static Style lossStyle(double lost) {
        return lost >= 0.1 ? Style.BAD : lost > 0.01 ? Style.WARN : Style.PLAIN;
    }

    private static Style signalStyle(int dbm) {
        return dbm >= -67 ? Style.GOOD : dbm >= -80 ? Style.WARN : Style.BAD;
    }

    static String percent(double part) {
        return String.format(
                Locale.ROOT, part > 0 && part < 0.1 ? "%.1f %%" : "%.0f %%", 100 * part);
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// Bits in a second.
    private static String megabits(double bits) {
        if (bits <= 0) {
            return "-";
        }
        return bits < 1e6
                ? String.format(Locale.ROOT, "%.1f kb/s", bits / 1e3)
                : String.format(Locale.ROOT, bits < 1e8 ? "%.1f Mb/s" : "%.0f Mb/s", bits / 1e6);
    }
}
