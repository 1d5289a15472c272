package io.airloom.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One line, or cloud of dots, of a plot. Grows while it is made.
final class Series {
    /// What it is drawn as.
    enum Shape {
        LINE,
        DOTS,
        /// What was so at some moment of a stretch of time: a line as long as that.
        STRETCHES
    }

    /// More points than this say nothing more on any screen.
    static final int MAX_POINTS = 20_000;

    final String name;

    /// The number of the node that it is of.
    final int sender;

    /// Which of the eight colours.
    final int colour;

    /// Which of the four ways to draw the line.
    final int dash;

    final Shape shape;
    final List<Double> seconds = new ArrayList<>();
    final List<Double> values = new ArrayList<>();

    /// How long each stretch is, in seconds; empty for other shapes.
    final List<Double> lengths = new ArrayList<>();

    private final Set<Integer> begins = new HashSet<>();

    Series(String name, int sender, int dash, Shape shape) {
        this.name = name;
        this.sender = sender;
        this.colour = sender % 8;
        this.dash = dash % 4;
        this.shape = shape;
    }

    void add(double second, double value) {
        if (seconds.size() < MAX_POINTS && Double.isFinite(value)) {
            seconds.add(second);
            values.add(value);
        }
    }

    /// Nothing is known between the last point and the next one: no line joins them.
    void interrupt() {
        begins.add(seconds.size());
    }

    /// Whether a line begins at this point.
    boolean beginsAt(int point) {
        return point == 0 || begins.contains(point);
    }

    /// A stretch.
    ///
    /// @param since in seconds
    /// @param length in seconds
    void add(double since, double length, double value) {
        if (seconds.size() < MAX_POINTS) {
            lengths.add(length);
        }
        add(since, value);
    }

    double largest() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    double smallest() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }
}
