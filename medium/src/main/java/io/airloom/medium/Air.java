package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/// The air: who is on it, who hears what, and who is told.
///
/// Everything runs on one thread, the air's, except the reading of {@link #counters()} and {@link
/// #latency()}. Nothing is allocated per frame. There is no clock inside; time comes in.
///
/// **Who gets a frame.** A group-addressed frame goes to every other radio: receivers know their
/// channel best, and one that scans passively says nothing of where it listens. A unicast frame
/// goes to every other radio that was last heard on the same frequency, the addressee and monitors
/// alike, or that was never heard. Frames under 24 octets (PS-Poll, BAR) and over 2304 octets
/// cannot be handed to a kernel and go to nobody.
///
/// **Who acknowledges.** A radio that owns the receiver address, was last heard on the frequency of
/// the frame and took the frame; for frames under 24 octets, that hears it. The owner is who
/// announced the address; only if nobody did, who sent frames from it.
///
/// **What is lost.** A unicast frame is tried until its sender hears the acknowledgement, or all
/// tries of all its rate legs are used; the frame and the acknowledgement may be lost on each
/// ({@link Links}). Receivers get one copy at most, with the rate of the first try that they heard.
/// Group-addressed frames have one try for each receiver.
///
/// **With a delay** a frame reaches its receivers that much later: those that hear it then. The
/// acknowledgement does not: radios acknowledge within microseconds, kernels know of none that
/// comes later, and so the air says at once whether a radio is there that would acknowledge, as a
/// relay does. What is on its way is bounded; the frame that finds no room is lost, and not
/// acknowledged.
public final class Air {
    /// Radios on one air: 1024 guests with 100 radios each.
    public static final int MAX_RADIOS = 1024 * 100;

    /// Of the losses that people order, unless they choose one.
    public static final long USUAL_SEED = 1;

    /// Longest delay of an air.
    public static final Duration MAX_DELAY = Duration.ofSeconds(10);

    /// Frames that arrive before the guests get their turn again.
    private static final int ARRIVALS_PER_TURN = 64;

    private final Counters<AirCounter> counters = new Counters<>(AirCounter.class);
    private final Latency latency = new Latency();
    private final OpenFrames open = new OpenFrames();
    private final Outcome outcome = new Outcome();
    private final Figures figures = new Figures();
    private final Links links;
    private final Hearers hearers;
    private final Flight flight;

    private int nextId;
    private long lastFrame;
    private Tap[] taps = {};
    private boolean carrying;

    private Receiver[] dirty = new Receiver[16];
    private int dirtyCount;

    /// An air on which everybody hears everybody, at once.
    public Air() {
        this(new IdealPropagation());
    }

    /// An air with a model of its own, and no delay.
    public Air(Propagation propagation) {
        this(propagation, Duration.ZERO, USUAL_SEED);
    }

    /// An air with a model of its own.
    ///
    /// @param delay how long a frame is on its way; at most {@link #MAX_DELAY}
    /// @param seed of the losses that people order; the same frames are lost with the same seed
    public Air(Propagation propagation, Duration delay, long seed) {
        links = new Links(seed);
        hearers = new Hearers(propagation, links, counters);
        flight = new Flight(nanos(delay));
    }

