package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import io.airloom.wire.WireProblem;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GreetingTest {
    private final Arena arena = Arena.ofAuto();
    private final Script line = new Script(true);
    private final Script connection = new Script(false);

    @Test
    void onALineGarbageAndAnswersToOthersArePassedOver() {
        long seed = 20261122;
        SplittableRandom random = new SplittableRandom(seed);
        line.then(_ -> random(random, 5000));
        line.then(_ -> challenge(new byte[16], false));
        line.then(nonce -> {
            byte[] whole = challenge(nonce, false);
            // The first half of one that was never finished.
            byte[] both = new byte[30 + whole.length];
            System.arraycopy(whole, 0, both, 0, 30);
            System.arraycopy(whole, 0, both, 30, whole.length);
            return both;
        });
        line.then(_ -> null);
        line.then(nonce -> challenge(nonce, false));
        line.then(_ -> welcome());
        Greeting.Welcome welcome = greet(line, null);
        assertThat(welcome.place()).as("seed %d", seed).isEqualTo(9);
        assertThat(welcome.verdictNanos()).isEqualTo(200_000_000);
    }

    @Test
    void onALineHelloIsSaidAgainWhileNobodyAnswers() {
        for (int i = 0; i < 20; i++) {
            line.then(_ -> null);
        }
        line.then(nonce -> challenge(nonce, false));
        line.then(_ -> welcome());
        greet(line, null);
        assertThat(line.hellos).isBetween(4, 20);
    }

    @Test
    void aConnectionThatBeginsWithSomethingElseIsNoAir() {
        connection.then(_ -> random(new SplittableRandom(1), 100));
        assertThatThrownBy(() -> greet(connection, null))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("no air");
    }

    @Test
    void aHostThatEndsAtOnceIsNobody() {
        connection.then(_ -> new byte[0]);
        assertThatThrownBy(() -> greet(connection, null)).hasMessageContaining("nobody answers");
    }

    @Test
    void aRefusalIsToldWithWhatToDo() {
        connection.then(_ -> {
            MemorySegment memory = arena.allocate(512, 8);
            return octets(
                    memory, WireEncoder.bye(memory, 0, 1, Farewell.NOT_TRUSTED, "wrong proof"));
        });
        assertThatThrownBy(() -> greet(connection, null))
                .isInstanceOfSatisfying(
                        AgentException.class,
                        e -> assertThat(e.text()).contains("wrong proof").contains("same secret"));
    }

    @Test
    void withoutASecretAHostThatWantsOneIsLeft() {
        connection.then(nonce -> challenge(nonce, true));
        assertThatThrownBy(() -> greet(connection, null)).hasMessageContaining("wants a secret");
    }

    @Test
    void withASecretAHostThatWantsNoneIsLeftOnALineToo() {
        line.then(nonce -> challenge(nonce, false));
        assertThatThrownBy(() -> greet(line, Secret.of("correct horse")))
                .hasMessageContaining("wants no secret");
    }

    private Greeting.Welcome greet(Script script, @Nullable Secret secret) {
        MemorySegment memory = arena.allocate(MessageStream.MIN_CAPACITY, 8);
        MessageStream stream =
                script.isLine() ? MessageStream.ofLine(memory) : MessageStream.ofConnection(memory);
        Greeting.Identity identity = new Greeting.Identity("vm1", 1, 3);
        return new Greeting(identity, secret, AgentClock.of(false)).greet(script, stream);
    }

    private byte[] challenge(byte[] nonce, boolean proofWanted) {
        MemorySegment memory = arena.allocate(512, 8);
        return octets(
                memory, WireEncoder.challenge(memory, 0, 1, 0, nonce, new byte[16], proofWanted));
    }

    private byte[] welcome() {
        MemorySegment memory = arena.allocate(512, 8);
        byte[] proof = new byte[AgentProtocol.PROOF_LENGTH];
        return octets(memory, WireEncoder.welcome(memory, 0, 1, proof, 9, 0, 200_000, 0));
    }

    private static byte[] octets(MemorySegment memory, int length) {
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] random(SplittableRandom random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    /// A host that says one thing after the other, each known when the agent's nonce is: null for
    /// nothing for a while, no octet for the end.
    private static final class Script implements HostLink {
        private final boolean line;
        private final Deque<Function<byte[], byte[]>> words = new ArrayDeque<>();
        private final WireMessage message = new WireMessage();
        private byte[] nonce = {};
        private int hellos;

        Script(boolean line) {
            this.line = line;
        }

        void then(Function<byte[], byte[]> word) {
            words.add(word);
        }

        @Override
        public int receive(MemorySegment buffer, long offset, int length) {
            byte[] said = words.isEmpty() ? new byte[0] : words.remove().apply(nonce);
            if (said == null) {
                return NOTHING;
            }
            MemorySegment.copy(said, 0, buffer, ValueLayout.JAVA_BYTE, offset, said.length);
            return said.length;
        }

        @Override
        public int send(MemorySegment buffer, long offset, int length) {
            assertThat(message.wrap(buffer, offset, length)).isEqualTo(WireProblem.OK);
            if (message.type() == MessageType.HELLO) {
                nonce = message.agentNonce();
                hellos++;
            }
            return length;
        }

        @Override
        public void awaitWritable(int timeoutMillis) {}

        @Override
        public boolean isLine() {
            return line;
        }

        @Override
        public void end() {}

        @Override
        public void close() {}
    }
}
