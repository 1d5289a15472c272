package io.airloom.remote;

import io.airloom.guest.KnownRadio;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.Timer;
import io.airloom.medium.Air;
import io.airloom.medium.Counters;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.Secret;
import io.airloom.wire.WireMessage;
import io.airloom.wire.WireProblem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The agents of one air: who may come, who is there, what they are called. One for each air,
/// opened with `AirThread.attach`; everything but the counters is of the air's thread.
public final class Agents implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int REFUSALS_PER_TICK = 4;

    private final EventLoop loop;
    private final Air air;
    private final AgentsOptions options;
    private final Counters<AgentCounter> counters = new Counters<>(AgentCounter.class);
    private final Counters<WireProblem> problems = new Counters<>(WireProblem.class);
    private final List<AgentDoor> doors = new ArrayList<>();
    private final SequencedSet<AgentSession> sessions = new LinkedHashSet<>();
    private final SequencedSet<AgentSession> strangers = new LinkedHashSet<>();
    private final Register register = new Register();
    private Timer timer;
    private long tickedNanos = System.nanoTime();
    private int requests;
    private int refusals;
    private boolean closed;

    /// No agents yet, and nowhere to come.
    public Agents(EventLoop loop, Air air, AgentsOptions options) {
        this.loop = loop;
        this.air = air;
        this.options = options;
        this.timer = loop.schedule(TICK_NANOS, this::tick);
    }

    /// Opens a place to come.
    ///
    /// @param name of the one guest that comes there, whatever it calls itself; the newest one if
    ///   several do. Null if anybody may, who is then called what it says
    /// @param secret that agents must know there; null for none, which is refused for TCP
    /// @throws LinuxException if it cannot listen there
    /// @throws IllegalArgumentException if TCP is to be without a secret, or its host is not known
    public AgentDoor open(AgentAddress address, @Nullable String name, @Nullable Secret secret) {
        Door door = new Door(address, name, secret);
        AgentDoor opened =
                switch (address) {
                    case AgentAddress.Serial serial -> new SerialDoor(this, loop, door, serial);
                    case AgentAddress.Tcp tcp when secret == null ->
                            throw new IllegalArgumentException(tcp + " needs a secret");
                    case AgentAddress.Tcp _, AgentAddress.Unix _, AgentAddress.Vsock _ ->
                            ListeningDoor.open(this, loop, door);
                };
        doors.add(opened);
        return opened;
    }

    /// What was counted so far. Any thread may read.
    public Counters<AgentCounter> counters() {
        return counters;
    }

    /// What was wrong with messages so far. Any thread may read.
    public Counters<WireProblem> problems() {
        return problems;
    }

    /// Agents on the air.
    public int count() {
        return register.size();
    }

    /// Connections that have not said who they are.
    public int strangers() {
        return strangers.size();
    }

    /// The times of each agent that is on the air.
    public List<AgentReport> reports() {
        long nowNanos = System.nanoTime();
        return register.all().stream().map(guest -> guest.report(nowNanos)).toList();
    }

    /// Asks an agent for one more radio, whose address is of its place and of `radio`.
    ///
    /// @param radio 0 … 255
    /// @return false if there is no such agent, or it takes nothing now
    public boolean createRadio(String name, int radio) {
        RemoteGuest guest = register.named(name);
        return guest != null
                && guest.session()
                        .create(
                                ++requests,
                                AgentProtocol.radioAddress(guest.info().place(), radio));
    }

    // ---- for sessions and doors

    AgentsOptions options() {
        return options;
    }

    /// A connection came.
    void admit(Door door, StreamSocket socket, String peer) {
        if (strangers.size() >= options.maxStrangers()) {
            counters.increment(AgentCounter.CROWDED_OUT);
            strangers.getFirst().end("too many others have not said who they are");
        }
        AgentSession session = admit(door, socket, peer, () -> {});
        if (!session.isOver()) {
            strangers.add(session);
        }
    }

    /// A serial line was reached, or a connection came.
    AgentSession admit(Door door, StreamSocket socket, String peer, Runnable whenOver) {
        try {
            counters.increment(AgentCounter.CONNECTIONS);
            AgentSession session =
                    new AgentSession(this, loop, door, socket, peer, whenOver, System.nanoTime());
            sessions.add(session);
            session.start();
            return session;
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// A stranger has said who it is.
    ///
    /// @return its guest, or null if there is no room
    @Nullable RemoteGuest arrive(AgentSession session, Greeting greeting, OutBuffer out) {
        Door door = session.door();
        String saidName = greeting.name();
        long boot = greeting.boot();
        RemoteGuest before = register.predecessor(door, saidName, boot);
        if (before != null) {
            counters.increment(AgentCounter.REPLACED);
            before.session().dismiss(Farewell.REPLACED, "a new connection of it has come");
        }
        if (register.size() >= options.maxAgents()) {
            return null;
        }
        strangers.remove(session);
        counters.increment(AgentCounter.WELCOMED);
        Register.Memory memory = register.recall(door, saidName, boot);
        AgentInfo info =
                new AgentInfo(
                        register.freeName(door, saidName),
                        door.address(),
                        session.peer(),
                        memory.place());
        RemoteGuest guest = new RemoteGuest(session, info, boot, air, out, System.nanoTime());
        guest.guest().recall(memory.radios());
        register.add(guest, saidName);
        options.listener().arrived(info);
        return guest;
    }

    /// A guest is on the air no longer.
    void leave(RemoteGuest guest, String reason) {
        List<KnownRadio> radios = guest.guest().radios();
        guest.guest().close();
        register.remove(guest, radios);
        options.listener().left(guest.info(), reason);
    }

    /// A session is over.
    void over(AgentSession session) {
        sessions.remove(session);
        strangers.remove(session);
    }

    /// Tells of one who was turned away; of very many, only how many they were.
    void refused(String reason) {
        if (++refusals <= REFUSALS_PER_TICK) {
            options.listener().refused(reason);
        }
    }

    void created(RemoteGuest guest, WireMessage message) {
        if (message.errno() != 0) {
            refused(
                    "%s: the agent cannot create a radio: errno %d"
                            .formatted(guest.info(), message.errno()));
        }
    }

    /// Does something in the next turn of the loop; at once if there is none.
    void later(Runnable task) {
        if (closed) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /// A door is closed.
    void closed(AgentDoor opened, Door door) {
        doors.remove(opened);
        for (AgentSession session : List.copyOf(sessions)) {
            if (session.door().equals(door)) {
                if (session.guest() != null) {
                    session.dismiss(Farewell.ENDING, "the air has closed this way in");
                }
                session.end("closed");
            }
        }
    }

    private void tick() {
        if (closed) {
            return;
        }
        timer = loop.schedule(TICK_NANOS, this::tick);
        if (refusals > REFUSALS_PER_TICK) {
            options.listener()
                    .refused("%d more connections".formatted(refusals - REFUSALS_PER_TICK));
        }
        refusals = 0;
        long nowNanos = System.nanoTime();
        long lateNanos = nowNanos - tickedNanos - TICK_NANOS;
        tickedNanos = nowNanos;
        for (AgentSession session : List.copyOf(sessions)) {
            session.tick(nowNanos, lateNanos > TICK_NANOS ? lateNanos : 0);
        }
    }

    /// Says goodbye to everybody.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        timer.cancel();
        closed = true;
        List.copyOf(doors).forEach(AgentDoor::close);
    }
}