    private static long nanos(Duration delay) {
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("delay=" + delay);
        }
        return delay.toNanos();
    }

    /// What people order of how nodes hear each other. Air's thread.
    public Links links() {
        return links;
    }

    /// What each radio has sent, and to whom. Air's thread.
    public Figures figures() {
        return figures;
    }

    /// How long a frame is on its way that is sent now.
    public Duration delay() {
        return Duration.ofNanos(flight.delayNanos());
    }

    /// Frames are on their way for so long from now on, those that are already for no longer. The
    /// order of sending stays.
    ///
    /// @param delay at most {@link #MAX_DELAY}
    public void delay(Duration delay) {
        flight.delayNanos(nanos(delay));
    }

    /// A new radio is on the air.
    ///
    /// @throws IllegalStateException if the air {@link #isFull()}
    public Radio join(String name, long key, Receiver receiver) {
        if (isFull()) {
            throw new IllegalStateException("radios=" + MAX_RADIOS);
        }
        Figures.Sender sender = figures.joined(name);
        Radio radio = new Radio(nextId++, name, key, receiver, sender, hearers.seats());
        hearers.add(radio);
        for (Tap tap : taps) {
            tap.radioJoined(radio);
        }
        return radio;
    }

    /// A radio is gone. It hears nothing from now on, not even the rest of a frame that is on its
    /// way. Leaving twice is leaving once.
    public void leave(Radio radio) {
        if (!radio.isPresent()) {
            return;
        }
        hearers.leaves(radio);
        if (!carrying) {
            remove(radio);
        }
    }

    /// Is there no room for another radio?
    public boolean isFull() {
        return hearers.seats() == MAX_RADIOS;
    }

    /// Radios on the air.
    public int radios() {
        return hearers.present();
    }

    /// A radio answers to one more address. Group addresses, and more than {@link
    /// Radio#MAX_ADDRESSES}, are refused.
    ///
    /// @return does it answer to the address now?
    public boolean addressAdded(Radio radio, long address) {
        return !MacAddress.isGroup(address) && radio.announce(address);
    }

    /// A radio that has just joined was on the air before, on this one or on one that has died, and
    /// its kernel does not say everything again. It is taken to be where it was last heard, and to
    /// own what it was known to own, as if it had sent frames from there.
    public void recall(Radio radio, int freqMhz, List<Long> addresses) {
        radio.recall(freqMhz, addresses);
    }

    /// A radio answers to an address no longer.
    public void addressRemoved(Radio radio, long address) {
        radio.withdraw(address);
    }

    /// Watches everything from now on; radios that are on the air are told at once.
    public void tap(Tap tap) {
        taps = Arrays.copyOf(taps, taps.length + 1);
        taps[taps.length - 1] = tap;
        for (int i = 0; i < hearers.seats(); i++) {
            Radio radio = hearers.at(i);
            if (radio.isPresent()) {
                tap.radioJoined(radio);
            }
        }
    }

    /// Stops watching.
    public void untap(Tap tap) {
        taps = Arrays.stream(taps).filter(other -> !other.equals(tap)).toArray(Tap[]::new);
    }

    /// Counts so far. To be read on any thread.
    public Counters<AirCounter> counters() {
        return counters;
    }

    /// How long frames took so far. To be read on any thread.
    public Latency latency() {
        return latency;
    }

    /// Sends a frame: each radio that hears it takes a copy from the sender's memory, then the
    /// sender is told what became of it (always, and once), then the taps. If the sender leaves
    /// meanwhile, its memory goes with it: nobody gets the rest of the frame, and nobody is told.
    ///
    /// On an air with a delay the sender is told now, too, and a copy of the frame waits for {@link
    /// #arrive}; the taps are told then.
    ///
    /// @throws InternalError if memory faulted under a copy, because the guest whose it is has
    ///   truncated it. Receivers with good memory have the frame and the sender is answered.
    public void transmit(Radio from, Transmission transmission) {
        enter("transmit");
        try {
            counters.increment(AirCounter.FRAMES);
            transmission.number(++lastFrame);
            from.sends(lastFrame, transmission.freqMhz(), transmission.transmitterAddress());
            outcome.clear();
            if (flight.isInUse() && transmission.isCarried()) {
                launch(from, transmission);
            } else {
                hearers.carry(from, transmission, outcome);
                judge(transmission);
                tell(from, transmission);
                concluded(from, transmission, outcome, transmission.announcedNanos());
            }
        } finally {
            exit();
        }
        throwFault();
    }

    /// Sends a frame on its way, unless there is no room for it.
    private void launch(Radio from, Transmission transmission) {
        if (flight.takes(from)) {
            hearers.foresee(from, transmission, outcome);
            judge(transmission);
            flight.send(from, transmission, outcome);
            tell(from, transmission);
        } else {
            hearers.drop(AirCounter.DROPPED_AIR_FULL, outcome);
            judge(transmission);
            tell(from, transmission);
            concluded(from, transmission, outcome, transmission.announcedNanos());
        }
    }

    private void judge(Transmission transmission) {
        if (!transmission.ackExpected() || outcome.acknowledgedTry() == 1) {
            outcome.triedOnce(transmission);
        } else {
            int last = outcome.acknowledgedTry();
            outcome.tried(transmission, last > 0 ? last : Integer.MAX_VALUE);
        }
        counters.increment(
                outcome.acknowledged()
                        ? AirCounter.ACKNOWLEDGED
                        : transmission.ackExpected()
                                ? AirCounter.NOT_ACKNOWLEDGED
                                : AirCounter.NO_ACK_EXPECTED);
    }

    private void tell(Radio from, Transmission transmission) {
        if (from.isPresent()) {
            counters.increment(AirCounter.STATUSES);
            from.receiver().transmitted(from, transmission, outcome);
        }
    }

    /// On an air with a delay: gives the frames that have arrived by now to the radios that hear
    /// them now, in the order of sending, and tells the taps; no more than a turn's worth of them.
    /// A frame whose sender has left meanwhile is gone.
    ///
    /// @param nowNanos on the clock that announcements are measured on
    /// @throws InternalError as {@link #transmit} does; the next call goes on with the next frame
    public void arrive(long nowNanos) {
        Flight.Slot slot = flight.next(nowNanos);
        for (int i = 0; slot != null; i++) {
            arrive(slot);
            throwFault();
            slot = i < ARRIVALS_PER_TURN ? flight.next(nowNanos) : null;
        }
    }

    private void arrive(Flight.Slot slot) {
        Radio from = slot.takeFrom();
        enter("arrive");
        try {
            if (from.isPresent()) {
                hearers.deliver(from, slot.transmission, slot.outcome);
            } else {
                hearers.drop(AirCounter.DROPPED_SENDER_GONE, slot.outcome);
            }
            concluded(from, slot.transmission, slot.outcome, slot.dueNanos());
        } finally {
            slot.outcome.forgetAddressee();
            exit();
        }
    }

    /// How long until {@link #arrive} has something to do: at most 0 if it has already, {@link
    /// Long#MAX_VALUE} if no frame is on its way.
    public long nanosUntilArrival(long nowNanos) {
        return flight.nanosUntilNext(nowNanos);
    }

    /// Is any frame on its way?
    public boolean isCarrying() {
        return flight.size() > 0;
    }

    /// Everybody has the frame who gets it.
    private void concluded(Radio from, Transmission transmission, Outcome result, long dueNanos) {
        if (result.copies() > 0) {
            open.add(dueNanos);
        }
        figures.sent(from.figures(), transmission, result);
        for (Tap tap : taps) {
            if (from.isPresent()) {
                tap.transmitted(from, transmission, result);
            }
        }
    }

    private void enter(String what) {
        if (carrying) {
            throw new IllegalStateException(what + " called by a receiver or a tap");
        }
        carrying = true;
    }

    /// Takes the radios that left while they were being walked off the air.
    private void exit() {
        carrying = false;
        for (Radio radio = hearers.firstAbsent(); radio != null; radio = hearers.firstAbsent()) {
            remove(radio);
        }
    }

    private void throwFault() {
        InternalError fault = hearers.takeFault();
        if (fault != null) {
            throw fault;
        }
    }

    private void remove(Radio radio) {
        hearers.remove(radio);
        figures.left(radio.figures());
        for (Tap tap : taps) {
            tap.radioLeft(radio);
        }
    }

    /// The receiver has something to tell its other side, and wants one {@link Receiver#flush()}.
    /// Called once by each receiver until it is flushed.
    public void flushLater(Receiver receiver) {
        if (dirtyCount == dirty.length) {
            dirty = Arrays.copyOf(dirty, 2 * dirtyCount);
        }
        dirty[dirtyCount++] = receiver;
    }

    /// Ends a turn of the loop: every receiver that has something tells it, then the clock is read,
    /// and that is when the frames since the last flush had reached their last receiver.
    ///
    /// @param nanoTime the clock that announcements are measured on
    public void flush(LongSupplier nanoTime) {
        for (int i = 0; i < dirtyCount; i++) {
            dirty[i].flush();
        }
        Arrays.fill(dirty, 0, dirtyCount, null);
        dirtyCount = 0;
        if (!open.isEmpty()) {
            open.close(nanoTime.getAsLong(), latency);
        }
    }
}
