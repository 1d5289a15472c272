package io.airloom.medium;

import java.util.Arrays;

/// What is done with what became of a frame: it is judged, counted, and told to the sender and the
/// taps.
final class Results {
    private final Counters<AirCounter> counters = new Counters<>(AirCounter.class);
    private final Figures figures = new Figures();
    private final OpenFrames open = new OpenFrames();
    private Tap[] taps = {};

    Counters<AirCounter> counters() {
        return counters;
    }

    Figures figures() {
        return figures;
    }

    /// Frames whose receivers are not signalled yet.
    OpenFrames open() {
        return open;
    }

    void tap(Tap tap) {
        taps = Arrays.copyOf(taps, taps.length + 1);
        taps[taps.length - 1] = tap;
    }

    void untap(Tap tap) {
        taps = Arrays.stream(taps).filter(other -> !other.equals(tap)).toArray(Tap[]::new);
    }

    void joined(Radio radio) {
        for (Tap tap : taps) {
            tap.radioJoined(radio);
        }
    }

    void left(Radio radio) {
        figures.left(radio.figures());
        for (Tap tap : taps) {
            tap.radioLeft(radio);
        }
    }

    /// Says how often the frame was tried, and counts it.
    void judge(Transmission transmission, Outcome outcome) {
        outcome.tried(transmission);
        count(transmission, outcome);
    }

    /// Counts a frame by what its sender is told of it.
    void count(Transmission transmission, Outcome outcome) {
        counters.increment(
                outcome.acknowledged()
                        ? AirCounter.ACKNOWLEDGED
                        : transmission.ackExpected()
                                ? AirCounter.NOT_ACKNOWLEDGED
                                : AirCounter.NO_ACK_EXPECTED);
    }

    /// Tells the sender, if it is still there.
    void tell(Radio from, Transmission transmission, Outcome outcome) {
        if (from.isPresent()) {
            counters.increment(AirCounter.STATUSES);
            from.receiver().transmitted(from, transmission, outcome);
        }
    }

    /// Everybody has the frame who gets it.
    ///
    /// @param dueNanos when they should have had it
    void concluded(Radio from, Transmission transmission, Outcome outcome, long dueNanos) {
        if (outcome.copies() > 0) {
            open.add(dueNanos);
        }
        figures.sent(from.figures(), transmission, outcome);
        for (Tap tap : taps) {
            if (from.isPresent()) {
                tap.transmitted(from, transmission, outcome);
            }
        }
    }
}
