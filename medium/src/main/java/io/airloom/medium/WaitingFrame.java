package io.airloom.medium;

import io.airloom.ieee80211.Airtime;
import org.jspecify.annotations.Nullable;

/// A frame that waits for its turns on a channel, and has them: a copy, used again and again.
final class WaitingFrame {
    private static final long NANOS_PER_MICRO = 1000;

    final Transmission transmission = new Transmission();
    final Outcome outcome = new Outcome();
    final long offset;
    @Nullable WaitingFrame next;
    private @Nullable Radio from;
    private int made;
    private int planned;
    private long endNanos;

    /// @param offset of its copy in the memory of all of them
    WaitingFrame(long offset) {
        this.offset = offset;
    }

    /// It begins to wait.
    void waitFor(Radio sender) {
        from = sender;
        made = 0;
        planned = 0;
        outcome.clear();
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
    }

    /// Tries so far.
    int made() {
        return made;
    }

    /// Is it known how often it will be tried?
    boolean isPlanned() {
        return planned > 0;
    }

    /// Says so, unless tries collide; the outcome knows what will have become of it.
    void plan() {
        planned = Math.max(1, outcome.tries());
    }

    /// The next try collides with another radio's: all that was known is so no more.
    void collides() {
        transmission.loseTry(made + 1);
        outcome.clear();
        planned = 0;
    }

    /// Was that its last try?
    ///
    /// @param endNanos of the exchange
    boolean tried(long endNanos) {
        made++;
        this.endNanos = endNanos;
        int all = transmission.ackExpected() ? transmission.allowedTries() : 1;
        return made >= (isPlanned() ? planned : all);
    }

    /// When its last try was over.
    long endNanos() {
        return endNanos;
    }

    /// How long the next try takes, with what comes before and behind it.
    long exchangeNanos() {
        int leg = transmission.legOf(made + 1);
        int index = transmission.rateIndex(leg);
        int flags = transmission.rateFlags(leg);
        int freqMhz = transmission.freqMhz();
        int micros =
                Airtime.protectionMicros(index, flags, freqMhz)
                        + Airtime.frameMicros(index, flags, freqMhz, transmission.frameLength());
        if (transmission.ackExpected()) {
            micros += Airtime.answerMicros(index, flags, freqMhz);
        }
        return micros * NANOS_PER_MICRO;
    }
}
