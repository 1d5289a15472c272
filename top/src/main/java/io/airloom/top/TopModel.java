package io.airloom.top;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Names;
import io.airloom.ieee80211.Narrator;
import io.airloom.lab.AirSnapshot;
import io.airloom.lab.RunningLab;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that the screen shows, and what keys do to it. Knows neither terminals nor clocks. Bounded:
/// the oldest frames are forgotten. Not thread-safe.
final class TopModel implements Names {
    /// Frames that a new filter can find.
    static final int KEPT_FRAMES = 4096;

    /// Frames that can be scrolled to.
    static final int SHOWN_FRAMES = 1024;

    private static final int MAX_ADDRESSES = 4096;
    private static final int MAX_FILTER = 500;

    /// What the screen shows.
    enum Mode {
        OVERVIEW,
        DETAILS,
        HELP,
        FILTER
    }

    private final String lab;
    private final Looks looks = new Looks();
    private final Map<Long, String> owners = new HashMap<>();
    private final Narrator narrator = new Narrator(this);
    private final FrameView view = new FrameView();
    private final Deque<Seen> kept = new ArrayDeque<>();
    private final Deque<Seen> shown = new ArrayDeque<>();

    private Mode mode = Mode.OVERVIEW;
    private Sorting sorting = Sorting.FILE;
    private boolean paused;
    private boolean beaconsShown;
    private long framesWhilePaused;
    private long missed;
    private String filterText;
    private FrameFilter filter;
    private String typed = "";
    private String noFrames = "";
    private String complaint = "";
    private long chosen = NOTHING;
    private @Nullable Seen detailed;
    private int scrolled;
    private boolean ended;
    private int columns = 80;

    private static final long NOTHING = -1;

    /// @throws IllegalArgumentException if the filter of `options` is none
    TopModel(String lab, TopOptions options) {
        this.lab = lab;
        this.filterText = options.filter();
        this.filter = FrameFilters.parse(filterText).knowing(this);
    }

    /// How wide the terminal is, on which it depends how many lines a frame in full has.
    void columns(int wide) {
        columns = wide;
    }

    /// Takes a look at the lab.
    void look(List<RunningLab.Node> nodes, AirSnapshot snapshot) {
        if (!paused) {
            looks.add(nodes, snapshot);
        }
        for (RunningLab.Node node : nodes) {
            if (!node.mac().isEmpty()) {
                owners.put(MacAddress.parse(node.mac()), node.name());
            }
        }
    }

    /// Takes a frame.
    void caught(AirFrame frame) {
        frame.view(view);
        long sender = view.transmitterAddress();
        boolean usable = sender != MacAddress.NONE && !MacAddress.isGroup(sender);
        if (usable && owners.size() < MAX_ADDRESSES) {
            owners.putIfAbsent(sender, frame.node());
        }
        FrameSummary summary = narrator.summarize(view);
        Seen seen = new Seen(frame, summary.text(), summary.bad());
        keep(kept, seen, KEPT_FRAMES);
        if (paused) {
            framesWhilePaused++;
        } else if (isWanted(seen)) {
            keep(shown, seen, SHOWN_FRAMES);
        }
    }

    /// So many frames came too fast for us since the lab is watched.
    void missed(long frames) {
        missed = frames;
    }

    /// Why there are no frames to be had; empty if there are.
    void noFrames(String why) {
        noFrames = why;
    }

    /// Why none is shown.
    String whyNoFrames() {
        return !noFrames.isEmpty()
                ? noFrames
                : filterText.isEmpty() ? "none yet" : "none that matches yet";
    }

    private static void keep(Deque<Seen> deque, Seen seen, int most) {
        deque.addLast(seen);
        if (deque.size() > most) {
            deque.removeFirst();
        }
    }

    @Override
    public @Nullable String nameOf(long macAddress) {
        return owners.get(macAddress);
    }

    /// Does what a key asks for.
    ///
    /// @param pageRows rows that a page has
    void press(Key key, int pageRows) {
        if (key == Key.Named.QUIT) {
            ended = true;
            return;
        }
        complaint = mode == Mode.FILTER ? complaint : "";
        switch (mode) {
            case OVERVIEW -> overview(key, pageRows);
            case DETAILS -> details(key, pageRows);
            case FILTER -> filter(key);
            case HELP -> mode = Mode.OVERVIEW;
        }
    }

    private void overview(Key key, int pageRows) {
        switch (key) {
            case Key.Typed letter -> {
                switch (letter.codePoint()) {
                    case 'q' -> ended = true;
                    case 's' -> sorting = sorting.next();
                    case ' ' -> pause();
                    case 'b' -> {
                        beaconsShown = !beaconsShown;
                        showAgain();
                    }
                    case '?', 'h' -> mode = Mode.HELP;
                    case '/' -> {
                        typed = filterText;
                        mode = Mode.FILTER;
                    }
                    case 'k' -> choose(-1);
                    case 'j' -> choose(1);
                    case 'G' -> chosen = NOTHING;
                    default -> {}
                }
            }
            case Key.Named.UP -> choose(-1);
            case Key.Named.DOWN -> choose(1);
            case Key.Named.PAGE_UP -> choose(-pageRows);
            case Key.Named.PAGE_DOWN -> choose(pageRows);
            case Key.Named.HOME -> choose(-SHOWN_FRAMES);
            case Key.Named.END, Key.Named.ESCAPE -> chosen = NOTHING;
            case Key.Named.ENTER -> open();
            default -> {}
        }
    }

    private void pause() {
        paused = !paused;
        if (!paused && framesWhilePaused > 0) {
            framesWhilePaused = 0;
            showAgain();
        }
    }

