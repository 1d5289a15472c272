package io.airloom.report;

import io.airloom.lab.StepResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Everything that has a time, one below the other on the same axis: steps, the frames of each
/// node, plots. Drawn as SVG that needs no script; the page's script then draws frames anew, one by
/// one, and lets people look closer.
///
/// What is stretched with the axis lies in an inner `svg` of the class `view`, whose user
/// coordinates are seconds and percent; so looking closer is nothing but another `viewBox`.
final class TimePanel {
    private static final int MARKS = 8;
    private static final int LANE_HEIGHT = 24;
    private static final int MAX_LANES = 8;
    private static final int FRAMES_HEIGHT = 36;
    private static final int PLOT_HEIGHT = 116;

    /// Room above a plot's highest value, for its label.
    private static final int PLOT_MARGIN = 8;

    /// Room below its lowest, for half a dot.
    private static final int PLOT_FOOT = 4;

    private static final int BINS = 400;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Html html;
    private final double span;
    private final ToIntFunction<String> colours;

    /// @param span seconds that the axis is long
    /// @param colours the number of a node
    TimePanel(Html html, double span, ToIntFunction<String> colours) {
        this.html = html;
        this.span = span;
        this.colours = colours;
    }

    void write(List<StepResult> steps, @Nullable CapturedFrames frames, List<Plot> plots) {
        html.open("div", "class", "panel");
        axis();
        if (!steps.isEmpty()) {
            steps(steps);
        }
        if (frames != null && frames.size() > 0) {
            frames(frames);
        }
        for (int i = 0; i < plots.size(); i++) {
            plot(i, plots.get(i));
        }
        axis();
        html.close("div").newline();
    }

    private void lane(String kind, String... more) {
        List<String> attributes = new ArrayList<>(List.of("class", "lane " + kind));
        attributes.addAll(List.of(more));
        html.open("div", attributes.toArray(String[]::new));
    }

    /// Begins the drawing beside a lane's name.
    private void area(int height, String label) {
        html.open("div", "class", "area")
                .open(
                        "svg",
                        "width",
                        "100%",
                        "height",
                        String.valueOf(height),
                        "role",
                        "img",
                        "aria-label",
                        label);
    }

    private void endLane() {
        html.close("svg").close("div").close("div").newline();
    }

    /// What is stretched with the axis.
    private void view(int top, int height) {
        html.open(
                "svg",
                "class",
                "view",
                "y",
                String.valueOf(top),
                "width",
                "100%",
                "height",
                String.valueOf(height),
                "viewBox",
                "0 0 " + Figures.plain(span) + " 100",
                "preserveAspectRatio",
                "none");
    }

    private void axis() {
        lane("axis");
        html.element("span", "Time", "class", "name");
        area(20, "time since the lab was started, in seconds");
        html.open("g", "class", "times");
        double step = Figures.step(span, MARKS);
        for (int i = 0; i * step <= span; i++) {
            String mark = Figures.plain(i * step) + " s";
            String first = i == 0 ? "first" : "";
            html.element("text", mark, "class", first, "x", percent(i * step), "y", "14");
        }
        html.close("g");
        endLane();
    }

    /// The lines that lead from the axis through a lane.
    private void times() {
        html.open("g", "class", "times");
        double step = Figures.step(span, MARKS);
        for (int i = 1; i * step <= span; i++) {
            String x = percent(i * step);
            html.open("line", "x1", x, "x2", x, "y1", "0", "y2", "100%").close("line");
        }
        html.close("g");
    }

    private void steps(List<StepResult> steps) {
        List<StepResult> done = steps.stream().filter(TimePanel::wasBegun).toList();
        List<Double> ends = new ArrayList<>();
        int[] lanes = new int[done.size()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = laneFor(done.get(i), ends);
        }
        lane("steps");
        html.element("span", "Steps", "class", "name");
        area(ends.size() * LANE_HEIGHT + 2, "the steps, as bars from their beginning to their end");
        times();
        for (int i = 0; i < lanes.length; i++) {
            step(done.get(i), lanes[i]);
        }
        endLane();
    }

