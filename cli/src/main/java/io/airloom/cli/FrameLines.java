package io.airloom.cli;

import io.airloom.ieee80211.FrameSummary;
import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.Narrator;
import io.airloom.image.Printable;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns frames into lines for people, and leaves out what only repeats: an access point's beacons
/// after the first, data frames after the first few.
///
/// ```
///    2.871  ap1   Beacon "lab" ch 1, WPA2-PSK/CCMP        every 102 ms from here on
///    3.148  ap1   EAPOL-Key 1/4 → sta1                     acked
/// ```
final class FrameLines {
    /// Data frames shown, all senders together, before they are only counted.
    private static final int SHOWN_DATA_FRAMES = 8;

    private static final int MAX_BEACON_SENDERS = 1024;
    private static final double MILLIS_PER_TIME_UNIT = 1.024;
    private static final ValueLayout.OfShort LITTLE_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BEACON_INTERVAL_OFFSET = 8;

    private final FrameNames names;
    private final Narrator narrator;
    private final Paint paint;
    private final int width;
    private final boolean everything;
    private final Set<Long> beaconed = new HashSet<>();
    private int dataFrames;
    private int nameWidth;
    private long hidden;

    /// @param everything leave nothing out
    FrameLines(FrameNames names, Paint paint, int width, boolean everything, int nameWidth) {
        this.names = names;
        this.narrator = new Narrator(names);
        this.paint = paint;
        this.width = width;
        this.everything = everything;
        this.nameWidth = nameWidth;
    }

    /// Frames that no line was made of.
    long hidden() {
        return hidden;
    }

    /// The line of a frame, or null if it is left out.
    ///
    /// @param seconds on the clock of the trace
    /// @param node who sent it
    /// @param fate what became of it, for the right edge; may be empty
    /// @param wentWell paints the fate
    @Nullable String line(
            double seconds, String node, FrameView frame, String fate, boolean wentWell) {
        String note = fate;
        // Frames that are left out too: what they say of a network explains later ones.
        FrameSummary summary = narrator.summarize(frame);
        if (!everything) {
            if (frame.type() == FrameType.BEACON) {
                if (beaconed.size() >= MAX_BEACON_SENDERS
                        || !beaconed.add(frame.transmitterAddress())) {
                    hidden++;
                    return null;
                }
                note = interval(frame);
            } else if (isBulk(frame, summary) && ++dataFrames > SHOWN_DATA_FRAMES) {
                hidden++;
                return dataFrames == SHOWN_DATA_FRAMES + 1
                        ? paint.dim(
                                "           … further data frames are counted, not shown (-v shows all)")
                        : null;
            }
        }
        return render(seconds, node, Printable.line(summary.text()), note, wentWell, summary.bad());
    }

    /// Data that is not part of joining: EAPOL frames have a name of their own.
    private static boolean isBulk(FrameView frame, FrameSummary summary) {
        return frame.type().isData() && !summary.type().startsWith("EAPOL");
    }

    private static String interval(FrameView beacon) {
        if (beacon.bodyLength() < BEACON_INTERVAL_OFFSET + 2) {
            return "";
        }
        int timeUnits =
                beacon.segment().get(LITTLE_SHORT, beacon.bodyOffset() + BEACON_INTERVAL_OFFSET)
                        & 0xffff;
        return "every " + Math.round(timeUnits * MILLIS_PER_TIME_UNIT) + " ms from here on";
    }

    private String render(
            double seconds, String node, String text, String note, boolean good, boolean bad) {
        String name = Printable.line(node);
        nameWidth = Math.clamp(name.length(), nameWidth, 16);
        String head = String.format(Locale.ROOT, "%8.3f  ", seconds);
        String padded = name + " ".repeat(Math.max(0, nameWidth - name.length()));
        int room = Math.max(20, width - head.length() - padded.length() - 2);
        int forText = note.isEmpty() ? room : Math.max(20, room - note.length() - 2);
        String shown = cut(text, forText);
        String gap = " ".repeat(Math.max(2, room - length(shown) - note.length()));
        return paint.dim(head)
                + paint.node(names.number(node), padded)
                + "  "
                + (bad ? paint.bad(shown) : shown)
                + (note.isEmpty() ? "" : gap + (good ? paint.dim(note) : paint.bad(note)));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cut(String text, int columns) {
        return length(text) <= columns
                ? text
                : text.substring(0, text.offsetByCodePoints(0, columns - 1)) + "…";
    }
}
