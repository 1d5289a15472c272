package io.airloom.medium;

import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.PhyRate;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
public final class Air {
    /// Radios on one air: 1024 guests with 100 radios each.
    public static final int MAX_RADIOS = 1024 * 100;

    /// Shortest and longest frame that a kernel takes in (hwsim.md §4.2).
    private static final int MIN_COPIED_LENGTH = 24;

    private static final int MAX_COPIED_LENGTH = 2304;

    /// Announcement times that may be open at a flush; there is one for each wake-up of the loop.
    private static final int MAX_OPEN_TIMES = 64;

    private final Propagation propagation;
    private final Counters<AirCounter> counters = new Counters<>(AirCounter.class);
    private final Latency latency = new Latency();
    private final Outcome outcome = new Outcome();

    private Radio[] radios = new Radio[16];
    private int radioCount;
    private int absentRadios;
    private int nextId;
    private int nextStart;
    private long lastFrame;
    private Tap[] taps = {};

    private Receiver[] dirty = new Receiver[16];
    private int dirtyCount;
    private final long[] openTimes = new long[MAX_OPEN_TIMES];
    private final long[] openFrames = new long[MAX_OPEN_TIMES];
    private int openCount;

    private boolean transmitting;
    private @Nullable InternalError fault;
    private boolean announcedBySomeone;
    private int announcerAckDbm;
    private int senderFromAckDbm;

    /// An air on which everybody hears everybody.
    public Air() {
        this(new IdealPropagation());
    }

    /// An air with a model of its own.
    public Air(Propagation propagation) {
        this.propagation = propagation;
    }

    /// A new radio is on the air.
    ///
    /// @throws IllegalStateException if the air {@link #isFull()}
    public Radio join(String name, long key, Receiver receiver) {
        if (isFull()) {
            throw new IllegalStateException("radios=" + MAX_RADIOS);
        }
        if (radioCount == radios.length) {
            radios = Arrays.copyOf(radios, 2 * radioCount);
        }
        Radio radio = new Radio(nextId++, name, key, receiver, radioCount);
        radios[radioCount++] = radio;
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
        radio.left();
        absentRadios++;
        if (!transmitting) {
            remove(radio);
        }
    }

    /// Is there no room for another radio?
    public boolean isFull() {
        return radioCount == MAX_RADIOS;
    }