    /// Those of a group that were ended because another one failed are skipped, but took time.
    private static boolean wasBegun(StepResult step) {
        return step.outcome() != StepResult.Outcome.SKIPPED || !step.time().isZero();
    }

    /// The first lane that is free when a step begins. Those of a group lie in their group's time,
    /// and so below it.
    private static int laneFor(StepResult step, List<Double> ends) {
        double since = step.since().toNanos() / NANOS_PER_SECOND;
        double end = since + step.time().toNanos() / NANOS_PER_SECOND;
        for (int lane = 0; lane < ends.size(); lane++) {
            if (ends.get(lane) <= since + 1e-3) {
                ends.set(lane, end);
                return lane;
            }
        }
        if (ends.size() == MAX_LANES) {
            return MAX_LANES - 1;
        }
        ends.add(end);
        return ends.size() - 1;
    }

    private void step(StepResult step, int lane) {
        double since = step.since().toNanos() / NANOS_PER_SECOND;
        double time = step.time().toNanos() / NANOS_PER_SECOND;
        boolean failed = step.outcome() == StepResult.Outcome.FAILED;
        html.open(
                "svg",
                "class",
                "step " + Verdict.of(step.outcome()).word,
                "data-t",
                Figures.plain(since),
                "data-d",
                Figures.plain(time),
                "x",
                percent(since),
                "width",
                Figures.plain(Math.max(0.25, 100 * time / span)) + "%",
                "y",
                String.valueOf(lane * LANE_HEIGHT + 2),
                "height",
                String.valueOf(LANE_HEIGHT - 3));
        html.element(
                "title",
                step.number()
                        + " · "
                        + step.node()
                        + " · "
                        + step.title()
                        + " · "
                        + Figures.time(step.time())
                        + (failed ? " · failed" : ""));
        html.open("rect", "width", "100%", "height", "100%").close("rect");
        html.open("rect", "class", "edge", "width", "2.5", "height", "100%").close("rect");
        html.element(
                "text",
                (failed ? "✗ " : "") + step.number() + "  " + step.node() + ": " + step.title(),
                "x",
                "6",
                "y",
                "15");
        html.close("svg");
    }

    private void frames(CapturedFrames frames) {
        int[][][] counts = counts(frames);
        int most = 1;
        List<Integer> order = new ArrayList<>();
        for (int node = 0; node < counts.length; node++) {
            order.add(node);
            for (int[] kinds : counts[node]) {
                most = Math.max(most, Arrays.stream(kinds).sum());
            }
        }
        order.sort(Comparator.comparingInt(n -> colours.applyAsInt(frames.nodes().get(n))));
        for (int node : order) {
            String name = frames.nodes().get(node);
            lane("frames", "data-node", String.valueOf(node));
            html.open("span", "class", "name");
            html.open("i", "class", "dot c" + colours.applyAsInt(name) % 8).close("i").text(name);
            html.element("small", order.getFirst() == node ? "frames sent" : "").close("span");
            area(FRAMES_HEIGHT, "frames that " + name + " has sent, over time");
            times();
            view(2, FRAMES_HEIGHT - 3);
            bins(counts[node], most);
            html.close("svg");
            endLane();
        }
    }

    /// Frames of each node, in each stretch of time, of each kind.
    private int[][][] counts(CapturedFrames frames) {
        int[][][] counts = new int[frames.nodes().size()][BINS][CapturedFrames.Kind.COUNT];
        List<CapturedFrames.Words> words = frames.words();
        for (int i = 0; i < frames.size(); i++) {
            int bin = (int) (frames.micros(i) / MICROS_PER_SECOND / span * BINS);
            int kind = words.get(frames.word(i)).kind().number;
            counts[frames.node(i)][Math.min(BINS - 1, bin)][kind]++;
        }
        return counts;
    }

