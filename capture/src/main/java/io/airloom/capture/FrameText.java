package io.airloom.capture;

import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Names;
import io.airloom.ieee80211.Narrator;
import java.util.Locale;

/// Frames as lines of plain text, for reports and wherever there are no colours. What guests have
/// chosen (an SSID) stands in them as it is: not safe to show. One thread.
///
/// ```
///    3.148  ap1   EAPOL-Key 1/4 → sta1  acked
/// ```
public final class FrameText {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Narrator narrator;
    private final FrameView view = new FrameView();

    /// @param names who has which address
    public FrameText(Names names) {
        this.narrator = new Narrator(names);
    }

    /// What a frame says. Frames that are not shown are to be put here, too: what a beacon says of
    /// its network explains later ones.
    public FrameSummary summary(AirFrame frame) {
        return narrator.summarize(frame.view(view));
    }

    /// The line of a frame.
    ///
    /// @param zeroEpochNanos when the line's clock began
    public String line(AirFrame frame, long zeroEpochNanos) {
        String fate = fate(frame);
        return String.format(
                Locale.ROOT,
                "%8.3f  %s  %s%s",
                (frame.epochNanos() - zeroEpochNanos) / NANOS_PER_SECOND,
                frame.node(),
                summary(frame).text(),
                fate.isEmpty() ? "" : "  " + fate);
    }

    /// What became of a frame, in a word or two; empty if there is nothing to say.
    public static String fate(AirFrame frame) {
        if (frame.drops() > 0) {
            return "dropped by " + frame.drops();
        }
        return frame.isLost() ? "no ack" : frame.acknowledged() ? "acked" : "";
    }
}
