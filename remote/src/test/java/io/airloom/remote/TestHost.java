package io.airloom.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.EventLoop;
import io.airloom.linux.TcpSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// An air with agents, whose loop the test turns itself: host and agents on one thread.
final class TestHost implements AutoCloseable {
    private static final long DEADLINE_NANOS =
            Duration.ofSeconds(Long.getLong("airloom.patience", 3)).toNanos();

    final EventLoop loop = new EventLoop(0);
    final Air air = new Air();
    final List<String> arrived = new ArrayList<>();
    final List<String> left = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final Agents agents;
    final List<TestAgent> all = new ArrayList<>();

    TestHost() {
        this(options -> options);
    }

    TestHost(java.util.function.UnaryOperator<AgentsOptions> change) {
        AgentsOptions options = AgentsOptions.standard(new Listener());
        agents = new Agents(loop, air, change.apply(options));
    }

    static AgentsOptions quick(AgentsOptions o) {
        return new AgentsOptions(
                o.maxAgents(),
                o.maxStrangers(),
                Duration.ofMillis(600),
                Duration.ofMillis(1_000),
                Duration.ofMillis(100),
                o.verdict(),
                o.radios(),
                o.listener());
    }

    AgentDoor unix(Path path, @Nullable String name, @Nullable Secret secret) {
        return agents.open(new AgentAddress.Unix(path.toString()), name, secret);
    }

    TestAgent join(AgentDoor door, String name, long boot) {
        return join(door, name, boot, null);
    }

    TestAgent join(AgentDoor door, String name, long boot, @Nullable Secret secret) {
        TestAgent agent = connect(door, secret);
        agent.key = TestAgent.BASE_KEY + (boot << 8);
        agent.hello(name, boot);
        await(() -> agent.welcome, "welcome");
        return agent;
    }

    TestAgent connect(AgentDoor door, @Nullable Secret secret) {
        TestAgent agent =
                switch (door.address()) {
                    case AgentAddress.Unix(String path) ->
                            new TestAgent(UnixSocket.connect(Path.of(path)), false, secret);
                    case AgentAddress.Tcp(String host, int port) ->
                            new TestAgent(
                                    TcpSocket.connect(
                                            new InetSocketAddress(
                                                    InetAddress.ofLiteral(host), port)),
                                    false,
                                    secret);
                    default -> throw new IllegalArgumentException(door.address().toString());
                };
        agent.door = door;
        all.add(agent);
        return agent;
    }

    /// Does no longer what it does.
    void forget(TestAgent agent) {
        all.remove(agent);
        agent.close();
    }

    /// One turn of the air's thread, and one of each agent.
    void turn() {
        hostTurn();
        all.forEach(TestAgent::pump);
    }

    void hostTurn() {
        loop.poll(0);
        air.flush(System::nanoTime);
    }

    void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            turn();
        }
    }

    /// Turns until nothing more is on its way.
    void settle() {
        for (int i = 0; i < 20; i++) {
            turn();
        }
    }

    long counted(AgentCounter counter) {
        return agents.counters().value(counter);
    }

    long counted(AirCounter counter) {
        return air.counters().value(counter);
    }

    @Override
    public void close() {
        agents.close();
        all.forEach(TestAgent::close);
        loop.close();
    }

    private final class Listener implements AgentListener {
        @Override
        public void arrived(AgentInfo agent) {
            arrived.add(agent.name());
        }

        @Override
        public void left(AgentInfo agent, String reason) {
            left.add(agent.name() + ": " + reason);
        }

        @Override
        public void refused(String reason) {
            refused.add(reason);
        }
    }
}
