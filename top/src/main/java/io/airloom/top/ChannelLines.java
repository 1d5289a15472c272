package io.airloom.top;

import io.airloom.ieee80211.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How much each channel is used, a line for each:
///
/// ```
///  ch 1  2412 MHz   63 % busy  █████████░░░░░   412 tries/s  21.0 collisions/s
/// ```
final class ChannelLines {
    private static final int WIDE = 60;
    private static final int BAR = 14;

    private static final Comparator<Looks.ChannelRow> BUSIEST =
            Comparator.comparingDouble(row -> -row.busy());

    private ChannelLines() {}

    /// At most `most` lines, of the channels on which anything was tried; the busiest one if there
    /// is room for one only. None on an air without channels.
    static List<Line> of(List<Looks.ChannelRow> channels, int most, int columns) {
        List<Looks.ChannelRow> used =
                channels.stream().filter(row -> row.triesPerSecond() > 0).toList();
        List<Line> lines = new ArrayList<>();
        if (used.isEmpty() && !channels.isEmpty() && most > 0) {
            lines.add(new Line().add(Style.DIM, " no channel is used"));
        }
        if (most == 1) {
            used = used.stream().sorted(BUSIEST).limit(1).toList();
        }
        int nameWidth =
                used.stream().mapToInt(row -> Channel.text(row.freqMhz()).length()).max().orElse(0);
        for (Looks.ChannelRow row : used.subList(0, Tables.shown(used.size(), most))) {
            Line line = new Line().add(" ");
            line.left(Style.BOLD, Channel.text(row.freqMhz()), nameWidth);
            Column.fitting(parts(columns >= WIDE), columns - line.columns())
                    .forEach(part -> part.row(line, row));
            lines.add(line);
        }
        Tables.more(lines, used.size(), most, "channels");
        return lines;
    }

    private static List<Column<Looks.ChannelRow>> parts(boolean wide) {
        return List.of(
                new Column<>("", 3, 2, 10, false, row -> Column.Cell.of(row.freqMhz() + " MHz")),
                Column.right("", 0, wide ? 12 : 11, ChannelLines::busy),
                new Column<>("", 4, 2, BAR + 2, false, ChannelLines::bar),
                Column.right("", 2, wide ? 14 : 12, ChannelLines::tries),
                Column.right("", 1, wide ? 19 : 12, row -> collisions(row, wide)));
    }

    private static Column.Cell busy(Looks.ChannelRow row) {
        return new Column.Cell(style(row.busy()), Tables.percent(row.busy()) + " busy");
    }

    private static Column.Cell bar(Looks.ChannelRow row) {
        int full = (int) Math.round(BAR * row.busy());
        return new Column.Cell(style(row.busy()), "█".repeat(full) + "░".repeat(BAR - full));
    }

    private static Style style(double busy) {
        return busy > 0.8 ? Style.BAD : busy > 0.5 ? Style.WARN : Style.GOOD;
    }

    private static Column.Cell tries(Looks.ChannelRow row) {
        return Column.Cell.of(Tables.decimal(row.triesPerSecond()) + " tries/s");
    }

    private static Column.Cell collisions(Looks.ChannelRow row, boolean wide) {
        boolean many = row.collisionsPerSecond() > 0.1 * row.triesPerSecond();
        return new Column.Cell(
                many ? Style.WARN : Style.PLAIN,
                Tables.decimal(row.collisionsPerSecond()) + (wide ? " collisions/s" : " coll/s"));
    }
}
