package io.airloom.medium;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One frequency, and what goes on there, in times of its own: the exchanges of its contenders
/// ([Contender]), each of several PPDUs ([OnAir]).
///
/// Everybody hears for himself. A contender counts slots while its own radio senses nobody, so two
/// that do not sense each other send at once; who hears one of them in spite of the other is found
/// out at the end of each PPDU, by the powers of all that was on the air meanwhile
/// ([Interference]).
///
/// Each step is the end of something that one contender is at; the earliest is next.
final class SharedChannel {
    private final int freqMhz;
    private final long seed;
    private final Hearing hearing;
    private final OnAir air;
    private Contender[] contenders = new Contender[4];
    private int waiting;
    private long nowNanos;
    private long busyUntilNanos;
    private long dueNanos = Long.MAX_VALUE;
    private long busyNanos;
    private long tries;
    private long collisions;

    /// Finds out who hears what.
    interface Hearing extends OnAir.Signals {
        /// Who takes the RTS or the frame that is just over, as the one that it is for; null if
        /// nobody does.
        @Nullable Radio addressee(WaitingFrame frame, OnAir air, Ppdu ppdu);

        /// Does `to` hear the CTS or the acknowledgement that is just over?
        boolean isHeard(WaitingFrame frame, OnAir air, Ppdu ppdu, Radio to);

        /// Was anything lost since this was asked last that would have been heard if nobody else
        /// had sent?
        boolean takeSpoilt();
    }

    /// Takes frames that are over.
    interface Ended {
        void take(WaitingFrame frame);
    }

    /// @param nowNanos it is free since long before
    SharedChannel(int freqMhz, long nowNanos, long seed, Hearing hearing) {
        this.freqMhz = freqMhz;
        this.nowNanos = nowNanos;
        this.busyUntilNanos = nowNanos;
        this.seed = seed;
        this.hearing = hearing;
        this.air = new OnAir(freqMhz, hearing);
    }

    int freqMhz() {
        return freqMhz;
    }

    /// Does nobody send or wait?
    boolean isQuiet() {
        return waiting == 0;
    }

    /// When something happens next; [Long#MAX_VALUE] if nothing does.
    long dueNanos() {
        return dueNanos;
    }

    /// When a frame may be over if nobody else comes; [Long#MAX_VALUE] if there is none.
    long wakeNanos() {
        long wake = Long.MAX_VALUE;
        for (int i = 0; i < waiting; i++) {
            wake = Math.min(wake, contenders[i].wakeNanos());
        }
        return wake;
    }

    /// What was so far.
    ChannelUse use() {
        return new ChannelUse(freqMhz, busyNanos, tries, collisions);
    }

    /// The one who has that radio's frames of that category, or null.
    @Nullable Contender find(Radio radio, AccessCategory category) {
        for (int i = 0; i < waiting; i++) {
            if (contenders[i].is(radio, category)) {
                return contenders[i];
            }
        }
        return null;
    }

    /// A radio has left. What it sends is silent from now on.
    void left(Radio radio) {
        air.left(radio);
    }

    /// A frame comes, at a time that may be a little before what has happened already.
    ///
    /// @param known who has frames like it, or null
    void add(
            @Nullable Contender known,
            WaitingFrame frame,
            AccessCategory category,
            long announcedNanos) {
        if (known != null) {
            known.add(frame, announcedNanos);
            return;
        }
        long comesNanos = Math.max(announcedNanos, nowNanos);
        Contender contender = new Contender(frame.from(), category, freqMhz, comesNanos);
        if (waiting == contenders.length) {
            contenders = Arrays.copyOf(contenders, 2 * waiting);
        }
        contenders[waiting++] = contender;
        contender.add(frame, comesNanos);
        listen(contender);
        dueNanos = Math.min(dueNanos, contender.dueNanos());
    }

    /// What is due happens.
    ///
    /// @param ended takes the frames that were tried for the last time
    void advance(Ended ended) {
        Contender next = contenders[0];
        for (int i = 1; i < waiting; i++) {
            next = contenders[i].dueNanos() < next.dueNanos() ? contenders[i] : next;
        }
        nowNanos = next.dueNanos();
        if (next.radio().isPresent()) {
            step(next, ended);
        } else {
            gone(next, ended);
        }
        dueNanos = Long.MAX_VALUE;
        for (int i = 0; i < waiting; i++) {
            dueNanos = Math.min(dueNanos, contenders[i].dueNanos());
        }
    }

