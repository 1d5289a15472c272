package io.airloom.guest;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimEncoder;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import io.airloom.medium.Delivery;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.Transmission;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// One kernel on the air: its radios, its frames in, its receptions and TX statuses out, whatever
/// carries the messages. Everything runs on the air's thread except the reading of the counters.
///
/// A radio joins when it is first named by a message. Kernels do not say when they remove one, so
/// it stays until the guest closes, or until its place is needed and it has no address left.
///
/// **Every FRAME is answered** with one TX status, whatever is wrong with it, as long as the
/// message names radio and cookie. Messages for which the kernel has no buffer wait in a bounded
/// backlog; who carries the messages asks {@link #accepting()} before each one, so that an answer
/// always has room.
///
/// **Measurements** (START_PMSR) are ended at once without a result: the air does not know
/// distances.
///
/// Longer than other classes: both ways share what a message may end at any time (the port, the
/// backlog, `closed`), and parted they would have to tell each other.
public final class Guest implements Receiver, AutoCloseable {
    /// Radios of one guest.
    public static final int MAX_RADIOS = 100;

    /// Guests on one air. The ways in keep to it.
    public static final int MAX_GUESTS = Air.MAX_RADIOS / MAX_RADIOS;

    /// The longest answer to a message.
    private static final int MAX_ANSWER_LENGTH =
            Math.max(HwsimEncoder.TX_INFO_LENGTH, HwsimEncoder.MEASUREMENT_END_LENGTH);

    private final Air air;
    private final String name;
    private final MessagePort port;
    private final LongFunction<@Nullable String> radioNames;
    private final RadioTable radios = new RadioTable(MAX_RADIOS);
    private final Backlog backlog = new Backlog();
    private final HwsimMessage message = new HwsimMessage();
    private final Transmission transmission = new Transmission();
    private final Counters<GuestCounter> counters = new Counters<>(GuestCounter.class);
    private final Counters<HwsimProblem> problems = new Counters<>(HwsimProblem.class);
    private MemorySegment room = MemorySegment.NULL;
    private long roomOffset;
    private boolean roomInPort;
    private int radiosNamed;
    private boolean dirty;
    private boolean closed;

    /// A guest without radios yet.
    ///
    /// @param name what people call it, and its first radio; the others get a number
    public Guest(Air air, String name, MessagePort port) {
        this(air, name, port, _ -> null);
    }

    /// A guest without radios yet, of which some have names.
    ///
    /// @param radioNames of a key; null where it has none
    public Guest(
            Air air, String name, MessagePort port, LongFunction<@Nullable String> radioNames) {
        this.air = air;
        this.name = name;
        this.port = port;
        this.radioNames = radioNames;
    }

    /// What people call it.
    public String name() {
        return name;
    }

    /// Counts so far. Any thread may read.
    public Counters<GuestCounter> counters() {
        return counters;
    }

    /// What was wrong with its messages so far. Any thread may read.
    public Counters<HwsimProblem> problems() {
        return problems;
    }

    /// Takes one message from the guest. The memory may be changed by the guest meanwhile.
    ///
    /// @param length octets that came, of which the message may be fewer
    /// @param announcedNanos when the guest announced it, on the clock of {@link Air#flush}
    public void message(MemorySegment segment, long offset, int length, long announcedNanos) {
        if (closed) {
            return;
        }
        counters.increment(GuestCounter.MESSAGES);
        HwsimProblem problem = message.wrap(segment, offset, length);
        if (problem == HwsimProblem.OK && !isComplete()) {
            problem = HwsimProblem.ATTRIBUTE_MISSING;
        }
        if (problem != HwsimProblem.OK) {
            counters.increment(GuestCounter.BAD_MESSAGES);
            problems.increment(problem);
        }
        boolean good = problem == HwsimProblem.OK;
        switch (message.command()) {
            case HwsimCommand.FRAME -> {
                counters.increment(GuestCounter.FRAMES);
                Radio radio = good ? radio(message.transmitterKey()) : null;
                if (radio == null) {
                    refuseFrame();
                } else {
                    transmit(radio, segment, announcedNanos);
                }
            }
            case HwsimCommand.ADD_MAC_ADDR -> {
                if (good) {
                    addAddress();
                }
            }
            case HwsimCommand.DEL_MAC_ADDR -> {
                Radio radio = good ? radios.find(message.transmitterKey()) : null;
                if (radio != null) {
                    air.addressRemoved(radio, message.receiverAddress());
                }
            }
            case HwsimCommand.START_PMSR -> {
                if (message.has(HwsimAttribute.ADDR_TRANSMITTER)) {
                    endMeasurement();
                }
            }
            default -> {
                if (good) {
                    counters.increment(GuestCounter.IGNORED_MESSAGES);
                }
            }
        }
    }

