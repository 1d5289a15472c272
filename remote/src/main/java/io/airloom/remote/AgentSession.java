package io.airloom.remote;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageType;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import io.airloom.wire.WireProblem;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What is said on one connection of an agent, or on one serial line. Loop thread only.
///
/// ```
///   STRANGER ──HELLO──▶ CHALLENGED ──PROOF──▶ ON_AIR ──▶ OVER
///       └────────HELLO, no secret─────────────▶┘
/// ```
///
/// A connection is over with the first thing that is wrong. A line never is: it becomes a stranger
/// again, and waits for the next HELLO.
final class AgentSession implements AgentLink.User {
    /// A message on a line that has not got whole for so long is taken for garbage.
    private static final long PARTIAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// To an agent on a line that does not know that it is a stranger, so often at most.
    private static final long REMINDER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long NANOS_PER_MICRO = 1_000;

    private final Agents agents;
    private final Door door;
    private final String peer;
    private final Runnable whenOver;
    private final AgentLink link;
    private final Greeting greeting;
    private long sinceNanos;
    private Step step = Step.STRANGER;
    private @Nullable RemoteGuest guest;
    private long receivedNanos;
    private long heardNanos;
    private long pingedNanos;
    private long partialNanos;
    private long remindedNanos;
    private long droppedBefore;

    private enum Step {
        STRANGER,
        CHALLENGED,
        ON_AIR,
        OVER
    }

    /// @param peer where it comes from, for people
    /// @param whenOver is told when the connection is over
    AgentSession(
            Agents agents,
            EventLoop loop,
            Door door,
            StreamSocket socket,
            String peer,
            Runnable whenOver,
            long nowNanos) {
        this.agents = agents;
        this.door = door;
        this.peer = peer;
        this.whenOver = whenOver;
        this.sinceNanos = nowNanos;
        this.heardNanos = nowNanos;
        this.remindedNanos = nowNanos - REMINDER_NANOS;
        this.greeting = new Greeting(door.secret());
        this.link = new AgentLink(loop, socket, door.isLine(), this, agents::later);
    }

    /// Begins: an agent on a line may believe that it is on the air.
    void start() {
        if (door.isLine()) {
            remind(sinceNanos);
        }
    }

    Door door() {
        return door;
    }

    String peer() {
        return peer;
    }

    /// Who is on the air; null before and after.
    @Nullable RemoteGuest guest() {
        return guest;
    }

    boolean isOver() {
        return step == Step.OVER;
    }

    /// Is another guest here than that one, or none?
    boolean hasLost(RemoteGuest other) {
        return guest != other;
    }

    @Override
    public void came(WireMessage message, long nowNanos) {
        receivedNanos = nowNanos;
        heardNanos = nowNanos;
        agents.counters().increment(AgentCounter.MESSAGES_IN);
        RemoteGuest onAir = guest;
        if (onAir != null) {
            onAir.came(message, nowNanos);
        }
    }

    @Override
    public boolean read(WireMessage message, AgentLink.Turn turn) {
        RemoteGuest onAir = guest;
        if (onAir != null && message.type() == MessageType.FRAMES_UP) {
            return onAir.read(message, turn, receivedNanos);
        }
        turn.take();
        switch (step) {
            case STRANGER, CHALLENGED -> greet(message);
            case ON_AIR -> onAir(message);
            case OVER -> {}
        }
        return true;
    }

    @Override
    public void caughtUp(boolean readSome) {
        WireProblem problem = link.in().problem();
        if (door.isLine()) {
            agents.counters().add(AgentCounter.OCTETS_DROPPED, link.in().dropped() - droppedBefore);
            droppedBefore = link.in().dropped();
            if (!link.in().isPartial()) {
                partialNanos = 0;
            } else if (readSome || partialNanos == 0) {
                partialNanos = System.nanoTime();
            }
        } else if (problem != WireProblem.OK) {
            agents.problems().increment(problem);
            violated(problem.text());
        }
    }

    private void greet(WireMessage message) {
        int type = message.type();
        if (type == MessageType.HELLO && (step == Step.STRANGER || door.isLine())) {
            hello(message);
        } else if (type == MessageType.PROOF && step == Step.CHALLENGED) {
            if (greeting.isProvedBy(message)) {
                welcome();
            } else {
                agents.counters().increment(AgentCounter.NOT_TRUSTED);
                refuse(Farewell.NOT_TRUSTED, "the secret is another one");
            }
        } else if (type == MessageType.BYE) {
            turnAway("it left again: " + message.reason());
        } else if (door.isLine()) {
            remind(receivedNanos);
        } else {
            violated(MessageType.name(type) + " before WELCOME");
        }
    }

    private void hello(WireMessage message) {
        if (message.leastVersion() > AgentProtocol.VERSION) {
            agents.counters().increment(AgentCounter.VERSION_REFUSED);
            refuse(
                    Farewell.VERSION,
                    "this air speaks version %d of the protocol, the agent %d to %d"
                            .formatted(
                                    AgentProtocol.VERSION,
                                    message.leastVersion(),
                                    message.mostVersion()));
            return;
        }
        step = Step.CHALLENGED;
        link.send((segment, at, now) -> greeting.challenge(message, segment, at, now));
        if (!greeting.wantsProof()) {
            welcome();
        }
    }

    private void welcome() {
        RemoteGuest arrived = agents.arrive(this, greeting, link.out());
        if (arrived == null) {
            agents.counters().increment(AgentCounter.FULL);
            refuse(Farewell.FULL, "there are as many agents on this air as can be");
            return;
        }
        guest = arrived;
        step = Step.ON_AIR;
        AgentsOptions options = agents.options();
        link.send((segment, at, now) ->
                WireEncoder.welcome(
                        segment,
                        at,
                        now,
                        greeting.hostProof(),
                        arrived.info().place(),
                        options.radios(),
                        (int) (options.verdict().toNanos() / NANOS_PER_MICRO),
                        (int) options.silence().toMillis()));
        ping(System.nanoTime());
    }

