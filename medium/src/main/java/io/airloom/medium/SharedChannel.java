package io.airloom.medium;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One frequency on which all radios hear each other, and what goes on there, in times of its own.
///
/// ```
///   free ──somebody's slots are waited──▶ busy: one exchange, or several that collide ──▶ free
/// ```
///
/// Who waits counts slots while the channel is free only. Who begins within a slot of another one
/// could not hear it: both are lost, everywhere.
final class SharedChannel {
    private final int freqMhz;
    private final long seed;
    private final Plan plan;
    private Contender[] contenders = new Contender[4];
    private Contender[] onAir = new Contender[4];
    private int waiting;
    private int sending;
    private long idleNanos;
    private long endNanos;
    private long dueNanos = Long.MAX_VALUE;
    private long busyNanos;
    private long tries;
    private long collisions;

    /// Finds out how often a frame will be tried if it is not hindered.
    interface Plan {
        void make(WaitingFrame frame);
    }

    /// @param nowNanos it is free since long before
    SharedChannel(int freqMhz, long nowNanos, long seed, Plan plan) {
        this.freqMhz = freqMhz;
        this.idleNanos = nowNanos - 1_000_000_000;
        this.seed = seed;
        this.plan = plan;
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

    /// When the next exchange is over if nobody else comes; [Long#MAX_VALUE] if there is none.
    long wakeNanos() {
        if (sending > 0 || waiting == 0) {
            return dueNanos;
        }
        Contender next = next();
        return next.startNanos(idleNanos) + next.first().exchangeNanos();
    }

    /// What was so far: time in use, tries, and those of them that collided.
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

    /// A frame comes, at a time that may be a little before what has happened already.
    ///
    /// @param known who has frames like it, or null
    void add(
            @Nullable Contender known,
            WaitingFrame frame,
            AccessCategory category,
            long announcedNanos) {
        Contender contender = known;
        if (contender == null) {
            contender = new Contender(frame.from(), category, freqMhz);
            if (waiting == contenders.length) {
                contenders = Arrays.copyOf(contenders, 2 * waiting);
            }
            contenders[waiting++] = contender;
        }
        long nowNanos = Math.max(announcedNanos, idleNanos);
        boolean free = sending == 0 || nowNanos - endNanos >= 0;
        contender.add(frame, nowNanos, free, seed);
        if (sending == 0) {
            dueNanos = next().startNanos(idleNanos);
        }
    }

    /// What is due happens: an exchange begins, or is over.
    ///
    /// @param ended takes the frames that were tried for the last time
    void advance(Ended ended) {
        if (sending == 0) {
            begin(dueNanos, ended);
        } else {
            end(ended);
        }
        if (sending > 0) {
            dueNanos = endNanos;
        } else {
            dueNanos = waiting == 0 ? Long.MAX_VALUE : next().startNanos(idleNanos);
        }
    }

    /// Takes frames that are over.
    interface Ended {
        void take(WaitingFrame frame);
    }

    /// Who begins next.
    private Contender next() {
        Contender first = contenders[0];
        for (int i = 1; i < waiting; i++) {
            if (contenders[i].startNanos(idleNanos) < first.startNanos(idleNanos)) {
                first = contenders[i];
            }
        }
        return first;
    }

    private void begin(long startNanos, Ended ended) {
        for (int i = waiting - 1; i >= 0; i--) {
            Contender contender = contenders[i];
            if (contender.collides(idleNanos, startNanos)) {
                if (contender.radio().isPresent()) {
                    send(contender);
                } else {
                    gone(i, ended);
                }
            }
        }
        if (sending == 0) {
            return;
        }
        long longest = 0;
        for (int i = 0; i < sending; i++) {
            WaitingFrame frame = onAir[i].first();
            if (sending > 1) {
                frame.collides();
            } else if (!frame.isPlanned()) {
                plan.make(frame);
            }
            long taken = frame.exchangeNanos();
            onAir[i].radio().figures().used(taken);
            longest = Math.max(longest, taken);
            frame.transmission.announced(startNanos);
        }
        endNanos = startNanos + longest;
        busyNanos += longest;
        tries += sending;
        collisions += sending > 1 ? sending : 0;
        for (int i = 0; i < waiting; i++) {
            if (!isOnAir(contenders[i])) {
                contenders[i].defer(idleNanos, startNanos, endNanos, seed);
            }
        }
    }

    private void send(Contender contender) {
        if (sending == onAir.length) {
            onAir = Arrays.copyOf(onAir, 2 * sending);
        }
        onAir[sending++] = contender;
    }

    private boolean isOnAir(Contender contender) {
        for (int i = 0; i < sending; i++) {
            if (onAir[i] == contender) {
                return true;
            }
        }
        return false;
    }

    private void end(Ended ended) {
        idleNanos = endNanos;
        for (int i = 0; i < sending; i++) {
            WaitingFrame over = onAir[i].tried(endNanos, seed);
            if (over != null) {
                ended.take(over);
            }
        }
        Arrays.fill(onAir, 0, sending, null);
        sending = 0;
        for (int i = waiting - 1; i >= 0; i--) {
            if (contenders[i].size() == 0) {
                forget(i);
            }
        }
    }

    /// The sender has left: so have its frames.
    private void gone(int index, Ended ended) {
        while (contenders[index].size() > 0) {
            ended.take(contenders[index].remove());
        }
        forget(index);
    }

    private void forget(int index) {
        contenders[index] = contenders[--waiting];
        contenders[waiting] = null;
    }
}