    /// Beacons come ten a second from each access point: without a filter they are not shown,
    /// unless the person asks for them.
    private boolean isWanted(Seen seen) {
        return filterText.isEmpty()
                ? beaconsShown || !seen.isBeacon()
                : filter.matches(seen.frame());
    }

    /// What is shown, from what is kept.
    private void showAgain() {
        shown.clear();
        kept.stream().filter(this::isWanted).forEach(seen -> keep(shown, seen, SHOWN_FRAMES));
    }

    /// Moves the choice by so many frames; beyond the newest nothing is chosen.
    private void choose(int step) {
        List<Seen> frames = frames();
        int at = chosenIndex(frames);
        int next = at < 0 ? frames.size() + step : at + step;
        if (frames.isEmpty() || next >= frames.size()) {
            chosen = NOTHING;
        } else {
            chosen = frames.get(Math.max(0, next)).frame().number();
        }
    }

    private void open() {
        List<Seen> frames = frames();
        int at = chosenIndex(frames);
        if (!frames.isEmpty()) {
            detailed = at < 0 ? frames.getLast() : frames.get(at);
            chosen = detailed.frame().number();
            scrolled = 0;
            mode = Mode.DETAILS;
        }
    }

    private void details(Key key, int pageRows) {
        switch (key) {
            case Key.Typed letter -> {
                switch (letter.codePoint()) {
                    case 'q' -> mode = Mode.OVERVIEW;
                    case 'k' -> scroll(-1, pageRows);
                    case 'j' -> scroll(1, pageRows);
                    case ' ' -> scroll(pageRows, pageRows);
                    case 'p' -> other(-1);
                    case 'n' -> other(1);
                    default -> {}
                }
            }
            case Key.Named.UP -> scroll(-1, pageRows);
            case Key.Named.DOWN -> scroll(1, pageRows);
            case Key.Named.PAGE_UP -> scroll(-pageRows, pageRows);
            case Key.Named.PAGE_DOWN -> scroll(pageRows, pageRows);
            case Key.Named.HOME -> scrolled = 0;
            case Key.Named.END -> scroll(Integer.MAX_VALUE / 2, pageRows);
            case Key.Named.LEFT -> other(-1);
            case Key.Named.RIGHT -> other(1);
            case Key.Named.ENTER, Key.Named.ESCAPE -> mode = Mode.OVERVIEW;
            default -> {}
        }
    }

    private void scroll(int rows, int pageRows) {
        scrolled =
                Math.clamp((long) scrolled + rows, 0, Math.max(0, detailLines().size() - pageRows));
    }

    /// The frame before or after the one whose details are seen.
    private void other(int step) {
        List<Seen> frames = frames();
        int at = chosenIndex(frames) + step;
        if (at >= 0 && at < frames.size()) {
            detailed = frames.get(at);
            chosen = detailed.frame().number();
            scrolled = 0;
        }
    }

    private void filter(Key key) {
        switch (key) {
            case Key.Typed letter -> {
                if (typed.length() < MAX_FILTER) {
                    typed += Character.toString(letter.codePoint());
                }
            }
            case Key.Named.BACKSPACE ->
                    typed =
                            typed.isEmpty()
                                    ? ""
                                    : typed.substring(
                                            0, typed.offsetByCodePoints(typed.length(), -1));
            case Key.Named.ESCAPE -> {
                complaint = "";
                mode = Mode.OVERVIEW;
            }
            case Key.Named.CLEAR -> typed = "";
            case Key.Named.ENTER -> applyFilter();
            default -> {}
        }
    }

    private void applyFilter() {
        String text = typed.strip();
        try {
            List<String> nodes = looks.names();
            FrameFilter wanted =
                    nodes.isEmpty() ? FrameFilters.parse(text) : FrameFilters.parse(text, nodes);
            filter = wanted.knowing(this);
            filterText = text;
            complaint = "";
            chosen = NOTHING;
            mode = Mode.OVERVIEW;
            showAgain();
        } catch (IllegalArgumentException e) {
            // Below its first line is a picture of the place, for which there is no room.
            complaint = String.valueOf(e.getMessage()).lines().findFirst().orElse("not a filter");
        }
    }

    /// Frames that can be seen, the oldest first.
    List<Seen> frames() {
        return new ArrayList<>(shown);
    }

    /// Where the chosen frame is among those; −1 if none is chosen, or it is forgotten.
    int chosenIndex(List<Seen> frames) {
        for (int i = 0; chosen != NOTHING && i < frames.size(); i++) {
            if (frames.get(i).frame().number() == chosen) {
                return i;
            }
        }
        return -1;
    }

    /// The chosen frame's tree; none without one.
    List<Line> detailLines() {
        Seen seen = detailed;
        return seen == null
                ? List.of()
                : FrameDetails.of(
                        seen, this, Style.node(looks.number(seen.frame().node())), columns - 1);
    }

    String lab() {
        return lab;
    }

    Looks looks() {
        return looks;
    }

    Mode mode() {
        return mode;
    }

    Sorting sorting() {
        return sorting;
    }

    boolean isPaused() {
        return paused;
    }

    long framesWhilePaused() {
        return framesWhilePaused;
    }

    long missed() {
        return missed;
    }

    /// Whether beacons are left out.
    boolean hidesBeacons() {
        return filterText.isEmpty() && !beaconsShown;
    }

    /// The filter as it was written; empty for none.
    String filterText() {
        return filterText;
    }

    /// The filter that is being written.
    String typed() {
        return typed;
    }

    /// What is wrong with it; empty if nothing is.
    String complaint() {
        return complaint;
    }

    /// Rows of the details above the first that is seen.
    int scrolled() {
        return scrolled;
    }

    /// Whether the person wants no more.
    boolean isEnded() {
        return ended;
    }
}
