package io.airloom.top;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.LiveLab;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Shows a running lab until the person has seen enough, or the lab ends.
public final class Top {
    private static final long TICK_MILLIS = 50;

    /// Frames between two looks that are printed as lines.
    private static final int PRINTED_FRAMES = 10;

    private static final int PRINTED_ROWS = 1000;

    private Top() {}

    /// On the whole terminal, with keys. Belongs to the thread that calls it.
    ///
    /// @return whether the lab goes on
    /// @throws EnvironmentException if the lab does not answer, or the terminal is none
    /// @throws IllegalArgumentException if the filter is none
    public static boolean screen(LiveLab lab, TopOptions options) {
        TopModel model = new TopModel(lab.name(), options);
        try (Watch watch = new Watch(lab, options.interval());
                TopScreen screen = TopScreen.open(options.colour())) {
            TopScreen.Extent shown = null;
            while (!model.isEnded() && watch.end() == null) {
                Key key = screen.key(TICK_MILLIS);
                TopScreen.Extent size = screen.extent();
                model.columns(size.columns());
                boolean changed = watch.tell(model) || key != null || !size.equals(shown);
                while (key != null) {
                    model.press(key, TopPage.pageRows(size.rows()));
                    key = screen.key(1);
                }
                if (changed) {
                    screen.show(TopPage.of(model, size.columns(), size.rows()), size.columns());
                    shown = size;
                }
            }
            return watch.end() == null;
        }
    }

    /// As plain lines, one block for each look, the first after one interval: for files, pipes and
    /// terminals that can do no more.
    ///
    /// @param sink is given each line, and says whether it wants more
    /// @return whether the lab goes on, as far as is known
    /// @throws EnvironmentException if the lab does not answer
    /// @throws IllegalArgumentException if the filter is none
    public static boolean lines(LiveLab lab, TopOptions options, int width, Predicate<String> sink)
            throws InterruptedException {
        TopModel model = new TopModel(lab.name(), options);
        long printed = 0;
        try (Watch watch = new Watch(lab, options.interval())) {
            watch.tell(model);
            while (watch.end() == null) {
                watch.awaitLook();
                watch.tell(model);
                for (String line : block(model, printed, width)) {
                    if (!sink.test(line)) {
                        return true;
                    }
                }
                if (options.once() || !sink.test("")) {
                    return true;
                }
                List<Seen> frames = model.frames();
                printed = frames.isEmpty() ? printed : frames.getLast().frame().number();
            }
            return false;
        }
    }

    /// One look in lines.
    ///
    /// @param printed number of the last frame that was printed
    static List<String> block(TopModel model, long printed, int width) {
        List<String> lines = new ArrayList<>();
        Looks looks = model.looks();
        lines.add(Tables.airLine(looks, width).text());
        ChannelLines.of(looks.channelRows(model.sorting()), PRINTED_ROWS, width)
                .forEach(line -> lines.add(line.text()));
        Tables.nodeTable(looks.nodeRows(model.sorting()), PRINTED_ROWS, width)
                .forEach(line -> lines.add(line.text()));
        Tables.linkTable(looks.linkRows(model.sorting()), PRINTED_ROWS, width)
                .forEach(line -> lines.add(line.text()));
        List<Seen> fresh =
                model.frames().stream().filter(seen -> seen.frame().number() > printed).toList();
        int hidden = Math.max(0, fresh.size() - PRINTED_FRAMES);
        if (hidden > 0) {
            lines.add(" … " + hidden + " frames before these");
        }
        int nameWidth = Tables.frameNameWidth(looks, width);
        for (Seen seen : fresh.subList(hidden, fresh.size())) {
            lines.add(Tables.frameLine(seen, Style.PLAIN, nameWidth, width).text());
        }
        return lines;
    }
}
