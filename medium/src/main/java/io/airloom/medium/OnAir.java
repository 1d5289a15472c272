package io.airloom.medium;

import java.util.Arrays;

/// What is on the air on one frequency, or was a moment ago, and who senses it.
///
/// **Carrier sense.** A radio senses a PPDU whose preamble reaches it with [#PREAMBLE_DBM] or more,
/// in 20 MHz (IEEE 802.11-2020 §17.3.10.6, §19.3.19.5). Energy of which it knows no preamble would
/// have to be −62 dBm strong (ibid.): no case of its own, since what adds up to that has a part of
/// −82 dBm unless a hundred send at once. A weaker PPDU is sensed only by the radio that it is for:
/// one that receives does not send.
///
/// **Reservation.** Who senses a PPDU leaves the channel to others until the answer is over that it
/// asks for. Of a frame that could be decoded, so says its duration field (NAV, §10.3.2.4); of
/// another one, EIFS, which is as long with the response time estimated from the frame
/// (§10.3.2.3.7). Hence it does not matter which of the two it was. Only a CTS reserves more, the
/// rest of its exchange, and has to be decoded for that.
final class OnAir {
    /// From where on a preamble is sensed.
    static final int PREAMBLE_DBM = -82;

    /// As long as the longest pause before a try, SIFS and seven slots, and a little more: who
    /// comes now has to know when the channel became free.
    private static final long LINGER_NANOS = 100_000;

    /// More are remembered only as long as they last.
    private static final int REMEMBERED = 512;

    private final Transmission carrier;
    private final Signals signals;
    private Ppdu[] ppdus = {};
    private int size;

    /// How strongly radios hear each other.
    interface Signals {
        /// The signal in dBm, or [Propagation#NOT_HEARD].
        int dbm(Transmission carrier, Radio from, Radio to);

        /// The weakest signal at which something can be made out, dBm.
        int noiseDbm();
    }

    OnAir(int freqMhz, Signals signals) {
        this.carrier = new Transmission().sent(freqMhz, false, 0);
        this.signals = signals;
    }

    int size() {
        return size;
    }

    Ppdu at(int index) {
        return ppdus[index];
    }

    /// A place for one more, which begins now or after a pause. What nobody needs any more is
    /// forgotten.
    Ppdu add(long nowNanos) {
        long neededNanos = nowNanos;
        for (int i = 0; i < size; i++) {
            if (ppdus[i].endNanos() > nowNanos) {
                neededNanos = Math.min(neededNanos, ppdus[i].startNanos());
            }
        }
        int oldest = -1;
        for (int i = size - 1; i >= 0; i--) {
            Ppdu ppdu = ppdus[i];
            boolean quiet = ppdu.reservedNanos() + LINGER_NANOS < nowNanos;
            if (quiet && ppdu.endNanos() <= neededNanos) {
                remove(i);
                oldest = oldest == size ? i : oldest;
            } else if (ppdu.endNanos() <= nowNanos
                    && (oldest < 0 || ppdu.endNanos() < ppdus[oldest].endNanos())) {
                oldest = i;
            }
        }
        if (size >= REMEMBERED && oldest >= 0) {
            remove(oldest);
        }
        if (size == ppdus.length) {
            ppdus = Arrays.copyOf(ppdus, Math.max(8, 2 * size));
            for (int i = size; i < ppdus.length; i++) {
                ppdus[i] = new Ppdu();
            }
        }
        return ppdus[size++];
    }

    private void remove(int index) {
        Ppdu removed = ppdus[index];
        ppdus[index] = ppdus[--size];
        ppdus[size] = removed;
        removed.silence();
    }

    /// A radio falls silent in the middle of whatever it sends.
    void left(Radio radio) {
        for (Ppdu ppdu : ppdus) {
            if (ppdu.from() == radio) {
                ppdu.silence();
            }
        }
    }

    /// How strong it is there, in dBm, or [Propagation#NOT_HEARD].
    int dbm(Ppdu ppdu, Radio at) {
        Radio from = ppdu.from();
        return from == null || !from.isPresent()
                ? Propagation.NOT_HEARD
                : signals.dbm(carrier, from, at);
    }

    /// Does that radio, which is another one, notice that somebody sends?
    boolean isSensed(Ppdu ppdu, Radio at) {
        int dbm = dbm(ppdu, at);
        return dbm >= PREAMBLE_DBM || (dbm >= signals.noiseDbm() && ppdu.isFor(at));
    }

    /// Has that radio sent something itself during the PPDU, and so not heard what it says?
    boolean isMissed(Ppdu ppdu, Radio at) {
        for (int i = 0; i < size; i++) {
            if (ppdus[i].from() == at && ppdus[i].overlaps(ppdu)) {
                return true;
            }
        }
        return false;
    }

    /// Has somebody else reserved the channel at that radio beyond the end of an RTS? Then it does
    /// not answer it (IEEE 802.11-2020 §10.3.2.9).
    boolean isReserved(Radio at, Ppdu rts) {
        for (int i = 0; i < size; i++) {
            Ppdu other = ppdus[i];
            boolean reserves =
                    other != rts
                            && other.endNanos() <= rts.endNanos()
                            && other.reservedNanos() > rts.endNanos();
            if (reserves && other.from() != at && isSensed(other, at)) {
                return true;
            }
        }
        return false;
    }
}
