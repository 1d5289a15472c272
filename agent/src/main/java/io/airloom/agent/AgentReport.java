package io.airloom.agent;

/// What an agent has counted and timed, as a small table for people.
final class AgentReport {
    private static final String[] PERCENTILE_NAMES = {"p50", "p90", "p99", "p99.9"};
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final int NAME_WIDTH = 22;
    private static final int COLUMN_WIDTH = 9;

    private AgentReport() {}

    /// The table, with a line end behind each of its lines.
    static String of(String name, AgentFigures figures) {
        StringBuilder text = new StringBuilder(1024);
        text.append("agent ").append(name).append(", times in µs\n");
        left(text, "");
        for (String column : new String[] {"count", "min", "mean"}) {
            right(text, column);
        }
        for (String column : PERCENTILE_NAMES) {
            right(text, column);
        }
        right(text, "max");
        text.append('\n');
        line(text, "captured to sent", figures.capturedToSent);
        line(text, "received to injected", figures.receivedToInjected);
        line(text, "captured to verdict", figures.roundTrip);
        for (AgentCounter counter : AgentCounter.values()) {
            long value = figures.value(counter);
            if (value > 0) {
                right(text, Long.toString(value));
                text.append("  ").append(counter.text()).append('\n');
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, HopTimes times) {
        left(text, name);
        right(text, Long.toString(times.count()));
        right(text, micros(times.minNanos()));
        right(text, micros(times.meanNanos()));
        for (double percent : PERCENTILES) {
            right(text, micros(times.percentileNanos(percent)));
        }
        right(text, micros(times.maxNanos()));
        text.append('\n');
    }

    private static void left(StringBuilder text, String cell) {
        text.append("  ").append(cell);
        pad(text, NAME_WIDTH - cell.length());
    }

    private static void right(StringBuilder text, String cell) {
        pad(text, COLUMN_WIDTH - cell.length());
        text.append(cell);
    }

    private static void pad(StringBuilder text, int spaces) {
        for (int i = 0; i < spaces; i++) {
            text.append(' ');
        }
    }

    /// `12.3`: tenths of microseconds.
    private static String micros(long nanos) {
        long tenths = (nanos + 50) / 100;
        return tenths / 10 + "." + tenths % 10;
    }
}
