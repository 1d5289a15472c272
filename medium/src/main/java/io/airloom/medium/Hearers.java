package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.PhyRate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The radios of one air, and the carrying of a frame to those of them that hear it: the rules of
/// {@link Air}, at the moment when the frame arrives.
final class Hearers {
    /// Shortest frame that a kernel takes in (hwsim.md §4.2).
    private static final int MIN_COPIED_LENGTH = 24;

    private final Propagation propagation;
    private final Links links;
    private final @Nullable Errors errors;
    private final int faintestDbm;
    private final Counters<AirCounter> counters;
    private Radio[] radios = new Radio[16];
    private int seats;
    private int absent;
    private int nextStart;

    private Outcome outcome = new Outcome();
    private boolean giving;
    private boolean answering;
    private boolean ordered;
    private boolean lossy;
    private int tries;
    private int modelDbm;
    private int heardDbm;
    private @Nullable InternalError fault;
    private boolean announcedBySomeone;
    private final Answer ofAnnouncer = new Answer();
    private final Answer ofSenderFrom = new Answer();

    /// The earliest acknowledgement that the sender hears; of those that come together, the
    /// strongest.
    private static final class Answer {
        private int attempt;
        private int signalDbm;

        void clear() {
            attempt = 0;
        }

        void or(int otherAttempt, int otherDbm) {
            boolean better =
                    attempt == 0
                            || otherAttempt < attempt
                            || (otherAttempt == attempt && otherDbm > signalDbm);
            if (better) {
                attempt = otherAttempt;
                signalDbm = otherDbm;
            }
        }

        void tell(Outcome outcome) {
            if (attempt > 0) {
                outcome.acknowledged(attempt, signalDbm);
            }
        }
    }

    /// @param links what was ordered on top of `propagation`
    /// @param seed of the errors that it makes
    Hearers(Propagation propagation, Links links, long seed, Counters<AirCounter> counters) {
        ErrorRate rate = propagation.errors();
        this.propagation = propagation;
        this.links = links;
        this.errors = rate == null ? null : new Errors(rate, links, seed);
        this.faintestDbm = rate == null ? Links.SENSITIVITY_DBM : Links.MIN_SIGNAL_DBM;
        this.counters = counters;
    }

    /// Who hears what on an air on which tries take time.
    ///
    /// @throws IllegalArgumentException if the model does not say what is lost
    Reception reception() {
        ErrorRate rate = propagation.errors();
        if (errors == null || rate == null) {
            throw new IllegalArgumentException("takesTime=true, errors=null");
        }
        return new Reception(this, propagation, links, errors, rate.noiseDbm());
    }

    /// Those that have a seat, present or not.
    int seats() {
        return seats;
    }

    int present() {
        return seats - absent;
    }

    /// The one with that seat.
    Radio at(int seat) {
        return radios[seat];
    }

    /// A radio takes the seat behind the last one.
    void add(Radio radio) {
        if (seats == radios.length) {
            radios = Arrays.copyOf(radios, 2 * seats);
        }
        radios[seats++] = radio;
    }

    /// A radio is not there any more, but keeps its seat until it is removed.
    void leaves(Radio radio) {
        radio.left();
        absent++;
    }

    /// The first radio that has left and still has its seat; null if there is none.
    @Nullable Radio firstAbsent() {
        for (int i = 0; absent > 0; i++) {
            if (!radios[i].isPresent()) {
                return radios[i];
            }
        }
        return null;
    }

    /// Takes the seat of one that has left; the last radio gets it.
    void remove(Radio radio) {
        int seat = radio.seat();
        radios[seat] = radios[--seats];
        radios[seat].seat(seat);
        radios[seats] = null;
        absent--;
    }

    /// Gives the frame to all that hear it, and notes what became of it.
    void carry(Radio from, Transmission transmission, Outcome result) {
        toHearers(from, transmission, result, true, true);
    }

    /// Notes whether the frame would be acknowledged if it arrived now; gives it to nobody.
    void foresee(Radio from, Transmission transmission, Outcome result) {
        toHearers(from, transmission, result, false, true);
    }

