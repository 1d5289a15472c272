package io.airloom.agent;

import io.airloom.hwsim.HwsimEncoder;
import io.airloom.linux.Epoll;
import io.airloom.linux.Fd;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Handshake;
import io.airloom.wire.MessageBatch;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The host's side of the protocol, one step at a time, over a Unix socket.
final class TestHost implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final int VERDICT_MICROS = 200_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(AgentProtocol.MAX_LENGTH, 8);
    private final UnixSocket listener;
    private @Nullable UnixSocket socket;
    private MessageStream stream = MessageStream.ofConnection(arena.allocate(1 << 17, 8));

    TestHost(Path path) {
        listener = UnixSocket.listen(path, 8);
    }

    /// Waits for an agent.
    void accept() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        UnixSocket accepted = listener.accept();
        while (accepted == null) {
            awaitReadable(listener.fd(), end, "no agent comes");
            accepted = listener.accept();
        }
        socket = accepted;
        stream = MessageStream.ofConnection(arena.allocate(1 << 17, 8));
    }

    /// Accepts, and takes the agent with what a test wants of it.
    void welcome(@Nullable Secret secret, int radios, int verdictMicros, int silenceMillis)
            throws InterruptedException {
        accept();
        WireMessage hello = next(MessageType.HELLO);
        byte[] proof = greet(hello, secret);
        send(WireEncoder.welcome(out, 0, 1, proof, 7, radios, verdictMicros, silenceMillis));
    }

    void welcome() throws InterruptedException {
        welcome(null, 0, VERDICT_MICROS, 0);
    }

    private byte[] greet(WireMessage hello, @Nullable Secret secret) throws InterruptedException {
        Handshake handshake = new Handshake();
        handshake.hello(hello.segment(), hello.offset(), hello.length());
        byte[] nonce = new byte[16];
        nonce[3] = 9;
        int length = WireEncoder.challenge(out, 0, 1, 0, hello.agentNonce(), nonce, secret != null);
        handshake.challenge(out, 0, length);
        send(length);
        if (secret == null) {
            return new byte[AgentProtocol.PROOF_LENGTH];
        }
        byte[] proof = next(MessageType.PROOF).proof();
        if (!Handshake.same(handshake.agentProof(secret), proof)) {
            throw new AssertionError("the agent does not know the secret");
        }
        return handshake.hostProof(secret);
    }

    /// Waits for the next message of a type; others are skipped.
    WireMessage next(int type) throws InterruptedException {
        while (true) {
            WireMessage message = next();
            if (message.type() == type) {
                return message;
            }
        }
    }

    /// Waits for the next message.
    WireMessage next() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            WireMessage message = stream.next();
            if (message != null) {
                return message;
            }
            int at = stream.writeOffset();
            int n = connection().receive(stream.segment(), at, stream.writeRoom());
            if (n == 0) {
                throw new AssertionError("the agent has gone");
            }
            if (n > 0) {
                stream.written(n);
            } else {
                awaitReadable(connection().fd(), end, "the agent says nothing");
            }
        }
    }

    /// Waits until the agent has gone, whatever it says before.
    void awaitEnd() throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        MemorySegment rest = arena.allocate(4096);
        int n = StreamSocket.WOULD_BLOCK;
        while (n != 0) {
            awaitReadable(connection().fd(), end, "the agent stays");
            n = connection().receive(rest, 0, 4096);
        }
    }

    private static void awaitReadable(Fd fd, Instant end, String otherwise) {
        try (Epoll epoll = Epoll.create(1)) {
            epoll.add(fd, Epoll.IN, 0);
            long left = Duration.between(Instant.now(), end).toMillis();
            if (left <= 0 || epoll.await((int) left) == 0) {
                throw new AssertionError(otherwise);
            }
        }
    }

    /// Where a message is to be written that is sent next.
    MemorySegment out() {
        return out;
    }

    /// Sends what was written.
    void send(int length) throws InterruptedException {
        int from = 0;
        Instant end = Instant.now().plus(PATIENCE);
        while (from < length) {
            int n = connection().send(out, from, length - from);
            from += Math.max(0, n);
            check(end, "the agent does not receive");
        }
    }

    /// The verdict on a frame.
    void verdict(long cookie, int flags) throws InterruptedException {
        MessageBatch batch = MessageBatch.down();
        batch.open(out, 0, AgentProtocol.MAX_LENGTH);
        long at = batch.claim(HwsimEncoder.TX_INFO_LENGTH, 0);
        HwsimEncoder.txInfo(
                out,
                at,
                HwsimEncoder.TX_INFO_LENGTH,
                FakeKernel.KEY,
                flags,
                cookie,
                -30,
                FakeKernel.RATES);
        batch.commit();
        send(batch.close(5));
    }

    /// Frames for a radio, in one message.
    void frames(int count, int frameLength) throws InterruptedException {
        MessageBatch batch = MessageBatch.down();
        batch.open(out, 0, AgentProtocol.MAX_LENGTH);
        MemorySegment frame = arena.allocate(frameLength);
        for (int i = 0; i < count; i++) {
            int length = HwsimEncoder.frameMessageLength(frameLength);
            long at = batch.claim(length, 0);
            HwsimEncoder.frame(
                    out, at, length, FakeKernel.KEY, frame, 0, frameLength, 7, -40, 2412);
            batch.commit();
        }
        send(batch.close(5));
    }

    /// Breaks the connection off.
    void drop() {
        connection().close();
        socket = null;
    }

    private UnixSocket connection() {
        UnixSocket current = socket;
        if (current == null) {
            throw new IllegalStateException("no agent");
        }
        return current;
    }

    private static void check(Instant end, String problem) {
        if (Instant.now().isAfter(end)) {
            throw new AssertionError(problem + " within " + PATIENCE);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
        listener.close();
    }
}