    /// Radios on the air.
    public int radios() {
        return radioCount - absentRadios;
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
        for (int i = 0; i < radioCount; i++) {
            if (radios[i].isPresent()) {
                tap.radioJoined(radios[i]);
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
    /// @throws InternalError if memory faulted under a copy, because the guest whose it is has
    ///   truncated it. Receivers with good memory have the frame and the sender is answered.
    public void transmit(Radio from, Transmission transmission) {
        if (transmitting) {
            throw new IllegalStateException("transmit called by a receiver or a tap");
        }
        transmitting = true;
        outcome.clear();
        fault = null;
        try {
            from.sends(++lastFrame, transmission.freqMhz(), transmission.transmitterAddress());
            carry(from, transmission);
            conclude(from, transmission);
        } finally {
            transmitting = false;
            sweep();
        }
        if (fault != null) {
            throw fault;
        }
    }

    private void carry(Radio from, Transmission transmission) {
        counters.increment(AirCounter.FRAMES);
        int length = transmission.frameLength();
        if (length < Transmission.MIN_ADDRESSED_LENGTH) {
            drop(AirCounter.DROPPED_FRAME_TOO_SHORT);
        } else if (length > MAX_COPIED_LENGTH) {
            drop(AirCounter.DROPPED_FRAME_TOO_LONG);
        } else if (MacAddress.isGroup(transmission.receiverAddress())) {
            toEverybody(from, transmission);
        } else {
            toAddressee(from, transmission);
        }
    }

    private void toEverybody(Radio from, Transmission transmission) {
        if (transmission.frameLength() < MIN_COPIED_LENGTH) {
            return;
        }
        int rateIndex = rateIndex(transmission);
        int count = radioCount;
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

    private void toAddressee(Radio from, Transmission transmission) {
        long address = transmission.receiverAddress();
        int freqMhz = transmission.freqMhz();
        int rateIndex = rateIndex(transmission);
        announcedBySomeone = from.announces(address);
        announcerAckDbm = Propagation.NOT_HEARD;
        senderFromAckDbm = Propagation.NOT_HEARD;
        int count = radioCount;
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
            boolean sentFrom = !announces && to.sentFrom(address);
            announcedBySomeone |= announces;
            boolean onChannel = to.lastFreqMhz() == freqMhz;
            if (!onChannel && to.lastFreqMhz() != 0) {
                continue;
            }
            boolean took = offer(from, to, transmission, rateIndex);
            if (took && onChannel && (announces || sentFrom)) {
                acknowledge(from, to, transmission, announces);
            }
        }
        int ackDbm = announcedBySomeone ? announcerAckDbm : senderFromAckDbm;
        if (transmission.ackExpected() && ackDbm != Propagation.NOT_HEARD) {
            outcome.acknowledged(ackDbm);
        }
    }

    private void acknowledge(Radio from, Radio to, Transmission transmission, boolean announces) {
        int ackDbm = propagation.ackSignalDbm(transmission, from, to);
        if (announces) {
            announcerAckDbm = Math.max(announcerAckDbm, ackDbm);
        } else {
            senderFromAckDbm = Math.max(senderFromAckDbm, ackDbm);
        }
    }

    /// Gives a radio the frame if it hears it.
    ///
    /// @return did it get the frame, or hear one that is too short to be given?
    private boolean offer(Radio from, Radio to, Transmission transmission, int rateIndex) {
        int signalDbm = propagation.signalDbm(transmission, from, to);
        if (signalDbm == Propagation.NOT_HEARD) {
            return false;
        }
        if (transmission.frameLength() < MIN_COPIED_LENGTH) {
            return true;
        }
        Delivery delivery = receive(to, transmission, signalDbm, rateIndex);
        switch (delivery) {
            case DELIVERED -> {
                counters.increment(AirCounter.COPIES);
                outcome.copied();
            }
            case NO_BUFFER -> drop(AirCounter.DROPPED_NO_BUFFER);
            case TOO_SHORT -> drop(AirCounter.DROPPED_TOO_SHORT);
            case GONE -> drop(AirCounter.DROPPED_GONE);
        }
        return delivery == Delivery.DELIVERED;
    }

    /// One receiver's truncated memory is no concern of the others: the fault is thrown when they
    /// have the frame.
    private Delivery receive(Radio to, Transmission transmission, int signalDbm, int rateIndex) {
        try {
            return to.receiver().receive(to, transmission, signalDbm, rateIndex);
        } catch (InternalError e) {
            fault = e;
            return Delivery.GONE;
        }
    }

    private void drop(AirCounter reason) {
        counters.increment(reason);
        outcome.dropped();
    }

    private void conclude(Radio from, Transmission transmission) {
        if (outcome.acknowledged() || !transmission.ackExpected()) {
            outcome.triedOnce(transmission);
        } else {
            outcome.triedAll(transmission);
        }
        counters.increment(
                outcome.acknowledged()
                        ? AirCounter.ACKNOWLEDGED
                        : transmission.ackExpected()
                                ? AirCounter.NOT_ACKNOWLEDGED
                                : AirCounter.NO_ACK_EXPECTED);
        if (outcome.copies() > 0) {
            open(transmission.announcedNanos());
        }
        if (from.isPresent()) {
            counters.increment(AirCounter.STATUSES);
            from.receiver().transmitted(from, transmission, outcome);
        }
        for (Tap tap : taps) {
            if (from.isPresent()) {
                tap.transmitted(from, transmission, outcome);
            }
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
        if (openCount > 0) {
            long nowNanos = nanoTime.getAsLong();
            for (int i = 0; i < openCount; i++) {
                latency.record(nowNanos - openTimes[i], openFrames[i]);
            }
            openCount = 0;
        }
    }

    /// Frames announced at the same time share one entry. Should there ever be more times than
    /// entries, the last one takes the rest, which makes those frames look slower, never quicker.
    private void open(long announcedNanos) {
        int last = openCount - 1;
        if (last >= 0 && (openTimes[last] == announcedNanos || openCount == MAX_OPEN_TIMES)) {
            openFrames[last]++;
            return;
        }
        openTimes[openCount] = announcedNanos;
        openFrames[openCount++] = 1;
    }

    private static int rateIndex(Transmission transmission) {
        int freqMhz = transmission.freqMhz();
        int rate =
                PhyRate.hundredKbps(transmission.rateIndex(0), transmission.rateFlags(0), freqMhz);
        return PhyRate.legacyRateIndex(rate, freqMhz);
    }

    /// A different radio is first each time, so that being last is nobody's fate.
    private int startOf(int count) {
        nextStart = nextStart + 1 < count ? nextStart + 1 : 0;
        return nextStart;
    }

    /// Takes the radios that left while the array was being walked out of it.
    private void sweep() {
        int i = 0;
        while (absentRadios > 0) {
            if (radios[i].isPresent()) {
                i++;
            } else {
                remove(radios[i]);
            }
        }
    }

    private void remove(Radio radio) {
        int seat = radio.seat();
        radios[seat] = radios[--radioCount];
        radios[seat].seat(seat);
        radios[radioCount] = null;
        absentRadios--;
        for (Tap tap : taps) {
            tap.radioLeft(radio);
        }
    }
}
