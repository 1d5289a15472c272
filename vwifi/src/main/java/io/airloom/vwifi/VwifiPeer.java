package io.airloom.vwifi;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.EventLoop;
import io.airloom.linux.StreamSocket;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import io.airloom.medium.Delivery;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.Transmission;
import java.lang.foreign.MemorySegment;

/// A client or a spy of vwifi on the air: one connection, and behind it the radios of one machine.
///
/// A client has told its kernel that a frame was acknowledged before it sends it, and hands it to
/// the other radios of its machine itself. So what comes from this connection does not go back to
/// it, no frame goes to it twice, and it is told of no TX status.
final class VwifiPeer implements Receiver, PeerLink.Owner {
    /// Is told when a connection is over.
    interface Owner {
        /// Called once; the peer has left the air.
        void gone(VwifiPeer peer, String reason, boolean violation);
    }

    /// The power of one who has not sent anything, as a client says that does not know its own.
    private static final int UNKNOWN_POWER_DBM = 10;

    /// Clients look at no type; this is the first one of netlink that a family can have.
    private static final int ANY_TYPE = 0x10;

    private static final int MAX_FREQ_MHZ = 100_000;
    private static final int MAX_SIZED_MESSAGE = 0xffff;

    private final Air air;
    private final VwifiOptions options;
    private final Counters<VwifiCounter> counters;
    private final Station station;
    private final boolean spy;
    private final String name;
    private final Owner owner;
    private final PeerRadios radios;
    private final PeerLink link;
    private final HwsimMessage message = new HwsimMessage();
    private final Transmission transmission = new Transmission();

    private Framing framing;
    private int maxMessage;
    private int powerDbm = UNKNOWN_POWER_DBM;
    private boolean dirty;
    private long lastFrame = -1;
    private Delivery lastDelivery = Delivery.DELIVERED;

    /// Joins the air.
    ///
    /// @param name what people call it, and its first radio
    VwifiPeer(
            EventLoop loop,
            Air air,
            VwifiOptions options,
            Counters<VwifiCounter> counters,
            StreamSocket socket,
            Station station,
            boolean spy,
            String name,
            Owner owner) {
        this.air = air;
        this.counters = counters;
        this.station = station;
        this.spy = spy;
        this.name = name;
        this.owner = owner;
        Framing known = station.framing();
        this.framing = known != null ? known : options.oldFraming() ? Framing.SIZED : Framing.PLAIN;
        this.options = options;
        this.maxMessage = maxMessage();
        this.link = new PeerLink(loop, socket, this);
        this.radios = new PeerRadios(air, name, this, spy || options.allChannels());
    }

    String name() {
        return name;
    }

    Station station() {
        return station;
    }

    boolean isSpy() {
        return spy;
    }

    /// The power in dBm with which it sends, as it said with its last frame.
    int powerDbm() {
        return powerDbm;
    }

    Position position() {
        return station.position();
    }

    boolean isStalled(long nowNanos) {
        return link.isStalled(nowNanos);
    }

    /// Does it listen where this is sent, as far as is known?
    boolean listensTo(Transmission heard) {
        return !radios.isElsewhere(heard.freqMhz(), heard.announcedNanos());
    }

    /// Ends the connection.
    void end(String reason) {
        link.end(reason, false);
    }

    @Override
    public void ended(String reason, boolean violation) {
        radios.leave();
        if (violation) {
            counters.increment(VwifiCounter.VIOLATIONS);
        }
        owner.gone(this, reason, violation);
    }

    // ---- from the client

    @Override
    public void record(MemorySegment buffer, int offset, int length, int power, long nowNanos) {
        if (!learns(length)) {
            return;
        }
        HwsimProblem problem = message.wrap(buffer, offset, length);
        if (problem == HwsimProblem.OK && message.command() != HwsimCommand.FRAME) {
            counters.increment(VwifiCounter.IGNORED_MESSAGES);
            return;
        }
        if (problem != HwsimProblem.OK || !isWhole()) {
            counters.increment(VwifiCounter.BAD_MESSAGES);
            return;
        }
        Radio radio =
                radios.sender(
                        buffer,
                        message.frameOffset(),
                        message.frameLength(),
                        message.freqMhz(),
                        nowNanos);
        if (radio == null) {
            counters.increment(VwifiCounter.REFUSED);
            return;
        }
        counters.increment(VwifiCounter.FRAMES);
        powerDbm = power;
        transmit(radio, buffer, nowNanos);
    }

