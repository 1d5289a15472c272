package io.airloom.medium;

/// Which tries of a frame are lost on an air on which weak signals are: to what was ordered ({@link
/// Links}), and to noise, each by a draw of its own.
///
/// Who else sends at the same time is noise that comes on top ([Interference]); the draw is the
/// same, so that whoever hears a try in spite of him would hear it without him, too.
///
/// A draw depends on seed, frame number, who sends, who hears, and the try, as those of orders do.
final class Errors {
    /// Tells the draws of noise from those of orders.
    private static final long NOISE = 0x6e6f_6973_6521L;

    private static final long ANSWER = 0x616e_7377_6572L;
    private static final long RTS = 0x7274_73L;
    private static final long CTS = 0x6374_73L;
    private static final int RTS_LENGTH = 20;

    /// Of a CTS, and of an acknowledgement.
    private static final int CONTROL_LENGTH = 14;

    private final ErrorRate rate;
    private final Links links;
    private final long seed;
    private final Interference interference = new Interference();
    private boolean spoilt;

    /// @param links what was ordered on top
    Errors(ErrorRate rate, Links links, long seed) {
        this.rate = rate;
        this.links = links;
        this.seed = seed ^ NOISE;
    }

    /// The first of so many tries that `to` hears; 0 if it hears none. Kernels are told of no
    /// signal below {@link Links#MIN_SIGNAL_DBM}.
    int firstHeard(Transmission transmission, Radio from, Radio to, int signalDbm, int tries) {
        int audible = signalDbm < Links.MIN_SIGNAL_DBM ? 0 : tries;
        for (int attempt = 1; attempt <= audible; attempt++) {
            if (isHeard(transmission, from, to, signalDbm, attempt)) {
                return attempt;
            }
        }
        return 0;
    }

    /// The first of so many tries that `to` hears and whose acknowledgement `from` hears; 0 if
    /// there is none.
    int firstAnswered(
            Transmission transmission, Radio from, Radio to, int signalDbm, int ackDbm, int tries) {
        if (ackDbm < Links.MIN_SIGNAL_DBM) {
            return 0;
        }
        for (int attempt = 1; attempt <= tries; attempt++) {
            if (isHeard(transmission, from, to, signalDbm, attempt)
                    && isAnswerHeard(transmission, to, from, ackDbm, attempt)) {
                return attempt;
            }
        }
        return 0;
    }

    /// What others send during the tries that are asked about; nothing, unless somebody says so.
    Interference interference() {
        return interference;
    }

    /// Were any of the tries asked about since this was asked last lost to others who sent, rather
    /// than to anything else?
    boolean takeSpoilt() {
        boolean taken = spoilt;
        spoilt = false;
        return taken;
    }

    /// Has any been already?
    boolean isSpoilt() {
        return spoilt;
    }

    /// Does `to` hear that try?
    boolean isHeard(Transmission transmission, Radio from, Radio to, int signalDbm, int attempt) {
        if (transmission.isTryLost(attempt)
                || links.losesTry(transmission.number(), from, to, attempt)) {
            return false;
        }
        int leg = transmission.legOf(attempt);
        int index = transmission.rateIndex(leg);
        int flags = transmission.rateFlags(leg);
        int freqMhz = transmission.freqMhz();
        int octets = transmission.frameLength();
        long way = Draws.way(seed, transmission.number(), from, to) + attempt * Draws.GOLDEN;
        double lost = rate.lost(index, flags, freqMhz, octets, signalDbm, null);
        if (isDrawn(lost, way)) {
            return false;
        }
        return !interference.gather(to, signalDbm)
                || !spoils(rate.lost(index, flags, freqMhz, octets, signalDbm, interference), way);
    }

    /// Does `to` hear the acknowledgement of a try that `from` has heard?
    boolean isAnswerHeard(
            Transmission transmission, Radio from, Radio to, int signalDbm, int attempt) {
        return !links.losesAnswer(transmission.number(), from, to, attempt)
                && isControlHeard(
                        transmission, from, to, signalDbm, attempt, ANSWER, CONTROL_LENGTH);
    }

    /// Does `to` hear the RTS of a try?
    boolean isRtsHeard(
            Transmission transmission, Radio from, Radio to, int signalDbm, int attempt) {
        return isControlHeard(transmission, from, to, signalDbm, attempt, RTS, RTS_LENGTH);
    }

    /// Does `to`, whoever that is, hear the CTS before a try?
    boolean isCtsHeard(
            Transmission transmission, Radio from, Radio to, int signalDbm, int attempt) {
        return isControlHeard(transmission, from, to, signalDbm, attempt, CTS, CONTROL_LENGTH);
    }

    private boolean isControlHeard(
            Transmission transmission,
            Radio from,
            Radio to,
            int signalDbm,
            int attempt,
            long kind,
            int octets) {
        if (signalDbm < Links.MIN_SIGNAL_DBM) {
            return false;
        }
        int leg = transmission.legOf(attempt);
        int index = transmission.rateIndex(leg);
        int flags = transmission.rateFlags(leg);
        int freqMhz = transmission.freqMhz();
        long way = Draws.way(seed ^ kind, transmission.number(), from, to) + attempt * Draws.GOLDEN;
        double lost = rate.controlLost(index, flags, freqMhz, octets, signalDbm, null);
        if (isDrawn(lost, way)) {
            return false;
        }
        return !interference.gather(to, signalDbm)
                || !spoils(
                        rate.controlLost(index, flags, freqMhz, octets, signalDbm, interference),
                        way);
    }

    /// The same draw as without the others.
    private boolean spoils(double lost, long way) {
        boolean spoils = isDrawn(lost, way);
        spoilt |= spoils;
        return spoils;
    }

    /// Without a draw where there is no doubt.
    private static boolean isDrawn(double lost, long way) {
        return lost != 0 && Draws.happens(way, Draws.chance(lost));
    }
}
