package io.airloom.medium;

import org.jspecify.annotations.Nullable;

/// Who hears what is on the air for a time: the answers to what [SharedChannel] asks at the end of
/// each PPDU.
final class Reception implements SharedChannel.Hearing {
    private final Hearers hearers;
    private final Propagation propagation;
    private final Links links;
    private final Errors errors;
    private final int noiseDbm;

    /// @param errors those that `hearers` asks, too
    Reception(Hearers hearers, Propagation propagation, Links links, Errors errors, int noiseDbm) {
        this.hearers = hearers;
        this.propagation = propagation;
        this.links = links;
        this.errors = errors;
        this.noiseDbm = noiseDbm;
    }

    @Override
    public int dbm(Transmission carrier, Radio from, Radio to) {
        int model = propagation.signalDbm(carrier, from, to);
        return links.isOrdered() ? links.heardDbm(from, to, model, Links.MIN_SIGNAL_DBM) : model;
    }

    @Override
    public int noiseDbm() {
        return noiseDbm;
    }

    @Override
    public boolean takeSpoilt() {
        return errors.takeSpoilt();
    }

    @Override
    public @Nullable Radio addressee(WaitingFrame frame, OnAir air, Ppdu ppdu) {
        errors.interference().during(air, ppdu);
        try {
            return frame.isForMany() ? nobody(frame) : addressee(frame, ppdu.kind());
        } finally {
            errors.interference().end();
        }
    }

    /// Who owns the address, is on the frequency and hears it. One that has announced the address
    /// is it rather than one that has sent from it; of several, the one heard best.
    private @Nullable Radio addressee(WaitingFrame frame, Ppdu.Kind kind) {
        Radio from = frame.from();
        Transmission transmission = frame.transmission;
        long address = transmission.receiverAddress();
        boolean announced = from.announces(address);
        boolean announces = false;
        Radio best = null;
        int bestDbm = Propagation.NOT_HEARD;
        for (int i = 0; i < hearers.seats(); i++) {
            Radio to = hearers.at(i);
            boolean owns = to.announces(address);
            if (to == from || !to.isPresent() || !(owns || to.sentFrom(address))) {
                continue;
            }
            frame.outcome.addressed(to, owns);
            announced |= owns;
            if (to.lastFreqMhz() != transmission.freqMhz() || !hears(frame, kind, to)) {
                continue;
            }
            int answerDbm = dbm(transmission, to, from);
            if (best == null
                    || (owns && !announces)
                    || (owns == announces && answerDbm > bestDbm)) {
                best = to;
                bestDbm = answerDbm;
                announces = owns;
            }
        }
        return announced && !announces ? null : best;
    }

    private boolean hears(WaitingFrame frame, Ppdu.Kind kind, Radio to) {
        Radio from = frame.from();
        Transmission transmission = frame.transmission;
        int dbm = dbm(transmission, from, to);
        if (dbm < Links.MIN_SIGNAL_DBM) {
            return false;
        }
        if (kind == Ppdu.Kind.RTS) {
            return errors.isRtsHeard(transmission, from, to, dbm, frame.attempt());
        }
        frame.outcome.arrived(to, propagation.signalDbm(transmission, from, to));
        return errors.isHeard(transmission, from, to, dbm, frame.attempt());
    }

    /// Asks all of them, only to know whether it is spoilt for any.
    private @Nullable Radio nobody(WaitingFrame frame) {
        for (int i = 0; i < hearers.seats() && !errors.isSpoilt(); i++) {
            Radio to = hearers.at(i);
            if (to != frame.from() && to.isPresent() && to.lastFreqMhz() == freqMhz(frame)) {
                hears(frame, Ppdu.Kind.FRAME, to);
            }
        }
        return null;
    }

    private static int freqMhz(WaitingFrame frame) {
        return frame.transmission.freqMhz();
    }

    @Override
    public boolean isHeard(WaitingFrame frame, OnAir air, Ppdu ppdu, Radio to) {
        Radio from = ppdu.from();
        if (from == null || !from.isPresent()) {
            return false;
        }
        int dbm = dbm(frame.transmission, from, to);
        errors.interference().during(air, ppdu);
        try {
            return ppdu.kind() == Ppdu.Kind.CTS
                    ? errors.isCtsHeard(frame.transmission, from, to, dbm, frame.attempt())
                    : isAckHeard(frame, from, to, dbm);
        } finally {
            errors.interference().end();
        }
    }

    private boolean isAckHeard(WaitingFrame frame, Radio from, Radio to, int dbm) {
        boolean heard = errors.isAnswerHeard(frame.transmission, from, to, dbm, frame.attempt());
        if (heard) {
            frame.outcome.acknowledged(frame.attempt(), dbm);
        }
        return heard;
    }

    /// Who hears a frame that is over is asked about its last try, if it was for many: they hear it
    /// by themselves. Of one that is for a single radio, others hear the tries that were not spoilt
    /// for that one.
    void recall(WaitingFrame frame) {
        if (frame.isForMany()) {
            frame.recall(errors.interference());
        }
    }

    /// Nothing is asked any more.
    void forget() {
        errors.interference().end();
        errors.takeSpoilt();
    }
}