    private boolean isComplete() {
        boolean named = message.has(HwsimAttribute.ADDR_TRANSMITTER);
        return switch (message.command()) {
            case HwsimCommand.FRAME ->
                    named
                            && message.has(HwsimAttribute.FRAME)
                            && message.has(HwsimAttribute.FLAGS)
                            && message.has(HwsimAttribute.FREQ)
                            && message.has(HwsimAttribute.TX_INFO)
                            && message.has(HwsimAttribute.COOKIE);
            case HwsimCommand.ADD_MAC_ADDR, HwsimCommand.DEL_MAC_ADDR ->
                    named && message.has(HwsimAttribute.ADDR_RECEIVER);
            case HwsimCommand.START_PMSR -> named;
            default -> true;
        };
    }

    private void transmit(Radio radio, MemorySegment segment, long announcedNanos) {
        transmission
                .frame(segment, message.frameOffset(), message.frameLength())
                .sent(message.freqMhz(), (message.flags() & HwsimFlags.NO_ACK) == 0, announcedNanos)
                .marked(message.flags(), message.cookie());
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            transmission.leg(
                    leg, message.rateIndex(leg), message.rateCount(leg), message.rateFlags(leg));
        }
        air.transmit(radio, transmission);
    }

    /// Answers a frame that cannot go on the air as one that nobody acknowledged.
    private void refuseFrame() {
        if (!message.has(HwsimAttribute.ADDR_TRANSMITTER) || !message.has(HwsimAttribute.COOKIE)) {
            counters.increment(GuestCounter.UNANSWERABLE_FRAMES);
            return;
        }
        long rates = TxRates.NONE;
        for (int leg = 0; leg < message.legs(); leg++) {
            rates = TxRates.with(rates, leg, message.rateIndex(leg), message.rateCount(leg));
        }
        status(
                message.transmitterKey(),
                message.flags() & ~HwsimFlags.STAT_ACK,
                message.cookie(),
                Outcome.NO_SIGNAL_DBM,
                rates);
    }

    private void addAddress() {
        Radio radio = radio(message.transmitterKey());
        if (radio != null && !air.addressAdded(radio, message.receiverAddress())) {
            counters.increment(GuestCounter.ADDRESSES_REFUSED);
        }
    }

    /// The radio with this key, which joins if it is new; null if there is no room for it.
    private @Nullable Radio radio(long key) {
        Radio known = radios.find(key);
        if (known != null) {
            return known;
        }
        if (radios.isFull()) {
            leaveIdlest();
        }
        if (radios.isFull() || air.isFull()) {
            counters.increment(GuestCounter.RADIOS_REFUSED);
            return null;
        }
        radiosNamed++;
        String given = radioNames.apply(key);
        String numbered = radiosNamed == 1 ? name : name + "." + radiosNamed;
        Radio radio = air.join(given != null ? given : numbered, key, this);
        radios.add(radio);
        return radio;
    }

    /// Of the radios without an announced address (those that the kernel may have removed), the one
    /// that sent nothing for the longest time leaves.
    private void leaveIdlest() {
        Radio idlest = null;
        for (int i = 0; i < radios.slots(); i++) {
            Radio radio = radios.at(i);
            if (radio != null
                    && radio.announcedAddresses() == 0
                    && (idlest == null || radio.lastFrame() < idlest.lastFrame())) {
                idlest = radio;
            }
        }
        if (idlest != null) {
            radios.remove(idlest);
            air.leave(idlest);
        }
    }

    /// What is known of its radios. Allocates.
    public List<KnownRadio> radios() {
        List<KnownRadio> known = new ArrayList<>();
        for (int i = 0; i < radios.slots(); i++) {
            Radio radio = radios.at(i);
            if (radio != null) {
                known.add(new KnownRadio(radio.key(), radio.lastFreqMhz(), radio.addresses()));
            }
        }
        return known;
    }

    /// Before its first message: it is a kernel that was on the air already. These of its radios
    /// join at once, so that they hear and acknowledge before they have said anything.
    public void recall(List<KnownRadio> known) {
        for (KnownRadio each : known) {
            Radio radio = radio(each.key());
            if (radio != null) {
                air.recall(radio, each.freqMhz(), each.addresses());
            }
        }
    }

    @Override
    public Delivery receive(
            Radio from, Radio to, Transmission transmission, int signalDbm, int rateIndex) {
        int frameLength = transmission.frameLength();
        int length = HwsimEncoder.frameMessageLength(frameLength);
        Claim claim = claim(length, true);
        if (claim == Claim.OK) {
            HwsimEncoder.frame(
                    room,
                    roomOffset,
                    length,
                    to.key(),
                    transmission.frame(),
                    transmission.frameOffset(),
                    frameLength,
                    rateIndex,
                    signalDbm,
                    transmission.freqMhz());
            if (!commit(length)) {
                return Delivery.GONE;
            }
            counters.increment(GuestCounter.RECEPTIONS);
        }
        return switch (claim) {
            case OK -> Delivery.DELIVERED;
            case NO_BUFFER -> Delivery.NO_BUFFER;
            case TOO_SHORT -> Delivery.TOO_SHORT;
            case GONE -> Delivery.GONE;
        };
    }

    @Override
    public void transmitted(Radio from, Transmission transmission, Outcome outcome) {
        long rates = TxRates.NONE;
        for (int leg = 0; leg < outcome.legs(); leg++) {
            rates = TxRates.with(rates, leg, transmission.rateIndex(leg), outcome.tries(leg));
        }
        int flags = transmission.flags() & ~HwsimFlags.STAT_ACK;
        if (outcome.acknowledged()) {
            flags |= HwsimFlags.STAT_ACK;
        }
        status(from.key(), flags, transmission.cookie(), outcome.ackSignalDbm(), rates);
    }

    private void status(long key, int flags, long cookie, int signalDbm, long rates) {
        int length = HwsimEncoder.TX_INFO_LENGTH;
        switch (claim(length, false)) {
            case OK -> {
                HwsimEncoder.txInfo(room, roomOffset, length, key, flags, cookie, signalDbm, rates);
                if (commit(length)) {
                    counters.increment(GuestCounter.STATUSES);
                }
            }
            case NO_BUFFER, TOO_SHORT -> counters.increment(GuestCounter.STATUSES_LOST);
            case GONE -> {}
        }
    }

    private void endMeasurement() {
        int length = HwsimEncoder.MEASUREMENT_END_LENGTH;
        if (claim(length, false) == Claim.OK) {
            HwsimEncoder.measurementEnd(room, roomOffset, length, message.transmitterKey());
            if (commit(length)) {
                counters.increment(GuestCounter.MEASUREMENTS_ENDED);
            }
        }
    }

    /// Finds room for one message: with the guest, or behind the messages that wait for it.
    private Claim claim(int length, boolean reception) {
        sendBacklog();
        if (closed) {
            return Claim.GONE;
        }
        if (backlog.isEmpty()) {
            Claim claim = port.claim(length);
            if (claim != Claim.NO_BUFFER) {
                room = port.segment();
                roomOffset = port.offset();
                roomInPort = true;
                return claim;
            }
        }
        roomOffset = backlog.append(length, reception);
        if (roomOffset < 0) {
            return Claim.NO_BUFFER;
        }
        room = backlog.memory();
        roomInPort = false;
        counters.increment(GuestCounter.BACKLOGGED);
        return Claim.OK;
    }

    private boolean commit(int length) {
        if (!roomInPort) {
            return true;
        }
        boolean done = port.commit(length);
        flushLater();
        return done;
    }

    /// Buffers have come: sends what waits, as far as they go.
    public void writable() {
        sendBacklog();
    }

    private void sendBacklog() {
        while (!backlog.isEmpty() && !closed) {
            int length = backlog.firstLength();
            Claim claim = port.claim(length);
            if (claim == Claim.NO_BUFFER || claim == Claim.GONE) {
                return;
            }
            if (claim == Claim.OK) {
                MemorySegment.copy(
                        backlog.memory(),
                        backlog.firstOffset(),
                        port.segment(),
                        port.offset(),
                        length);
                port.commit(length);
                flushLater();
            } else {
                counters.increment(
                        backlog.firstIsReception()
                                ? GuestCounter.BACKLOG_DROPPED
                                : GuestCounter.STATUSES_LOST);
            }
            backlog.removeFirst();
        }
    }

    /// May the guest's next message be taken? If not, it has to stay where it is until {@link
    /// #writable()} has made room: the answer to it might be lost.
    public boolean accepting() {
        return backlog.hasRoomForAnswer(MAX_ANSWER_LENGTH);
    }

    private void flushLater() {
        if (!dirty) {
            dirty = true;
            air.flushLater(this);
        }
    }

    @Override
    public void flush() {
        dirty = false;
        if (!closed) {
            port.signal();
        }
    }

    /// All its radios leave; the port is not used any more, and what waits for it is forgotten. May
    /// be called by the port at any time, also while it is asked for room.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (int i = 0; i < radios.slots(); i++) {
            Radio radio = radios.at(i);
            if (radio != null) {
                air.leave(radio);
            }
        }
    }
}