    /// One path for each kind. Their heights grow with the square root: one frame is seen beside a
    /// thousand.
    private void bins(int[][] counts, int most) {
        for (CapturedFrames.Kind kind : CapturedFrames.Kind.values()) {
            StringBuilder path = new StringBuilder();
            for (int bin = 0; bin < BINS; bin++) {
                int below = 0;
                int sum = 0;
                for (int i = 0; i < counts[bin].length; i++) {
                    below += i < kind.number ? counts[bin][i] : 0;
                    sum += counts[bin][i];
                }
                int here = counts[bin][kind.number];
                if (here > 0) {
                    double scale = 100 * Math.sqrt((double) sum / most) / sum;
                    path.append('M').append(Figures.plain(bin * span / BINS));
                    path.append(' ').append(Figures.plain(100 - below * scale));
                    path.append('h').append(Figures.plain(span / BINS));
                    path.append('v').append(Figures.plain(-here * scale));
                    path.append('h').append(Figures.plain(-span / BINS)).append('z');
                }
            }
            if (!path.isEmpty()) {
                html.open("path", "class", "k" + kind.number, "d", path.toString());
                html.close("path");
            }
        }
    }

    private void plot(int number, Plot plot) {
        lane("plot", "data-plot", String.valueOf(number));
        html.open("span", "class", "name", "title", plot.note());
        html.element("b", plot.title()).element("small", plot.unit() + ", " + plot.note());
        html.open("span", "class", "legend");
        for (Series line : plot.series()) {
            html.open("span").open("svg", "width", "18", "height", "10", "aria-hidden", "true");
            String looks = looks(line);
            String mark = line.shape == Series.Shape.DOTS ? "M9 5h0" : "M1 5h16";
            html.open("path", "class", looks, "d", mark).close("path");
            html.close("svg").text(line.name).close("span");
        }
        html.close("span").close("span");
        area(PLOT_HEIGHT, plot.title() + " in " + plot.unit() + ", over time: " + plot.note());
        times();
        levels(plot);
        view(PLOT_MARGIN, PLOT_HEIGHT - PLOT_MARGIN - PLOT_FOOT);
        for (Series line : plot.series()) {
            html.open("path", "class", looks(line), "d", path(plot, line)).close("path");
        }
        html.close("svg");
        levelNames(plot);
        endLane();
    }

    private static String looks(Series line) {
        String shape =
                switch (line.shape) {
                    case LINE -> "line d" + line.dash;
                    case DOTS -> "dots";
                    case STRETCHES -> "stretches";
                };
        return shape + " c" + line.colour;
    }

    private void levels(Plot plot) {
        double step = Figures.step(plot.top() - plot.bottom(), 3);
        for (double level = plot.bottom(); level <= plot.top(); level += step) {
            String y = Figures.plain(y(plot, level));
            html.open("line", "class", "level", "x2", "100%", "y1", y, "y2", y).close("line");
        }
    }

    private void levelNames(Plot plot) {
        double step = Figures.step(plot.top() - plot.bottom(), 3);
        boolean first = true;
        for (double level = plot.bottom(); level <= plot.top(); level += step) {
            String name = Figures.axis(level) + (first ? "" : " " + plot.unit());
            String y = Figures.plain(y(plot, level) - 3);
            html.element("text", name, "class", "level", "x", "4", "y", y);
            first = false;
        }
    }

    private static double y(Plot plot, double value) {
        double share = (value - plot.bottom()) / (plot.top() - plot.bottom());
        return PLOT_MARGIN + (PLOT_HEIGHT - PLOT_MARGIN - PLOT_FOOT) * (1 - share);
    }

    private static String path(Plot plot, Series line) {
        StringBuilder path = new StringBuilder();
        double scale = 100 / (plot.top() - plot.bottom());
        for (int i = 0; i < line.values.size(); i++) {
            String y = Figures.plain(100 - (line.values.get(i) - plot.bottom()) * scale);
            boolean last = i + 1 == line.values.size() || line.beginsAt(i + 1);
            boolean joined = line.shape == Series.Shape.LINE && !line.beginsAt(i);
            path.append(joined ? 'L' : 'M');
            path.append(Figures.plain(line.seconds.get(i))).append(' ').append(y);
            switch (line.shape) {
                // One point alone is seen by the round ends of its line.
                case LINE -> path.append(!joined && last ? "h0" : "");
                case DOTS -> path.append("h0");
                case STRETCHES -> path.append('h').append(Figures.plain(line.lengths.get(i)));
            }
        }
        return path.toString();
    }

    private String percent(double second) {
        return Figures.plain(100 * second / span) + "%";
    }
}
