package io.airloom.medium;

/// What became of a transmission: the sender's TX status, and what taps are told.
///
/// Mutable and reused by {@link Air}; valid only during the call that it is passed to.
public final class Outcome {
    /// The signal of an acknowledgement that nobody heard.
    public static final int NO_SIGNAL_DBM = -100;

    private boolean acknowledged;
    private int ackSignalDbm;
    private int copies;
    private int drops;
    private final int[] tries = new int[Transmission.LEGS];
    private int legs;

    Outcome() {}

    void clear() {
        acknowledged = false;
        ackSignalDbm = NO_SIGNAL_DBM;
        copies = 0;
        drops = 0;
        legs = 0;
    }

    void copy(Outcome other) {
        acknowledged = other.acknowledged;
        ackSignalDbm = other.ackSignalDbm;
        copies = other.copies;
        drops = other.drops;
        legs = other.legs;
        System.arraycopy(other.tries, 0, tries, 0, legs);
    }

    void copied() {
        copies++;
    }

    void dropped() {
        drops++;
    }

    void acknowledged(int signalDbm) {
        acknowledged = true;
        ackSignalDbm = signalDbm;
    }

    /// The first try of the first leg was enough, or the only one there is.
    void triedOnce(Transmission transmission) {
        legs = transmission.rateIndex(0) < 0 ? 0 : 1;
        tries[0] = 1;
    }

    /// Every try that the sender allows was made.
    void triedAll(Transmission transmission) {
        legs = 0;
        while (legs < Transmission.LEGS && transmission.rateIndex(legs) >= 0) {
            tries[legs] = transmission.rateTries(legs);
            legs++;
        }
    }

    /// Did the owner of the receiver address take it and its acknowledgement come back?
    public boolean acknowledged() {
        return acknowledged;
    }

    /// Signal at which the sender heard the acknowledgement; {@link #NO_SIGNAL_DBM} if it did not.
    public int ackSignalDbm() {
        return ackSignalDbm;
    }

    /// Receivers that took the frame.
    public int copies() {
        return copies;
    }

    /// Receivers that should have got the frame and could not take it; 1 for a frame that nobody
    /// can be given.
    public int drops() {
        return drops;
    }

    /// How many legs were used, 0 … 4. Leg `i` is the sender's leg `i`.
    public int legs() {
        return legs;
    }

    /// Tries made on a leg; 0 if it was not used.
    public int tries(int leg) {
        return leg < legs ? tries[leg] : 0;
    }

    /// Tries made on all legs.
    public int tries() {
        int sum = 0;
        for (int leg = 0; leg < legs; leg++) {
            sum += tries[leg];
        }
        return sum;
    }
}
