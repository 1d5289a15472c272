package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameText;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Names;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Printable;
import io.airloom.topology.Topology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The last frames of an air, so that a step that fails can show them. Data frames have a place of
/// their own, so that a download does not push out how a station joined; of beacons only the last
/// of each node is kept, and they are counted.
final class FrameMemory implements AutoCloseable {
    private static final int KEPT = 200;
    private static final int MAX_NODES = 256;

    /// The stream keeps what comes meanwhile.
    private static final long LOOK_MILLIS = 100;

    private final FrameStream frames;
    private final Names names;
    private final long startEpochNanos;
    private final Thread thread;

    // Guarded by this.
    private final ArrayDeque<AirFrame> management = new ArrayDeque<>();
    private final ArrayDeque<AirFrame> data = new ArrayDeque<>();
    private final Map<String, AirFrame> beacons = new HashMap<>();
    private final Map<String, Long> beaconCounts = new HashMap<>();

    /// Begins to remember what is on a lab's air.
    ///
    /// @param startEpochNanos when the lab began, for the times of lines
    /// @return null if it has no steps that could come to show frames, or its frames cannot be had
    static @Nullable FrameMemory of(Lab lab, long startEpochNanos) {
        Topology topology = lab.topology();
        if (topology.steps().isEmpty()) {
            return null;
        }
        try {
            FrameStream frames = lab.live().frames(FrameFilter.ALL);
            return new FrameMemory(frames, topology.names(), startEpochNanos);
        } catch (EnvironmentException e) {
            String why = "steps that fail will show no frames: " + e.getMessage();
            lab.options().progress().note(why);
            return null;
        }
    }

    private FrameMemory(FrameStream frames, Names names, long startEpochNanos) {
        this.frames = frames;
        this.names = names;
        this.startEpochNanos = startEpochNanos;
        this.thread = Thread.ofVirtual().name("frame memory").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException | EnvironmentException e) {
            // It is closed, or the air has ended: nothing new will come.
            return;
        }
    }

    /// Takes in what has come.
    private synchronized void look() throws InterruptedException {
        FrameView view = new FrameView();
        for (AirFrame frame = frames.next(Duration.ZERO);
                frame != null;
                frame = frames.next(Duration.ZERO)) {
            frame.view(view);
            if (view.type() == FrameType.BEACON) {
                if (beacons.size() < MAX_NODES || beacons.containsKey(frame.node())) {
                    beacons.put(frame.node(), frame);
                    beaconCounts.merge(frame.node(), 1L, Long::sum);
                }
                continue;
            }
            ArrayDeque<AirFrame> kept = view.type().isData() ? data : management;
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.addLast(frame);
        }
    }

    /// The last frames that somebody is interested in, in words, safe to show.
    ///
    /// @param limit of lines; one more may tell of beacons
    synchronized List<String> last(int limit, Predicate<AirFrame> interesting) {
        try {
            look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (EnvironmentException e) {
            // What was seen before the air's end is all there is.
            frames.close();
        }
        FrameText text = new FrameText(names);
        beacons.values().forEach(text::summary);
        List<AirFrame> all = new ArrayList<>(management);
        all.addAll(data);
        all.sort(Comparator.comparingLong(AirFrame::number));
        List<AirFrame> some = all.stream().filter(interesting).toList();
        List<String> lines = new ArrayList<>();
        for (AirFrame frame : some.subList(Math.max(0, some.size() - limit), some.size())) {
            lines.add(Printable.line(text.line(frame, startEpochNanos)));
        }
        beacons.forEach((node, beacon) -> {
            if (interesting.test(beacon)) {
                lines.add(
                        "and %,d beacons of %s"
                                .formatted(
                                        beaconCounts.getOrDefault(node, 0L), Printable.line(node)));
            }
        });
        return lines;
    }

    @Override
    public void close() {
        thread.interrupt();
        frames.close();
    }
}
