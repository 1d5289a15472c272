package io.airloom.medium;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The frames of an air on which each try takes its time: from the moment when they are announced
/// until they are over, and their sender is told.
///
/// What becomes of a frame is drawn when its first try begins, and again after a collision; who
/// hears it is decided when its last one is over.
final class TimedFrames {
    private final Hearers hearers;
    private final Results results;
    private final Flight flight;
    private final Contention contention;

    /// @param seed of the slots that are drawn
    /// @param flight where frames go on, on an air with a delay
    TimedFrames(Hearers hearers, Results results, Flight flight, long seed) {
        this.hearers = hearers;
        this.results = results;
        this.flight = flight;
        this.contention = new Contention(seed, this::plan);
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

    private void plan(WaitingFrame frame) {
        hearers.foresee(frame.from(), frame.transmission, frame.outcome);
        frame.outcome.tried(frame.transmission);
        frame.plan();
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
            } else if (!frame.isPlanned()) {
                plan(frame);
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
            hearers.deliver(from, frame.transmission, frame.outcome);
        }
        results.tell(from, frame.transmission, frame.outcome);
        results.concluded(from, frame.transmission, frame.outcome, frame.endNanos());
    }

    /// The air has a delay, too.
    private void goOn(WaitingFrame frame, Radio from) {
        results.tell(from, frame.transmission, frame.outcome);
        frame.transmission.announced(frame.endNanos());
        if (flight.takes(from)) {
            flight.send(from, frame.transmission, frame.outcome);
        } else {
            hearers.drop(AirCounter.DROPPED_AIR_FULL, frame.outcome);
            results.concluded(from, frame.transmission, frame.outcome, frame.endNanos());
        }
    }
}