    /// Learns its version from a record.
    ///
    /// @return false if we took it for another one so far, which its stream did not survive
    private boolean learns(int length) {
        Framing seen = link.framing();
        if (seen != null && seen != framing) {
            framing = seen;
            maxMessage = maxMessage();
            if (link.isUsed()) {
                station.framing(seen);
                link.end(
                        "it is of another version than it was served as; it may come again", false);
                return false;
            }
        }
        station.framing(framing);
        if (length > VwifiOptions.OLD_MAX_MESSAGE && maxMessage < VwifiOptions.NEW_MAX_MESSAGE) {
            maxMessage = VwifiOptions.NEW_MAX_MESSAGE;
        }
        return true;
    }

    /// What its version takes, as long as it has not shown more.
    private int maxMessage() {
        return framing == Framing.SIZED ? MAX_SIZED_MESSAGE : options.maxMessage();
    }

    private boolean isWhole() {
        return message.has(HwsimAttribute.FRAME)
                && message.frameLength() >= Transmission.MIN_ADDRESSED_LENGTH
                && message.freqMhz() > 0
                && message.freqMhz() < MAX_FREQ_MHZ;
    }

    private void transmit(Radio radio, MemorySegment buffer, long nowNanos) {
        transmission.frame(buffer, message.frameOffset(), message.frameLength());
        boolean ackExpected =
                (message.flags() & HwsimFlags.NO_ACK) == 0
                        && !MacAddress.isGroup(transmission.receiverAddress());
        transmission
                .sent(message.freqMhz(), ackExpected, nowNanos)
                .marked(message.flags(), message.cookie());
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            transmission.leg(
                    leg, message.rateIndex(leg), message.rateCount(leg), message.rateFlags(leg));
        }
        air.transmit(radio, transmission);
    }

    // ---- to the client

    @Override
    public Delivery receive(
            Radio from, Radio to, Transmission heard, int signalDbm, int rateIndex) {
        if (equals(from.receiver())) {
            return Delivery.DELIVERED;
        }
        if (heard.number() != lastFrame) {
            lastFrame = heard.number();
            lastDelivery = deliver(heard, signalDbm);
        }
        return lastDelivery;
    }

    private Delivery deliver(Transmission heard, int signalDbm) {
        if (!link.isOpen()) {
            return Delivery.GONE;
        }
        int messageLength = HwsimKernelEncoder.bareFrameMessageLength(heard.frameLength());
        if (messageLength > maxMessage) {
            counters.increment(VwifiCounter.DROPPED_TOO_LONG);
            return Delivery.TOO_SHORT;
        }
        int length = framing.headerLength() + messageLength;
        int at = link.claim(length);
        if (at < 0) {
            counters.increment(VwifiCounter.DROPPED_STALLED);
            return Delivery.NO_BUFFER;
        }
        int power = Math.clamp(signalDbm, Byte.MIN_VALUE, Byte.MAX_VALUE);
        HwsimKernelEncoder.bareFrame(
                link.memory(),
                framing.header(link.memory(), at, power, messageLength),
                messageLength,
                ANY_TYPE,
                heard.transmitterAddress() & MacAddress.BROADCAST,
                heard.frame(),
                heard.frameOffset(),
                heard.frameLength(),
                heard.freqMhz());
        link.commit(length);
        counters.increment(VwifiCounter.RECEPTIONS);
        if (!dirty) {
            dirty = true;
            air.flushLater(this);
        }
        return Delivery.DELIVERED;
    }

    @Override
    public void transmitted(Radio from, Transmission sent, Outcome outcome) {}

    @Override
    public void flush() {
        dirty = false;
        link.flush();
    }
}