    private void step(Contender contender, Ended ended) {
        switch (contender.stage()) {
            case WAITING -> begin(foremost(contender));
            case RTS -> afterRts(contender);
            case CTS -> afterCts(contender, ended);
            case FRAME -> afterFrame(contender, ended);
            case ACK -> {
                boolean heard = isHeard(contender, contender.radio());
                collided(hearing.takeSpoilt());
                tried(contender, heard, ended);
            }
            case TIMEOUT -> tried(contender, false, ended);
        }
    }

    // ---- an exchange ----------------------------------------------------------------------------

    /// A radio sends one thing at a time: what matters most of what is due.
    private Contender foremost(Contender due) {
        Contender foremost = due;
        for (int i = 0; i < waiting; i++) {
            Contender other = contenders[i];
            if (isDueToo(due, other) && other.category().compareTo(foremost.category()) > 0) {
                foremost = other;
            }
        }
        for (int i = 0; i < waiting; i++) {
            if (contenders[i] != foremost && isDueToo(due, contenders[i])) {
                contenders[i].goesLater(nowNanos, seed);
            }
        }
        return foremost;
    }

    private static boolean isDueToo(Contender due, Contender other) {
        return other.radio() == due.radio()
                && other.stage() == Contender.Stage.WAITING
                && other.dueNanos() <= due.dueNanos();
    }

    private void begin(Contender contender) {
        WaitingFrame frame = contender.first();
        frame.transmission.announced(nowNanos);
        tries++;
        if (frame.isRtsAsked()) {
            long endNanos = nowNanos + frame.rtsNanos();
            long answeredNanos = endNanos + frame.sifsNanos() + frame.ackNanos();
            send(contender, contender.radio(), Ppdu.Kind.RTS, nowNanos, endNanos, answeredNanos);
            use(contender, nowNanos, answeredNanos);
        } else if (frame.isCtsToSelfAsked()) {
            sendCts(contender, contender.radio(), nowNanos);
            use(contender, nowNanos, nowNanos + frame.ackNanos());
        } else {
            sendFrame(contender, nowNanos);
            use(contender, nowNanos, contender.ppdu().reservedNanos());
        }
    }

    private void afterRts(Contender contender) {
        WaitingFrame frame = contender.first();
        Ppdu rts = contender.ppdu();
        Radio addressee = hearing.addressee(frame, air, rts);
        collided(hearing.takeSpoilt());
        if (addressee == null || air.isReserved(addressee, rts)) {
            contender.missesAnswer(nowNanos + frame.timeoutNanos());
        } else {
            sendCts(contender, addressee, nowNanos + frame.sifsNanos());
        }
    }

    private void afterCts(Contender contender, Ended ended) {
        Ppdu cts = contender.ppdu();
        boolean toSelf = cts.from() == contender.radio();
        boolean goesOn = toSelf || isHeard(contender, contender.radio());
        collided(hearing.takeSpoilt());
        tellOthers(contender, cts);
        hearing.takeSpoilt();
        if (goesOn) {
            sendFrame(contender, nowNanos + contender.first().sifsNanos());
            use(contender, nowNanos, contender.ppdu().reservedNanos());
        } else {
            tried(contender, false, ended);
        }
    }

    private void afterFrame(Contender contender, Ended ended) {
        WaitingFrame frame = contender.first();
        Ppdu ppdu = contender.ppdu();
        Radio addressee = hearing.addressee(frame, air, ppdu);
        if (hearing.takeSpoilt() && addressee == null) {
            collided(true);
            frame.spoilt();
        }
        if (!frame.transmission.ackExpected()) {
            tried(contender, false, ended);
        } else if (addressee == null) {
            contender.missesAnswer(nowNanos + frame.timeoutNanos());
        } else {
            long startNanos = nowNanos + frame.sifsNanos();
            long endNanos = startNanos + frame.ackNanos();
            send(contender, addressee, Ppdu.Kind.ACK, startNanos, endNanos, endNanos);
        }
    }

