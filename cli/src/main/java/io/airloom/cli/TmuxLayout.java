package io.airloom.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Which panes a lab has in tmux, in which window each is, and where. A function of the number of
/// nodes and of the terminal's size, and of nothing else.
///
/// ```
///  ┌ ap1 ──────────┬ sta1 ─────────┐      consoles, as near to 80 × 16 as they can be
///  │               │               │
///  ├ frames ───────┴──────┬ shell ─┤      beside each other where there is room, else one upon
///  │                      │        │      the other
///  └──────────────────────┴────────┘
/// ```
///
/// Nodes that do not fit are in further windows, of consoles only. In a terminal too small for even
/// frames and shell, each pane has a window of its own.
///
/// @param windows the first has frames and shell
record TmuxLayout(List<Window> windows) {
    /// Columns of a console below which a window gets no more of them.
    static final int MIN_COLUMNS = 38;

    /// Rows of a console below which a window gets no more of them.
    static final int MIN_ROWS = 5;

    private static final int GOOD_COLUMNS = 80;
    private static final int GOOD_ROWS = 16;

    /// From here on frames and shell are beside each other: a frame's line wants 90 columns.
    private static final int WIDE_COLUMNS = 150;

    /// Of the two panes that a lab always has, beside each other or one upon the other.
    private static final int MIN_WORK_ROWS = 13;

    TmuxLayout {
        windows = List.copyOf(windows);
    }

    /// What is in a pane.
    sealed interface Content {
        /// The console of a node, by its number from 0.
        record Console(int node) implements Content {}

        /// The frames on the air, as they are sent.
        record Frames() implements Content {}

        /// A shell.
        record Shell() implements Content {}
    }

    /// A rectangle of characters. The first row of a window also holds its panes' names; those of
    /// others are in the line above them.
    record Box(int column, int row, int columns, int rows) {}

    /// A rectangle with one pane, or with several parts.
    sealed interface Part {
        Box box();

        /// One pane.
        record Pane(Content content, Box box) implements Part {}

        /// At least two parts and a line between each two of them.
        ///
        /// @param beside beside each other, else one upon the other
        record Split(boolean beside, List<Part> parts, Box box) implements Part {}
    }

    /// A window: all that is seen at once.
    record Window(Part root) {
        /// Its panes, in tmux's order.
        List<Part.Pane> panes() {
            List<Part.Pane> panes = new ArrayList<>();
            collect(root, panes);
            return panes;
        }

        private static void collect(Part part, List<Part.Pane> panes) {
            switch (part) {
                case Part.Pane pane -> panes.add(pane);
                case Part.Split split -> split.parts().forEach(p -> collect(p, panes));
            }
        }

        /// As tmux's `select-layout` takes it.
        String layout() {
            String text = text(root);
            return "%04x,%s".formatted(checksum(text), text);
        }

        private static String text(Part part) {
            Box box = part.box();
            String size =
                    "%dx%d,%d,%d".formatted(box.columns(), box.rows(), box.column(), box.row());
            return switch (part) {
                case Part.Pane _ -> size;
                case Part.Split(boolean beside, List<Part> parts, Box _) -> {
                    String inner =
                            parts.stream().map(Window::text).collect(Collectors.joining(","));
                    yield beside ? size + "{" + inner + "}" : size + "[" + inner + "]";
                }
            };
        }

        /// Rotated by one bit before each character is added.
        static int checksum(String text) {
            int sum = 0;
            for (int i = 0; i < text.length(); i++) {
                sum = (sum >> 1 | (sum & 1) << 15) + text.charAt(i) & 0xffff;
            }
            return sum;
        }
    }