    /// Gives a frame to all that hear it of which the acknowledgement was foreseen.
    void deliver(Radio from, Transmission transmission, Outcome result) {
        toHearers(from, transmission, result, true, false);
    }

    private void toHearers(
            Radio from,
            Transmission transmission,
            Outcome result,
            boolean copies,
            boolean acknowledgement) {
        outcome = result;
        giving = copies;
        answering = acknowledgement && transmission.ackExpected();
        ordered = errors != null || links.isOrdered();
        lossy = errors != null || links.isLossy();
        int length = transmission.frameLength();
        if (length < Transmission.MIN_ADDRESSED_LENGTH) {
            drop(AirCounter.DROPPED_FRAME_TOO_SHORT, outcome);
        } else if (length > Transmission.MAX_COPIED_LENGTH) {
            drop(AirCounter.DROPPED_FRAME_TOO_LONG, outcome);
        } else if (!MacAddress.isGroup(transmission.receiverAddress())) {
            toAddressee(from, transmission);
        } else if (giving) {
            toEverybody(from, transmission);
        }
    }

    /// The fault of a receiver's memory since this was asked last; null if there was none.
    @Nullable InternalError takeFault() {
        InternalError taken = fault;
        fault = null;
        return taken;
    }

    private void toEverybody(Radio from, Transmission transmission) {
        if (transmission.frameLength() < MIN_COPIED_LENGTH) {
            return;
        }
        int rateIndex = rateIndex(transmission, 0);
        tries = 1;
        int count = seats;
        int start = startOf(count);
        for (int i = 0; i < count; i++) {
            Radio to = radios[start + i < count ? start + i : start + i - count];
            if (!from.isPresent()) {
                return;
            }
            if (to != from && to.isPresent()) {
                offer(from, to, transmission, rateIndex);
            }
        }
    }

    /// Where tries are lost, those who own the address come first: it depends on them how often the
    /// frame is tried, and so, what the others overhear.
    private void toAddressee(Radio from, Transmission transmission) {
        long address = transmission.receiverAddress();
        int freqMhz = transmission.freqMhz();
        int rateIndex = rateIndex(transmission, 0);
        boolean ownersFirst = lossy && answering;
        tries = lossy ? tries(transmission) : 1;
        announcedBySomeone = from.announces(address);
        ofAnnouncer.clear();
        ofSenderFrom.clear();
        int count = seats;
        int start = startOf(count);
        for (int i = 0; i < count; i++) {
            Radio to = radios[start + i < count ? start + i : start + i - count];
            if (!from.isPresent()) {
                return;
            }
            if (to == from || !to.isPresent()) {
                continue;
            }
            boolean announces = to.announces(address);
            boolean owns = announces || to.sentFrom(address);
            announcedBySomeone |= announces;
            if (owns) {
                outcome.addressed(to, announces);
            }
            boolean onChannel = to.lastFreqMhz() == freqMhz;
            if ((!onChannel && to.lastFreqMhz() != 0) || (ownersFirst && !(owns && onChannel))) {
                continue;
            }
            if (offer(from, to, transmission, rateIndex) && owns && onChannel) {
                acknowledge(from, to, transmission, announces);
            }
        }
        if (answering) {
            (announcedBySomeone ? ofAnnouncer : ofSenderFrom).tell(outcome);
        }
        if (ownersFirst && giving) {
            toOverhearers(from, transmission, rateIndex);
        }
    }

    /// How often a frame is tried at most; how often it was, if that is known already.
    private int tries(Transmission transmission) {
        return answering ? transmission.allowedTries() : Math.max(1, outcome.tries());
    }

    private void toOverhearers(Radio from, Transmission transmission, int rateIndex) {
        long address = transmission.receiverAddress();
        int freqMhz = transmission.freqMhz();
        tries = outcome.acknowledged() ? outcome.acknowledgedTry() : tries;
        for (int i = 0; i < seats && from.isPresent(); i++) {
            Radio to = radios[i];
            boolean onChannel = to.lastFreqMhz() == freqMhz;
            boolean owns = onChannel && (to.announces(address) || to.sentFrom(address));
            boolean hears = !owns && (onChannel || to.lastFreqMhz() == 0);
            if (hears && to != from && to.isPresent()) {
                offer(from, to, transmission, rateIndex);
            }
        }
    }

