package io.airloom.medium;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The frames of an air on which each try takes its time: from the moment when they are announced
/// until they are over, and their sender is told.
///
/// What becomes of a try is decided when it is over, by all that was on the air meanwhile; who else
/// hears the frame than the one that it is for, when its last one is.
final class TimedFrames {
    private final Hearers hearers;
    private final Results results;
    private final Flight flight;
    private final Reception reception;
    private final Contention contention;

    /// @param seed of the slots that are drawn
    /// @param flight where frames go on, on an air with a delay
    TimedFrames(Hearers hearers, Results results, Flight flight, long seed) {
        this.hearers = hearers;
        this.results = results;
        this.flight = flight;
        this.reception = hearers.reception();
        this.contention = new Contention(seed, reception);
    }

    /// How each frequency was used. Allocates.
    List<ChannelUse> use() {
        return contention.use();
    }

    boolean isEmpty() {
        return contention.size() == 0;
    }

    long nanosUntilNext(long nowNanos) {
        return contention.nanosUntilNext(nowNanos);
    }

    /// Puts a frame behind those that wait. If there is no room for it, it is never tried.
    void send(Radio from, Transmission transmission, Outcome outcome) {
        if (!contention.add(from, transmission)) {
            hearers.drop(AirCounter.DROPPED_AIR_FULL, outcome);
            results.count(transmission, outcome);
            results.tell(from, transmission, outcome);
            results.concluded(from, transmission, outcome, transmission.announcedNanos());
        }
    }

    /// A radio has left: what it sends ends at once.
    void left(Radio radio) {
        contention.left(radio);
    }

    /// The next frame that had its last try by now, each once; null if there is none. To be ended.
    @Nullable WaitingFrame next(long nowNanos) {
        return contention.next(nowNanos);
    }

    /// A frame is over: those hear it who hear it now, and its sender is told.
    void end(WaitingFrame frame) {
        Radio from = frame.from();
        try {
            if (!from.isPresent()) {
                hearers.drop(AirCounter.DROPPED_SENDER_GONE, frame.outcome);
            } else {
                frame.outcome.tried(frame.transmission);
            }
            results.count(frame.transmission, frame.outcome);
            if (flight.isInUse() && from.isPresent()) {
                goOn(frame, from);
            } else {
                deliver(frame, from);
            }
        } finally {
            contention.release(frame);
        }
    }

    private void deliver(WaitingFrame frame, Radio from) {
        if (from.isPresent()) {
            reception.recall(frame);
            try {
                hearers.deliver(from, frame.transmission, frame.outcome);
            } finally {
                reception.forget();
            }
        }
        results.tell(from, frame.transmission, frame.outcome);
        results.concluded(from, frame.transmission, frame.outcome, frame.endNanos());
    }

    /// The air has a delay, too.
    private void goOn(WaitingFrame frame, Radio from) {
        results.tell(from, frame.transmission, frame.outcome);
        frame.transmission.announced(frame.endNanos());
        frame.forgetWhom();
        if (flight.takes(from)) {
            flight.send(from, frame.transmission, frame.outcome);
        } else {
            hearers.drop(AirCounter.DROPPED_AIR_FULL, frame.outcome);
            results.concluded(from, frame.transmission, frame.outcome, frame.endNanos());
        }
    }
}