    /// The panes of a lab.
    ///
    /// @param nodes at least 1
    /// @param columns of a window
    /// @param rows of a window, without tmux's own status line
    static TmuxLayout of(int nodes, int columns, int rows) {
        if (nodes < 1 || columns < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "nodes=%d, columns=%d, rows=%d".formatted(nodes, columns, rows));
        }
        List<Window> windows = new ArrayList<>();
        Box all = new Box(0, 0, columns, rows);
        int shown = 0;
        if (rows < MIN_WORK_ROWS || columns < MIN_COLUMNS) {
            windows.add(new Window(new Part.Pane(new Content.Shell(), all)));
            windows.add(new Window(new Part.Pane(new Content.Frames(), all)));
        } else {
            int workRows = workRows(columns, rows);
            int above = rows - workRows - 1;
            shown = Math.min(nodes, capacity(columns, above));
            if (shown == 0) {
                windows.add(new Window(work(all)));
            } else {
                Part consoles = consoles(0, shown, new Box(0, 0, columns, above));
                Part work = work(new Box(0, above + 1, columns, workRows));
                windows.add(new Window(upon(List.of(consoles, work), all)));
            }
        }
        int room = Math.max(1, capacity(columns, rows));
        for (int left = nodes - shown; left > 0; left = nodes - shown) {
            // As many in each of the windows that are still needed.
            int count = ceilDiv(left, ceilDiv(left, room));
            windows.add(new Window(consoles(shown, count, all)));
            shown += count;
        }
        return new TmuxLayout(windows);
    }

    /// How many consoles there is room for.
    private static int capacity(int columns, int rows) {
        int across = (columns + 1) / (MIN_COLUMNS + 1);
        // The names of the first row of panes take a row.
        return across * Math.max(0, rows / (MIN_ROWS + 1));
    }

    private static int workRows(int columns, int rows) {
        return columns >= WIDE_COLUMNS
                ? Math.clamp(rows * 2L / 5, 8, 24)
                : Math.clamp(rows / 2L, MIN_WORK_ROWS - 1, 28);
    }

    /// Frames and shell.
    private static Part work(Box box) {
        boolean beside = box.columns() >= WIDE_COLUMNS;
        int whole = beside ? box.columns() : box.rows();
        // Frames want width for their lines; a shell as many rows as frames.
        int first = beside ? Math.max(90, whole * 3 / 5) : whole / 2;
        List<Box> boxes = beside ? cut(box, true, first) : cut(box, false, first);
        return new Part.Split(
                beside,
                List.of(
                        new Part.Pane(new Content.Frames(), boxes.getFirst()),
                        new Part.Pane(new Content.Shell(), boxes.getLast())),
                box);
    }

    /// Two boxes with a line between them.
    private static List<Box> cut(Box box, boolean beside, int first) {
        return beside
                ? List.of(
                        new Box(box.column(), box.row(), first, box.rows()),
                        new Box(
                                box.column() + first + 1,
                                box.row(),
                                box.columns() - first - 1,
                                box.rows()))
                : List.of(
                        new Box(box.column(), box.row(), box.columns(), first),
                        new Box(
                                box.column(),
                                box.row() + first + 1,
                                box.columns(),
                                box.rows() - first - 1));
    }

    /// The consoles of `count` nodes from `first` on, in rows of about as many each.
    private static Part consoles(int first, int count, Box box) {
        int lines = bestLines(count, box);
        int[] heights = shares(box.rows() - 1, lines);
        // The names of the first row of panes.
        heights[0]++;
        List<Part> rows = new ArrayList<>();
        int node = first;
        int row = box.row();
        for (int line = 0; line < lines; line++) {
            int across = ceilDiv(count - (node - first), lines - line);
            Box here = new Box(box.column(), row, box.columns(), heights[line]);
            rows.add(line(node, across, here));
            node += across;
            row += heights[line] + 1;
        }
        return upon(rows, box);
    }

    private static Part line(int first, int count, Box box) {
        if (count == 1) {
            return new Part.Pane(new Content.Console(first), box);
        }
        int[] widths = shares(box.columns(), count);
        List<Part> parts = new ArrayList<>();
        int column = box.column();
        for (int i = 0; i < count; i++) {
            Box here = new Box(column, box.row(), widths[i], box.rows());
            parts.add(new Part.Pane(new Content.Console(first + i), here));
            column += widths[i] + 1;
        }
        return new Part.Split(true, parts, box);
    }

    /// One part upon the other; a single one is itself, and parts that are such splits melt into
    /// this one, as tmux does it.
    private static Part upon(List<Part> parts, Box box) {
        List<Part> flat = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.Split(boolean beside, List<Part> inner, Box _) && !beside) {
                flat.addAll(inner);
            } else {
                flat.add(part);
            }
        }
        return flat.size() == 1 ? flat.getFirst() : new Part.Split(false, flat, box);
    }

    /// In how many rows the consoles come nearest to a good size.
    private static int bestLines(int count, Box box) {
        int best = 1;
        double bestScore = -1;
        for (int lines = 1; lines <= count; lines++) {
            int across = ceilDiv(count, lines);
            double columns = (box.columns() - across + 1.0) / across;
            double rows = (box.rows() - lines) / (double) lines;
            boolean fits = columns >= MIN_COLUMNS && rows >= MIN_ROWS;
            double score = Math.min(columns / GOOD_COLUMNS, rows / GOOD_ROWS) + (fits ? 1 : 0);
            if (score > bestScore) {
                bestScore = score;
                best = lines;
            }
        }
        return best;
    }

    /// `whole` less a line between each two, in parts of which none is more than 1 larger.
    private static int[] shares(int whole, int parts) {
        int rest = whole - (parts - 1);
        int[] shares = new int[parts];
        for (int i = 0; i < parts; i++) {
            shares[i] = rest / parts + (i < rest % parts ? 1 : 0);
        }
        return shares;
    }

    private static int ceilDiv(int a, int b) {
        return Math.ceilDiv(a, b);
    }
}
