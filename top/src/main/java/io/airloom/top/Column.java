package io.airloom.top;

import java.util.List;
import java.util.function.Function;

/// A column of a table.
///
/// @param rank columns with a low one are there on narrow terminals, too; different for each
/// @param gap columns of the terminal before it
/// @param width columns of the terminal, those before it included
/// @param right whether it stands at its right edge
/// @param cell what it shows of a row
record Column<R>(String head, int rank, int gap, int width, boolean right, Function<R, Cell> cell) {
    /// Text of a row.
    record Cell(Style style, String text) {
        static Cell of(String text) {
            return new Cell(Style.PLAIN, text);
        }
    }

    static <R> Column<R> left(String head, int rank, int width, Function<R, Cell> cell) {
        return new Column<>(head, rank, 1, width, false, cell);
    }

    static <R> Column<R> right(String head, int rank, int width, Function<R, Cell> cell) {
        return new Column<>(head, rank, 1, width, true, cell);
    }

    /// Those for which there is room.
    static <R> List<Column<R>> fitting(List<Column<R>> all, int room) {
        return Fit.of(all, room, Column::width, Column::rank);
    }

    /// Appends the head.
    Line head(Line line) {
        return add(line, new Cell(Style.HEAD, head));
    }

    /// Appends what it shows of a row.
    Line row(Line line, R row) {
        return add(line, cell.apply(row));
    }

    private Line add(Line line, Cell shown) {
        line.space(gap);
        return right
                ? line.right(shown.style(), shown.text(), width - gap)
                : line.left(shown.style(), shown.text(), width - gap);
    }
}