    private void acknowledge(Radio from, Radio to, Transmission transmission, boolean announces) {
        outcome.arrived(to, modelDbm);
        int ackDbm = propagation.ackSignalDbm(transmission, from, to);
        int attempt = 1;
        if (ordered) {
            ackDbm = links.heardDbm(to, from, ackDbm, faintestDbm);
            attempt = lossy ? firstAnswered(transmission, from, to, ackDbm) : 1;
        }
        if (ackDbm != Propagation.NOT_HEARD && attempt > 0) {
            (announces ? ofAnnouncer : ofSenderFrom).or(attempt, ackDbm);
        }
    }

    private int firstAnswered(Transmission transmission, Radio from, Radio to, int ackDbm) {
        return errors == null
                ? links.firstAnswered(transmission.number(), from, to, tries)
                : errors.firstAnswered(transmission, from, to, heardDbm, ackDbm, tries);
    }

    private int firstHeard(Transmission transmission, Radio from, Radio to) {
        return errors == null
                ? links.firstHeard(transmission.number(), from, to, tries)
                : errors.firstHeard(transmission, from, to, heardDbm, tries);
    }

    /// Gives a radio the frame if it hears it.
    ///
    /// @return did it get the frame, or hear one that is not to be given?
    private boolean offer(Radio from, Radio to, Transmission transmission, int rateIndex) {
        modelDbm = propagation.signalDbm(transmission, from, to);
        if (ordered) {
            return offerAsOrdered(from, to, transmission, rateIndex);
        }
        return modelDbm != Propagation.NOT_HEARD
                && give(from, to, transmission, modelDbm, rateIndex);
    }

    private boolean offerAsOrdered(Radio from, Radio to, Transmission transmission, int rateIndex) {
        heardDbm = links.heardDbm(from, to, modelDbm, faintestDbm);
        if (heardDbm == Propagation.NOT_HEARD) {
            return false;
        }
        int attempt = lossy ? firstHeard(transmission, from, to) : 1;
        if (attempt == 0) {
            return false;
        }
        int index = attempt == 1 ? rateIndex : rateIndex(transmission, transmission.legOf(attempt));
        return give(from, to, transmission, heardDbm, index);
    }

    private boolean give(
            Radio from, Radio to, Transmission transmission, int signalDbm, int rateIndex) {
        if (!giving || transmission.frameLength() < MIN_COPIED_LENGTH) {
            return true;
        }
        Delivery delivery = receive(from, to, transmission, signalDbm, rateIndex);
        switch (delivery) {
            case DELIVERED -> {
                counters.increment(AirCounter.COPIES);
                outcome.copied();
            }
            case NO_BUFFER -> drop(AirCounter.DROPPED_NO_BUFFER, outcome);
            case TOO_SHORT -> drop(AirCounter.DROPPED_TOO_SHORT, outcome);
            case GONE -> drop(AirCounter.DROPPED_GONE, outcome);
        }
        return delivery == Delivery.DELIVERED;
    }

    /// One receiver's truncated memory is no concern of the others: the fault is thrown when they
    /// have the frame.
    private Delivery receive(
            Radio from, Radio to, Transmission transmission, int signalDbm, int rateIndex) {
        try {
            return to.receiver().receive(from, to, transmission, signalDbm, rateIndex);
        } catch (InternalError e) {
            fault = e;
            return Delivery.GONE;
        }
    }

    /// Counts a frame, or a copy of one, that is lost.
    void drop(AirCounter reason, Outcome result) {
        counters.increment(reason);
        result.dropped();
    }

    private static int rateIndex(Transmission transmission, int leg) {
        int freqMhz = transmission.freqMhz();
        int rate =
                PhyRate.hundredKbps(
                        transmission.rateIndex(leg), transmission.rateFlags(leg), freqMhz);
        return PhyRate.legacyRateIndex(rate, freqMhz);
    }

    /// A different radio is first each time, so that being last is nobody's fate.
    private int startOf(int count) {
        nextStart = nextStart + 1 < count ? nextStart + 1 : 0;
        return nextStart;
    }
}
