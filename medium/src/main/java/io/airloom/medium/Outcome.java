package io.airloom.medium;

import org.jspecify.annotations.Nullable;

/// What became of a transmission: the sender's TX status, and what taps are told.
///
/// Mutable and reused by {@link Air}; valid only during the call that it is passed to.
public final class Outcome {
    /// The signal of an acknowledgement that nobody heard.
    public static final int NO_SIGNAL_DBM = -100;

    private boolean acknowledged;
    private int acknowledgedTry;
    private int ackSignalDbm;
    private @Nullable Radio addressee;
    private int modelDbm;
    private int copies;
    private int drops;
    private final int[] tries = new int[Transmission.LEGS];
    private int legs;

    Outcome() {}

    void clear() {
        acknowledged = false;
        acknowledgedTry = 0;
        ackSignalDbm = NO_SIGNAL_DBM;
        copies = 0;
        drops = 0;
        legs = 0;
        addressee = null;
        modelDbm = Propagation.NOT_HEARD;
    }

    /// Becomes the same as another one but for the addressee, which is found again.
    void copy(Outcome other) {
        acknowledged = other.acknowledged;
        acknowledgedTry = other.acknowledgedTry;
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

    /// A radio owns the receiver address, whether it hears the frame or not. Of several, one that
    /// has announced it is the addressee.
    void addressed(Radio owner, boolean announced) {
        if (addressee == null || announced) {
            addressee = owner;
        }
    }

    /// How strong an owner of the address would have heard the frame if nothing was ordered.
    void arrived(Radio owner, int dbm) {
        if (owner == addressee) {
            modelDbm = dbm;
        }
    }

    /// It holds nobody any more.
    void forgetAddressee() {
        addressee = null;
    }

    void acknowledged(int attempt, int signalDbm) {
        acknowledged = true;
        acknowledgedTry = attempt;
        ackSignalDbm = signalDbm;
    }

    /// As often as it was to be: until the acknowledgement, or until nothing is left; once if there
    /// is to be none.
    void tried(Transmission transmission) {
        if (!transmission.ackExpected() || acknowledgedTry == 1) {
            triedOnce(transmission);
        } else {
            tried(transmission, acknowledgedTry > 0 ? acknowledgedTry : Integer.MAX_VALUE);
        }
    }

    /// The first try of the first leg was enough, or the only one there is.
    private void triedOnce(Transmission transmission) {
        legs = transmission.rateIndex(0) < 0 ? 0 : 1;
        tries[0] = 1;
    }

    /// So many tries were made: the sender's legs one after the other, each as often as it allows.
    private void tried(Transmission transmission, int attempts) {
        int left = attempts;
        legs = 0;
        while (left > 0 && legs < Transmission.LEGS && transmission.rateIndex(legs) >= 0) {
            int made = Math.min(left, transmission.allowedTries(legs));
            tries[legs++] = made;
            left -= made;
        }
    }

    /// Who owns the receiver address; null if nobody does, or if there is none.
    @Nullable Radio addressee() {
        return addressee;
    }

    /// How strong the addressee would have heard it if nothing was ordered, or {@link
    /// Propagation#NOT_HEARD}.
    int modelDbm() {
        return modelDbm;
    }

    /// The try that was acknowledged, from 1; 0 if none was.
    int acknowledgedTry() {
        return acknowledgedTry;
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
