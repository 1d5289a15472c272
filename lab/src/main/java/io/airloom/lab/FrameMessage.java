package io.airloom.lab;

import io.airloom.capture.AirFrame;
import io.airloom.capture.FrameFilter;
import io.airloom.capture.FrameFilters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Frames as control messages, which is how they come after `op: frames` and `filter`:
///
/// | member | |
/// | --- | --- |
/// | `node` | who sent it |
/// | `fate` | numbers between blanks: time (ns since 1970), MHz, rate's index and flags, tries, `true` if an acknowledgement was expected, and came, its dBm, copies, drops, length |
/// | `octets` | in base64 |
/// | `dropped` | instead of these: frames that the reader has missed so far |
final class FrameMessage {
    /// Longest such line.
    static final int MAX_LINE = 1 << 14;

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int FATES = 11;

    private FrameMessage() {}

    /// Asks for frames.
    static ControlMessage request(FrameFilter filter) {
        String text = filter.text();
        return ControlMessage.of("op", "frames", "filter", text == null ? "" : text);
    }

    /// The filter that a request asks for.
    ///
    /// @throws IllegalArgumentException if it is none
    static FrameFilter filter(ControlMessage request) {
        return FrameFilters.parse(request.text("filter"));
    }

    static ControlMessage of(AirFrame frame) {
        String fate =
                "%d %d %d %d %d %s %s %d %d %d %d"
                        .formatted(
                                frame.epochNanos(),
                                frame.freqMhz(),
                                frame.rateIndex(),
                                frame.rateFlags(),
                                frame.tries(),
                                frame.ackExpected(),
                                frame.acknowledged(),
                                frame.ackSignalDbm(),
                                frame.copies(),
                                frame.drops(),
                                frame.originalLength());
        return ControlMessage.of(
                "node", frame.node(),
                "fate", fate,
                "octets", ControlMessage.base64(frame.octets()));
    }

    /// The frame that a message is; null if it is none. Total.
    static @Nullable AirFrame parse(long number, ControlMessage message) {
        String[] fate = message.text("fate").split(" ", -1);
        byte[] octets = message.octets("octets");
        if (fate.length != FATES || octets == null) {
            return null;
        }
        try {
            return new AirFrame(
                    number,
                    Long.parseLong(fate[0]),
                    message.text("node"),
                    Integer.parseInt(fate[1]),
                    Integer.parseInt(fate[2]),
                    Integer.parseInt(fate[3]),
                    Integer.parseInt(fate[4]),
                    fate[5].equals("true"),
                    fate[6].equals("true"),
                    Integer.parseInt(fate[7]),
                    Integer.parseInt(fate[8]),
                    Integer.parseInt(fate[9]),
                    Integer.parseInt(fate[10]),
                    octets);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// The frames of a stream as an answer.
    static ControlFlow flow(FrameStream stream) {
        return new ControlFlow() {
            private long told;

            @Override
            public @Nullable ControlMessage next() throws InterruptedException {
                if (stream.dropped() != told) {
                    told = stream.dropped();
                    return ControlMessage.of("dropped", String.valueOf(told));
                }
                AirFrame frame = stream.next(PATIENCE);
                return frame == null ? null : of(frame);
            }

            @Override
            public void close() {
                stream.close();
            }
        };
    }
}
