package io.airloom.medium;

import io.airloom.ieee80211.Airtime;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.PhyRate;
import org.jspecify.annotations.Nullable;

/// A frame that waits for its turns on a channel, and has them: a copy, used again and again.
final class WaitingFrame {
    private static final long NANOS_PER_MICRO = 1000;

    final Transmission transmission = new Transmission();
    final Outcome outcome = new Outcome();
    final long offset;
    @Nullable WaitingFrame next;
    private @Nullable Radio from;
    private @Nullable OnAir air;
    private @Nullable Ppdu ppdu;
    private boolean spoiltForSome;
    private int made;
    private long endNanos;
    private int index;
    private int flags;
    private long sifsNanos;
    private long ackNanos;
    private long frameNanos;
    private long shortestNanos;

    /// @param offset of its copy in the memory of all of them
    WaitingFrame(long offset) {
        this.offset = offset;
    }

    /// It begins to wait.
    void waitFor(Radio sender) {
        from = sender;
        made = 0;
        spoiltForSome = false;
        outcome.clear();
        reckon();
        sender.travelling(sender.travelling() + 1);
    }

    /// Who sends it.
    Radio from() {
        Radio radio = from;
        if (radio == null) {
            throw new IllegalStateException("nobody sends this");
        }
        return radio;
    }

    /// It waits no more, and keeps nobody alive.
    void done() {
        Radio radio = from();
        radio.travelling(radio.travelling() - 1);
        outcome.forgetAddressee();
        from = null;
        air = null;
        ppdu = null;
    }

    /// Tries so far.
    int made() {
        return made;
    }

    /// The next try, or the one that is being made, counted from 1.
    int attempt() {
        return made + 1;
    }

    /// A try is over.
    ///
    /// @param endNanos of the exchange
    /// @return was that the last one?
    boolean tried(boolean acknowledged, long endNanos) {
        made++;
        this.endNanos = endNanos;
        int all = transmission.ackExpected() ? transmission.allowedTries() : 1;
        boolean over = acknowledged || made >= all;
        if (!over) {
            reckon();
        }
        return over;
    }

    /// The try that is being made is lost to others who send: to the one that it is for, or to some
    /// of many.
    void spoilt() {
        if (isForMany()) {
            spoiltForSome = true;
        } else {
            transmission.loseTry(attempt());
        }
    }

    /// Nobody will know any more for whom of many it was spoilt: so it is for all.
    void forgetWhom() {
        if (spoiltForSome) {
            transmission.loseTry(1);
        }
    }

    /// That was its last try. What else was on the air is known until somebody sends again.
    void last(OnAir around, Ppdu sent) {
        air = around;
        ppdu = sent;
    }

    /// Who hears it from now on is asked about its last try.
    void recall(Interference interference) {
        if (air != null && ppdu != null) {
            interference.during(air, ppdu);
        }
    }

    /// When its last try was over.
    long endNanos() {
        return endNanos;
    }

    boolean isForMany() {
        return MacAddress.isGroup(transmission.receiverAddress());
    }

    /// Does the sender ask for an RTS before the next try? Who sends to many gets no answer.
    boolean isRtsAsked() {
        return (flags & PhyRate.RTS_CTS) != 0 && !isForMany();
    }

    /// Does it ask for a CTS to itself?
    boolean isCtsToSelfAsked() {
        return !isRtsAsked() && (flags & PhyRate.CTS_TO_SELF) != 0;
    }

    /// Reckons what is asked often of the next try.
    private void reckon() {
        int leg = transmission.legOf(attempt());
        int freqMhz = transmission.freqMhz();
        int octets = transmission.frameLength();
        index = transmission.rateIndex(leg);
        flags = transmission.rateFlags(leg);
        sifsNanos = Airtime.sifsMicros(freqMhz) * NANOS_PER_MICRO;
        ackNanos = Airtime.ackMicros(index, flags, freqMhz) * NANOS_PER_MICRO;
        frameNanos = Airtime.frameMicros(index, flags, freqMhz, octets) * NANOS_PER_MICRO;
        if (isRtsAsked()) {
            shortestNanos = rtsNanos() + timeoutNanos();
        } else {
            long protection = isCtsToSelfAsked() ? ackNanos + sifsNanos : 0;
            shortestNanos = protection + frameNanos + answerNanos();
        }
    }

    /// The least that the next try takes: until the answer to its RTS is missed, or all of it.
    long shortestNanos() {
        return shortestNanos;
    }

    long sifsNanos() {
        return sifsNanos;
    }

    long rtsNanos() {
        return Airtime.rtsMicros(index, flags, transmission.freqMhz()) * NANOS_PER_MICRO;
    }

    /// Of its acknowledgement, or of a CTS.
    long ackNanos() {
        return ackNanos;
    }

    long timeoutNanos() {
        return Airtime.timeoutMicros(index, flags, transmission.freqMhz()) * NANOS_PER_MICRO;
    }

    long frameNanos() {
        return frameNanos;
    }

    /// What comes behind the frame: a pause and the acknowledgement, or nothing.
    long answerNanos() {
        return transmission.ackExpected() ? sifsNanos + ackNanos : 0;
    }
}