    private void tried(Contender contender, boolean acknowledged, Ended ended) {
        WaitingFrame over = contender.tried(acknowledged, nowNanos, seed);
        if (over != null) {
            over.last(air, contender.ppdu());
            ended.take(over);
        }
        if (contender.size() == 0) {
            forget(contender);
        } else {
            listen(contender);
        }
    }

    private boolean isHeard(Contender contender, Radio to) {
        return hearing.isHeard(contender.first(), air, contender.ppdu(), to);
    }

    private void sendCts(Contender contender, Radio from, long startNanos) {
        WaitingFrame frame = contender.first();
        long endNanos = startNanos + frame.ackNanos();
        long overNanos = endNanos + frame.sifsNanos() + frame.frameNanos() + frame.answerNanos();
        send(contender, from, Ppdu.Kind.CTS, startNanos, endNanos, overNanos);
    }

    private void sendFrame(Contender contender, long startNanos) {
        WaitingFrame frame = contender.first();
        long endNanos = startNanos + frame.frameNanos();
        long overNanos = endNanos + frame.answerNanos();
        send(contender, contender.radio(), Ppdu.Kind.FRAME, startNanos, endNanos, overNanos);
    }

    /// Puts a PPDU on the air, from now or soon on.
    private void send(
            Contender contender,
            Radio from,
            Ppdu.Kind kind,
            long startNanos,
            long endNanos,
            long reservedNanos) {
        Ppdu ppdu = air.add(nowNanos);
        ppdu.set(
                kind,
                from,
                contender.first().transmission.receiverAddress(),
                startNanos,
                endNanos,
                reservedNanos);
        contender.sends(ppdu);
        for (int i = 0; i < waiting; i++) {
            Contender other = contenders[i];
            if (other != contender) {
                hear(other, ppdu);
            }
        }
    }

    // ---- who senses what ------------------------------------------------------------------------

    /// A contender that has not listened until now learns of all that is on the air.
    private void listen(Contender contender) {
        for (int i = 0; i < air.size(); i++) {
            hear(contender, air.at(i));
        }
    }

    private void hear(Contender contender, Ppdu ppdu) {
        boolean own = ppdu.from() == contender.radio();
        if (contender.stage() == Contender.Stage.WAITING
                && (own || air.isSensed(ppdu, contender.radio()))) {
            long until = own ? ppdu.reservedNanos() : reserved(ppdu, contender.radio());
            contender.hear(ppdu.startNanos(), until, own, seed);
        }
    }

    /// Until when a radio that senses a PPDU leaves the channel to others. A CTS is not over yet
    /// when it is sensed first; then see below.
    private long reserved(Ppdu ppdu, Radio at) {
        boolean unread =
                ppdu.kind() == Ppdu.Kind.CTS
                        && (ppdu.endNanos() > nowNanos || air.isMissed(ppdu, at));
        return unread ? ppdu.endNanos() : ppdu.reservedNanos();
    }

    /// Who could decode a CTS leaves the channel to the exchange that it belongs to.
    private void tellOthers(Contender contender, Ppdu cts) {
        for (int i = 0; i < waiting; i++) {
            Contender other = contenders[i];
            if (other != contender
                    && other.stage() == Contender.Stage.WAITING
                    && air.isSensed(cts, other.radio())
                    && isHeard(contender, other.radio())) {
                other.hear(nowNanos, cts.reservedNanos(), false, seed);
            }
        }
    }

    // ---- figures, and the end -------------------------------------------------------------------

    private void collided(boolean really) {
        collisions += really ? 1 : 0;
    }

    /// Time in which anybody sends: what was counted already is not counted again.
    private void use(Contender contender, long fromNanos, long untilNanos) {
        contender.radio().figures().used(untilNanos - fromNanos);
        long uncounted = Math.max(fromNanos, busyUntilNanos);
        busyNanos += Math.max(0, untilNanos - uncounted);
        busyUntilNanos = Math.max(busyUntilNanos, untilNanos);
    }

    /// The sender has left: so have its frames.
    private void gone(Contender contender, Ended ended) {
        while (contender.size() > 0) {
            ended.take(contender.remove());
        }
        forget(contender);
    }

    private void forget(Contender contender) {
        int index = 0;
        while (contenders[index] != contender) {
            index++;
        }
        contenders[index] = contenders[--waiting];
        contenders[waiting] = null;
    }
}
