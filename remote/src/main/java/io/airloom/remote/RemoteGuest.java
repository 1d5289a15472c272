package io.airloom.remote;

import io.airloom.guest.Claim;
import io.airloom.guest.Guest;
import io.airloom.guest.GuestCounter;
import io.airloom.guest.MessagePort;
import io.airloom.medium.Air;
import io.airloom.medium.Durations;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.ClockBounds;
import io.airloom.wire.MessageType;
import io.airloom.wire.WireMessage;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An agent that is on the air: its guest, what carries messages to it, its clock, and what the
/// hops took.
final class RemoteGuest implements MessagePort {
    /// A longer netlink message does not fit into any message of the protocol.
    private static final int MAX_ITEM_LENGTH =
            AgentProtocol.MAX_LENGTH - AgentProtocol.HEADER_LENGTH;

    /// Receipts of messages that were sent longer ago are not believed.
    private static final long MAX_RECEIPT_AGE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AgentSession session;
    private final AgentInfo info;
    private final long boot;
    private final Guest guest;
    private final OutBuffer out;
    private final ClockBounds clock = new ClockBounds();
    private final Map<Hop, Durations> hops = new EnumMap<>(Hop.class);
    private final Durations captureToSend = hop(Hop.CAPTURE_TO_SEND);
    private final Durations wireUp = hop(Hop.WIRE_UP);
    private final Durations medium = hop(Hop.MEDIUM);
    private final Durations wireDown = hop(Hop.WIRE_DOWN);
    private final Durations receiveToInject = hop(Hop.RECEIVE_TO_INJECT);
    private final long sinceNanos;
    private long roomOffset;
    private long openNanos;
    private long openFrames;

    /// @param sinceNanos when it came: it cannot have got anything before
    RemoteGuest(
            AgentSession session,
            AgentInfo info,
            long boot,
            Air air,
            OutBuffer out,
            long sinceNanos) {
        this.session = session;
        this.info = info;
        this.boot = boot;
        this.out = out;
        this.sinceNanos = sinceNanos;
        this.guest = new Guest(air, info.name(), this);
    }

    private Durations hop(Hop hop) {
        return hops.computeIfAbsent(hop, _ -> new Durations());
    }

    AgentInfo info() {
        return info;
    }

    long boot() {
        return boot;
    }

    Guest guest() {
        return guest;
    }

    AgentSession session() {
        return session;
    }

    ClockBounds clock() {
        return clock;
    }

    // ---- the way up

    /// A message has come, which says something about the clock.
    void came(WireMessage message, long receivedNanos) {
        int type = message.type();
        if (!MessageType.isUp(type) || type == MessageType.HELLO) {
            return;
        }
        clock.up(message.sentNanos(), receivedNanos);
        if (type == MessageType.FRAMES_UP) {
            if (clock.isKnown()) {
                wireUp.record(clock.upNanos(message.sentNanos(), receivedNanos));
            }
            if (openFrames == 0) {
                openNanos = receivedNanos;
            }
        }
    }

    /// Takes netlink messages of a FRAMES_UP, as far as the turn goes and the guest accepts them.
    ///
    /// @return whether that was all of them
    boolean read(WireMessage message, AgentLink.Turn turn, long receivedNanos) {
        while (!turn.isOver() && guest.accepting() && !session.hasLost(this)) {
            if (!message.nextItem()) {
                turn.take();
                return true;
            }
            turn.take();
            take(message, receivedNanos);
        }
        return session.hasLost(this);
    }

    private void take(WireMessage message, long receivedNanos) {
        long inAgent = message.sentNanos() - message.capturedNanos();
        if (inAgent != 0) {
            captureToSend.record(inAgent);
        }
        long statuses = guest.counters().value(GuestCounter.STATUSES);
        guest.message(message.segment(), message.itemOffset(), message.itemLength(), receivedNanos);
        openFrames += guest.counters().value(GuestCounter.STATUSES) - statuses;
    }

    /// A PONG has come.
    ///
    /// @return whether its times can be
    boolean pong(WireMessage message, long nowNanos) {
        if (!wasSent(message.pingSentNanos(), nowNanos)) {
            return false;
        }
        clock.down(message.pingSentNanos(), message.pingReceivedNanos());
        return true;
    }

    /// A receipt has come.
    ///
    /// @return whether its times can be
    boolean receipt(WireMessage message, int index, long nowNanos) {
        long sent = message.receiptSentNanos(index);
        long received = message.receiptReceivedNanos(index);
        long injected = message.receiptInjectedNanos(index);
        if (!wasSent(sent, nowNanos)
                || injected - received < 0
                || message.sentNanos() - injected < 0) {
            return false;
        }
        clock.down(sent, received);
        if (clock.isKnown()) {
            wireDown.record(clock.downNanos(sent, received));
        }
        receiveToInject.record(injected - received);
        return true;
    }

    private boolean wasSent(long sentNanos, long nowNanos) {
        return nowNanos - sentNanos >= 0
                && nowNanos - sentNanos <= MAX_RECEIPT_AGE_NANOS
                && sentNanos - sinceNanos >= 0;
    }

    // ---- the way down

    @Override
    public Claim claim(int length) {
        if (session.hasLost(this)) {
            return Claim.GONE;
        }
        if (length > MAX_ITEM_LENGTH) {
            return Claim.TOO_SHORT;
        }
        roomOffset = out.claim(length, System.nanoTime());
        return roomOffset < 0 ? Claim.NO_BUFFER : Claim.OK;
    }

    @Override
    public MemorySegment segment() {
        return out.memory();
    }

    @Override
    public long offset() {
        return roomOffset;
    }

    @Override
    public boolean commit(int length) {
        out.commit();
        return true;
    }

    @Override
    public void signal() {
        long nowNanos = System.nanoTime();
        if (openFrames > 0) {
            medium.record(nowNanos - openNanos, openFrames);
            openFrames = 0;
        }
        session.flush(nowNanos);
    }

    AgentReport report(long nowNanos) {
        Map<Hop, Durations.Summary> summaries = new EnumMap<>(Hop.class);
        hops.forEach((hop, durations) -> summaries.put(hop, durations.summary()));
        return new AgentReport(
                info,
                summaries,
                clock.isKnown(),
                clock.offsetNanos(nowNanos),
                clock.uncertaintyNanos(nowNanos),
                clock.driftPpm(),
                clock.driftUncertaintyPpm(),
                clock.steps());
    }
}
