package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The air: who is on it, who hears what, and who is told.
///
/// Everything runs on one thread, the air's, except the reading of {@link #counters()} and {@link
/// #latency()}. Nothing is allocated per frame. There is no clock inside; time comes in ({@link
/// #sees} says why a clock may, too).
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
///
/// **Where tries take time** ({@link Propagation#takesTime()}) a frame waits for its channel, its
/// receivers have it when it is over, and its sender is told then.
public final class Air {
    /// Radios on one air: 1024 guests with 100 radios each.
    public static final int MAX_RADIOS = 1024 * 100;

    /// Of the losses that people order, unless they choose one.
    public static final long USUAL_SEED = 1;

    /// Longest delay of an air.
    public static final Duration MAX_DELAY = Duration.ofSeconds(10);

    /// Frames that arrive before the guests get their turn again.
    private static final int ARRIVALS_PER_TURN = 64;

    private final Latency latency = new Latency();
    private final Outcome outcome = new Outcome();
    private final Results results = new Results();
    private final Propagation propagation;
    private final Links links;
    private final Hearers hearers;
    private final Flight flight;
    private final @Nullable TimedFrames timed;

    private int nextId;
    private long lastFrame;
    private boolean carrying;
    private @Nullable LongSupplier clock;

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
        this.propagation = propagation;
        links = new Links(seed);
        hearers = new Hearers(propagation, links, seed, results.counters());
        flight = new Flight(nanos(delay));
        timed = propagation.takesTime() ? new TimedFrames(hearers, results, flight, seed) : null;
    }

    private static long nanos(Duration delay) {
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("delay=" + delay);
        }
        return delay.toNanos();
    }

    /// Frames that take time are sent when they are seen, on this clock, which announcements are
    /// measured on. An announcement is older: of the frames that are read for it the last ones may
    /// have been sent after it, and if the air's thread was interrupted between the two, long after
    /// it. Such a frame would arrive too soon.
    public void sees(LongSupplier nanoTime) {
        clock = nanoTime;
    }

    /// What people order of how nodes hear each other. Air's thread.
    public Links links() {
        return links;
    }

    /// What each radio has sent, and to whom. Air's thread.
    public Figures figures() {
        return results.figures();
    }

    /// How each frequency was used, if tries take time; else nothing. Air's thread; allocates.
    public List<ChannelUse> channels() {
        return timed == null ? List.of() : timed.use();
    }

    /// Puts a node somewhere. Air's thread.
    ///
    /// @return does the model of this air know of places?
    /// @throws IllegalStateException if it knows of very many already
    public boolean place(String node, Position position) {
        return propagation.place(node, position);
    }

    /// No orders any more, and everybody where he was at first; the delay stays. Air's thread.
    public void reset() {
        links.reset();
        propagation.reset();
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
        Figures.Sender sender = results.figures().joined(name);
        Radio radio = new Radio(nextId++, name, key, receiver, sender, hearers.seats());
        hearers.add(radio);
        results.joined(radio);
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
        results.tap(tap);
        for (int i = 0; i < hearers.seats(); i++) {
            Radio radio = hearers.at(i);
            if (radio.isPresent()) {
                tap.radioJoined(radio);
            }
        }
    }

    /// Stops watching.
    public void untap(Tap tap) {
        results.untap(tap);
    }

    /// Counts so far. To be read on any thread.
    public Counters<AirCounter> counters() {
        return results.counters();
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
            results.counters().increment(AirCounter.FRAMES);
            transmission.number(++lastFrame);
            from.sends(lastFrame, transmission.freqMhz(), transmission.transmitterAddress());
            outcome.clear();
            boolean takesTime = timed != null || flight.isInUse();
            if (takesTime && clock != null) {
                transmission.announced(clock.getAsLong());
            }
            if (timed != null && transmission.isCarried()) {
                timed.send(from, transmission, outcome);
            } else if (flight.isInUse() && transmission.isCarried()) {
                launch(from, transmission);
            } else {
                hearers.carry(from, transmission, outcome);
                judgeAndTell(from, transmission);
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
            results.judge(transmission, outcome);
            flight.send(from, transmission, outcome);
            results.tell(from, transmission, outcome);
        } else {
            hearers.drop(AirCounter.DROPPED_AIR_FULL, outcome);
            judgeAndTell(from, transmission);
        }
    }

    private void judgeAndTell(Radio from, Transmission transmission) {
        results.judge(transmission, outcome);
        results.tell(from, transmission, outcome);
        results.concluded(from, transmission, outcome, transmission.announcedNanos());
    }

    /// On an air with a delay: gives the frames that have arrived by now to the radios that hear
    /// them now, in the order of sending, and tells the taps; no more than a turn's worth of them.
    /// A frame whose sender has left meanwhile is gone.
    ///
    /// On an air on which tries take time: the same with frames that had their last try by now, and
    /// their senders are told, too.
    ///
    /// @param nowNanos on the clock that announcements are measured on
    /// @throws InternalError as {@link #transmit} does; the next call goes on with the next frame
    public void arrive(long nowNanos) {
        boolean more = true;
        for (int i = 0; more && i < ARRIVALS_PER_TURN; i++) {
            more = arriveNext(nowNanos);
            throwFault();
        }
    }

    private boolean arriveNext(long nowNanos) {
        WaitingFrame frame = timed == null ? null : timed.next(nowNanos);
        if (timed != null && frame != null) {
            enter("arrive");
            try {
                timed.end(frame);
            } finally {
                exit();
            }
            return true;
        }
        Flight.Slot slot = flight.next(nowNanos);
        if (slot != null) {
            arrive(slot);
        }
        return slot != null;
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
            results.concluded(from, slot.transmission, slot.outcome, slot.dueNanos());
        } finally {
            slot.outcome.forgetAddressee();
            exit();
        }
    }

    /// How long until {@link #arrive} has something to do: at most 0 if it has already, {@link
    /// Long#MAX_VALUE} if no frame is on its way.
    public long nanosUntilArrival(long nowNanos) {
        long left = flight.nanosUntilNext(nowNanos);
        return timed == null ? left : Math.min(left, timed.nanosUntilNext(nowNanos));
    }

    /// Is any frame on its way?
    public boolean isCarrying() {
        return flight.size() > 0 || (timed != null && !timed.isEmpty());
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
        if (timed != null) {
            timed.left(radio);
        }
        results.left(radio);
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
        if (!results.open().isEmpty()) {
            results.open().close(nanoTime.getAsLong(), latency);
        }
    }
}
