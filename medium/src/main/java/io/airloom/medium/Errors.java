package io.airloom.medium;

/// Which tries of a frame are lost on an air on which weak signals are: to what was ordered ({@link
/// Links}), and to noise, each by a draw of its own.
///
/// A draw depends on seed, frame number, who sends, who hears, and the try, as those of orders do.
final class Errors {
    /// Tells the draws of noise from those of orders.
    private static final long NOISE = 0x6e6f_6973_6521L;

    private static final long ANSWER = 0x616e_7377_6572L;

    private final ErrorRate rate;
    private final Links links;
    private final long seed;

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
                    && isAnswerHeard(transmission, from, to, ackDbm, attempt)) {
                return attempt;
            }
        }
        return 0;
    }

    private boolean isHeard(
            Transmission transmission, Radio from, Radio to, int signalDbm, int attempt) {
        if (transmission.isTryLost(attempt)
                || links.losesTry(transmission.number(), from, to, attempt)) {
            return false;
        }
        int leg = transmission.legOf(attempt);
        double lost =
                rate.lost(
                        transmission.rateIndex(leg),
                        transmission.rateFlags(leg),
                        transmission.freqMhz(),
                        transmission.frameLength(),
                        signalDbm);
        return !isDrawn(lost, seed, transmission, from, to, attempt);
    }

    private boolean isAnswerHeard(
            Transmission transmission, Radio from, Radio to, int ackDbm, int attempt) {
        if (links.losesAnswer(transmission.number(), to, from, attempt)) {
            return false;
        }
        int leg = transmission.legOf(attempt);
        double lost =
                rate.answerLost(
                        transmission.rateIndex(leg),
                        transmission.rateFlags(leg),
                        transmission.freqMhz(),
                        ackDbm);
        return !isDrawn(lost, seed ^ ANSWER, transmission, to, from, attempt);
    }

    /// Without a draw where there is no doubt.
    private static boolean isDrawn(
            double lost, long seed, Transmission transmission, Radio from, Radio to, int attempt) {
        if (lost == 0) {
            return false;
        }
        long way = Draws.way(seed, transmission.number(), from, to);
        return Draws.happens(way + attempt * Draws.GOLDEN, Draws.chance(lost));
    }
}
