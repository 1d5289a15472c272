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

/// The lines that a screen and a file have in common: the air as a whole, nodes, links, frames.
final class Tables {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final String BARS = "▁▂▃▄▅▆▇█";

    /// Columns beyond which a frame's fate is not put.
    private static final int MAX_LINE = 140;

    private Tables() {}

    /// What the air as a whole does.
    static Line airLine(Looks looks, int columns) {
        LabReport.Medium medium = looks.medium();
        if (medium == null) {
            return new Line().add(Style.DIM, " waiting for the lab …");
        }
        Looks.Rates all = looks.all();
        Line line =
                new Line()
                        .add(" ")
                        .add(Style.BOLD, decimal(all.framesPerSecond()) + " frames/s")
                        .add("  ")
                        .add(lossStyle(all.lost()), percent(all.lost()) + " lost")
                        .add(
                                "  %s sent, %s delivered  "
                                        .formatted(count(medium.frames()), count(medium.copies())))
                        .add(
                                medium.dropped() > 0 ? Style.BAD : Style.DIM,
                                count(medium.dropped()) + " dropped")
                        .add(
                                String.format(
                                        Locale.ROOT,
                                        columns < 100
                                                ? "  air %.0f µs, 99 %% %.0f µs "
                                                : "  through the air in %.0f µs, 99 %% in %.0f µs  ",
                                        medium.latency().p50Micros(),
                                        medium.latency().p99Micros()));
        return line.add(
                Style.GOOD, sparkline(looks.history(), Math.min(60, columns - line.columns() - 1)));
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
        List<Line> table = new ArrayList<>();
        boolean wide = columns >= 100;
        int nameWidth = nameWidth(nodes.stream().map(row -> row.node().name()).toList());
        Line head = new Line().add(" ").left(Style.HEAD, "NODE", nameWidth).add(" ");
        head.left(Style.HEAD, "ROLE", 8).add(" ");
        if (wide) {
            head.left(Style.HEAD, "ADDRESS", 18).add(" ");
        }
        head.left(Style.HEAD, "CHANNEL", 8).right(Style.HEAD, "POWER", 8);
        head.right(Style.HEAD, "FRAMES/S", 10).right(Style.HEAD, "RATE", 11);
        head.right(Style.HEAD, "TRIES", 7).right(Style.HEAD, "LOST", 7);
        table.add(head);
        for (Looks.NodeRow row : nodes.subList(0, shown(nodes.size(), most))) {
            RunningLab.Node node = row.node();
            Looks.Rates rates = row.rates();
            Line line =
                    new Line()
                            .add(" ")
                            .left(Style.node(row.number()), node.name(), nameWidth)
                            .add(" ")
                            .left(Style.PLAIN, node.role(), 8)
                            .add(" ");
            if (wide) {
                line.left(Style.DIM, node.address(), 18).add(" ");
            }
            if (!node.alive()) {
                table.add(line.add(Style.BAD, "down"));
                continue;
            }
            if (!row.onAir()) {
                table.add(line.add(Style.WARN, "not on the air"));
                continue;
            }
            line.left(Style.PLAIN, row.freqMhz() == 0 ? "-" : Channel.text(row.freqMhz()), 8)
                    .right(Style.PLAIN, row.power() + " dBm", 8)
                    .right(Style.PLAIN, decimal(rates.framesPerSecond()), 10);
            table.add(rest(line, rates));
        }
        more(table, nodes.size(), most, "nodes");
        return table;
    }

    /// The head and at most `most` rows.
    static List<Line> linkTable(List<Looks.LinkRow> links, int most, int columns) {
        List<Line> table = new ArrayList<>();
        int nameWidth = nameWidth(links.stream().map(row -> row.link().from()).toList());
        int toWidth = nameWidth(links.stream().map(row -> row.link().to()).toList());
        boolean narrow = columns < nameWidth + toWidth + 62;
        Line head = new Line().add(" ").left(Style.HEAD, "LINK", nameWidth + 3 + toWidth).add(" ");
        head.right(Style.HEAD, "SIGNAL", 7).right(Style.HEAD, "PHY", 11);
        head.right(Style.HEAD, "FRAMES/S", 10);
        if (!narrow) {
            head.right(Style.HEAD, "RATE", 11);
        }
        head.right(Style.HEAD, "TRIES", 7).right(Style.HEAD, "LOST", 7);
        head.add("  ").left(Style.HEAD, "ORDER", 9);
        table.add(head);
        for (Looks.LinkRow row : links.subList(0, shown(links.size(), most))) {
            AirSnapshot.Link link = row.link();
            Looks.Rates rates = row.rates();
            Line line =
                    new Line()
                            .add(" ")
                            .left(Style.node(row.fromNumber()), link.from(), nameWidth)
                            .add(Style.DIM, " → ")
                            .left(Style.node(row.toNumber()), link.to(), toWidth)
                            .add(" ")
                            .right(signalStyle(link.signalDbm()), link.signalDbm() + " dBm", 7)
                            .right(Style.PLAIN, megabits(link.rateHundredKbps() * 1e5), 11)
                            .right(Style.PLAIN, decimal(rates.framesPerSecond()), 10);
            String order =
                    !link.up() ? "down" : link.loss() > 0 ? "loss " + percent(link.loss()) : "";
            table.add(
                    (narrow ? losses(line, rates) : rest(line, rates))
                            .add("  ")
                            .left(link.up() ? Style.WARN : Style.BAD, order, 9));
        }
        more(table, links.size(), most, "links");
        return table;
    }

    private static Line rest(Line line, Looks.Rates rates) {
        return losses(line.right(Style.PLAIN, megabits(rates.octetsPerSecond() * 8), 11), rates);
    }

    private static Line losses(Line line, Looks.Rates rates) {
        boolean none = rates.framesPerSecond() == 0;
        return line.right(
                        rates.tries() > 1.2 ? Style.WARN : Style.PLAIN,
                        none ? "-" : String.format(Locale.ROOT, "%.2f", rates.tries()),
                        7)
                .right(lossStyle(rates.lost()), none ? "-" : percent(rates.lost()), 7);
    }

    /// The last row says how many there are beyond it.
    private static int shown(int count, int most) {
        return count <= most ? count : Math.max(0, most - 1);
    }

    private static void more(List<Line> table, int count, int most, String what) {
        if (count > most && most > 0) {
            int hidden = count - shown(count, most);
            table.add(new Line().add(Style.DIM, " … " + hidden + " more " + what));
        }
    }

    private static int nameWidth(List<String> names) {
        return Math.clamp(names.stream().mapToInt(Line::columns).max().orElse(0), 5, 16);
    }

    /// Columns for the names of those who send frames.
    static int frameNameWidth(Looks looks) {
        return nameWidth(looks.nodes().stream().map(RunningLab.Node::name).toList());
    }

    /// One frame: when, who, what, and its fate at the right edge.
    static Line frameLine(Seen seen, Style node, int nameWidth, int width) {
        Instant time = Instant.ofEpochSecond(0, seen.frame().epochNanos());
        Line line =
                new Line()
                        .add(" ")
                        .add(Style.DIM, TIME.format(time.atZone(ZoneId.systemDefault())))
                        .add(" ")
                        .left(node, seen.frame().node(), nameWidth)
                        .add(" ");
        String fate = seen.fate();
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

    private static String percent(double part) {
        return String.format(
                Locale.ROOT, part > 0 && part < 0.1 ? "%.1f %%" : "%.0f %%", 100 * part);
    }

    private static String decimal(double value) {
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
