package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.image.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/// Draws the progress of downloads and builds: on a terminal one line with a bar for each open
/// task, redrawn at most ten times a second; elsewhere a line when a task begins and one when it
/// ends.
final class ProgressBars implements Progress {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final int BAR_CELLS = 12;
    private static final String FULL = "▓";
    private static final String EMPTY = "░";

    private final Terminal terminal;
    private final List<Bar> open = new ArrayList<>();
    private long drawnNanos;

    ProgressBars(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Task task(String label, long totalBytes) {
        return begin(label, totalBytes, ProgressBars::size);
    }

    @Override
    public Task files(String label, long totalFiles) {
        return begin(label, totalFiles, "%,d files"::formatted);
    }

    private synchronized Task begin(String label, long total, LongFunction<String> unit) {
        Bar bar = new Bar(Printable.line(label), total, unit, System.nanoTime());
        open.add(bar);
        if (!terminal.isErrTerminal()) {
            terminal.note("  " + bar.label + (total > 0 ? " (" + unit.apply(total) + ")" : ""));
        }
        draw(true);
        return bar;
    }

    @Override
    public void note(String message) {
        terminal.note("  " + Printable.line(message));
    }

    /// A bar of `cells` cells, `part` (0 to 1) of them full.
    static String bar(double part, int cells) {
        int full = (int) Math.round(Math.clamp(part, 0.0, 1.0) * cells);
        return FULL.repeat(full) + EMPTY.repeat(cells - full);
    }

    /// Bytes for people.
    static String size(long bytes) {
        return bytes < 1_000_000
                ? Math.round(bytes / 1e3) + " kB"
                : bytes < 100_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : Math.round(bytes / 1e6) + " MB";
    }

    private synchronized void draw(boolean now) {
        long nanos = System.nanoTime();
        if (!terminal.isErrTerminal() || (!now && nanos - drawnNanos < REDRAW_NANOS)) {
            return;
        }
        drawnNanos = nanos;
        StringBuilder line = new StringBuilder();
        int columns = 0;
        for (Bar bar : open) {
            String text = bar.text();
            if (columns + text.length() + 2 > terminal.width()) {
                line.append(" …");
                break;
            }
            line.append("  ").append(text);
            columns += text.length() + 2;
        }
        terminal.status(line.toString());
    }

    private final class Bar implements Task {
        private final String label;
        private final long total;
        private final LongFunction<String> unit;
        private final long sinceNanos;
        private long reached;
        private boolean isDone;
        private boolean isClosed;

        Bar(String label, long total, LongFunction<String> unit, long sinceNanos) {
            this.label = label;
            this.total = total;
            this.unit = unit;
            this.sinceNanos = sinceNanos;
        }

        String text() {
            String time = seconds();
            return total > 0
                    ? label
                            + " "
                            + bar((double) reached / total, BAR_CELLS)
                            + " "
                            + unit.apply(reached)
                            + " of "
                            + unit.apply(total)
                    : label + " " + time;
        }

        private String seconds() {
            return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - sinceNanos) / 1e9);
        }

        @Override
        public void update(long done) {
            synchronized (ProgressBars.this) {
                reached = Math.max(reached, done);
                draw(false);
            }
        }

        @Override
        public void done() {
            synchronized (ProgressBars.this) {
                isDone = true;
                close();
            }
        }

        @Override
        public void close() {
            synchronized (ProgressBars.this) {
                if (isClosed) {
                    return;
                }
                isClosed = true;
                open.remove(this);
                draw(true);
                Paint paint = terminal.progressPaint();
                String mark = isDone ? paint.good("✓") : paint.bad("✗");
                String amount = total > 0 && isDone ? ", " + unit.apply(total) : "";
                terminal.note(
                        "  " + mark + " " + label + paint.dim(" (" + seconds() + amount + ")"));
            }
        }
    }
}