    private void onAir(WireMessage message) {
        RemoteGuest onAir = guest;
        if (onAir == null) {
            return;
        }
        switch (message.type()) {
            case MessageType.PONG -> believe(onAir.pong(message, receivedNanos));
            case MessageType.RECEIPTS -> {
                for (int i = 0; i < message.receiptCount(); i++) {
                    believe(onAir.receipt(message, i, receivedNanos));
                }
            }
            case MessageType.CREATED -> agents.created(onAir, message);
            case MessageType.BYE -> goodbye(message.reason());
            case MessageType.HELLO -> {
                if (door.isLine()) {
                    leave("its agent has started anew");
                    hello(message);
                } else {
                    violated("HELLO after WELCOME");
                }
            }
            default -> violated(MessageType.name(message.type()) + " from an agent, after WELCOME");
        }
    }

    private void believe(boolean believable) {
        agents.counters()
                .increment(believable ? AgentCounter.RECEIPTS : AgentCounter.RECEIPTS_UNBELIEVABLE);
    }

    /// Sends what has gathered.
    void flush(long nowNanos) {
        link.flush(nowNanos);
    }

    @Override
    public void sent(boolean stalled) {
        agents.counters().increment(stalled ? AgentCounter.STALLS : AgentCounter.WRITES);
    }

    @Override
    public boolean roomCame() {
        RemoteGuest onAir = guest;
        if (onAir == null) {
            return true;
        }
        // What this puts in is sent at the end of the turn.
        onAir.guest().writable();
        return onAir.guest().accepting();
    }

    /// Asks for one more radio.
    ///
    /// @return whether it could be asked
    boolean create(int request, long address) {
        return guest != null
                && link.send((segment, at, now) ->
                        WireEncoder.create(segment, at, now, request, address));
    }

    private void ping(long nowNanos) {
        RemoteGuest onAir = guest;
        if (onAir != null && !link.isBlocked()) {
            pingedNanos = nowNanos;
            link.send((segment, at, now) ->
                    WireEncoder.ping(
                            segment,
                            at,
                            now,
                            onAir.clock().offsetNanos(now),
                            onAir.clock().uncertaintyNanos(now)));
        }
    }

    private void bye(Farewell farewell, String reason) {
        link.send((segment, at, now) -> WireEncoder.bye(segment, at, now, farewell, reason));
    }

    /// Looks at the clock, a few times a second.
    ///
    /// @param lostNanos time in which nobody looked at anything, which is not the agent's fault
    void tick(long nowNanos, long lostNanos) {
        heardNanos += lostNanos;
        sinceNanos += lostNanos;
        if (step == Step.ON_AIR) {
            AgentsOptions options = agents.options();
            if (nowNanos - heardNanos > options.silence().toNanos()) {
                agents.counters().increment(AgentCounter.SILENT);
                dismiss(
                        Farewell.SILENT,
                        "nothing was heard of it for %d ms"
                                .formatted(options.silence().toMillis()));
            } else if (nowNanos - pingedNanos >= options.ping().toNanos()) {
                ping(nowNanos);
            }
        } else if (!door.isLine()
                && nowNanos - sinceNanos > agents.options().greetingLimit().toNanos()) {
            agents.counters().increment(AgentCounter.GREETINGS_TIMED_OUT);
            refuse(Farewell.SILENT, "it did not say in time who it is");
        }
        if (partialNanos != 0
                && !link.isHeldUp()
                && step != Step.OVER
                && nowNanos - partialNanos > PARTIAL_NANOS) {
            partialNanos = 0;
            link.in().resync();
            link.goOnLater();
        }
    }

    /// Says to an agent on a line, which may believe to be on the air, that it is not.
    private void remind(long nowNanos) {
        if (nowNanos - remindedNanos >= REMINDER_NANOS) {
            remindedNanos = nowNanos;
            bye(Farewell.NEW_HOST, "this air does not know you: say HELLO");
        }
    }

    private void violated(String what) {
        agents.counters().increment(AgentCounter.VIOLATIONS);
        if (guest == null) {
            refuse(Farewell.VIOLATION, what);
        } else {
            dismiss(Farewell.VIOLATION, what);
        }
    }

    private void refuse(Farewell farewell, String reason) {
        bye(farewell, reason);
        turnAway(reason);
    }

    private void turnAway(String reason) {
        if (step != Step.OVER) {
            agents.refused("%s: %s refused: %s".formatted(door.address(), peer, reason));
            step = Step.STRANGER;
            if (!door.isLine()) {
                end(reason);
            }
        }
    }

    /// One who is on the air is sent away.
    void dismiss(Farewell farewell, String reason) {
        bye(farewell, reason);
        goodbye(reason);
    }

    private void goodbye(String reason) {
        leave(reason);
        if (!door.isLine()) {
            end(reason);
        }
    }

    /// Its guest is on the air no longer.
    private void leave(String reason) {
        RemoteGuest gone = guest;
        if (gone != null) {
            guest = null;
            step = Step.STRANGER;
            agents.leave(gone, reason);
            link.goOnLater();
        }
    }

    @Override
    public void ended() {
        end("the other side closed the connection");
    }

    @Override
    public void broken(LinuxException reason) {
        end(String.valueOf(reason.getMessage()));
    }

    /// The connection is over.
    void end(String reason) {
        if (step != Step.OVER) {
            leave(reason);
            step = Step.OVER;
            link.close();
            agents.over(this);
            whenOver.run();
        }
    }
}
