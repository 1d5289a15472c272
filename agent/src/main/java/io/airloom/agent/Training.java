package io.airloom.agent;

import io.airloom.hwsim.HwsimEncoder;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.TxRates;
import io.airloom.kernel.Hwsim;
import io.airloom.kernel.KernelException;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.linux.UserSignal;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.Handshake;
import io.airloom.wire.MessageBatch;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Does once all that an agent does, so that an AOT cache is made of it: an agent between a kernel
/// and a host that are both in here. Wants no privilege and no hwsim; where it is allowed to it
/// also asks this machine's kernel for radios, which touches nothing.
final class Training {
    private static final int FRAMES = 200;
    private static final int AT_ONCE = 16;
    private static final int FRAME_LENGTH = 400;
    private static final long PATIENCE_SECONDS = 60;
    private static final long KEY = 0x0241_0000_0100L;
    private static final String SECRET = "for the training only";

    private Training() {}

    /// Trains.
    ///
    /// @return whether everything went as it does between a guest and a host
    static boolean run() throws InterruptedException {
        try {
            Path folder = Files.createTempDirectory("airloom-train");
            Path socket = folder.resolve("air");
            try (UnixSocket listener = UnixSocket.listen(socket, 1);
                    Arena arena = Arena.ofShared()) {
                return train(arena, listener, new AgentAddress.Unix(socket.toString()));
            } finally {
                Files.deleteIfExists(socket);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new AgentException("cannot train: " + e.getMessage(), "");
        }
    }

    private static boolean train(Arena arena, UnixSocket listener, AgentAddress address)
            throws InterruptedException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
        nowhere.print(AgentOptions.HELP);
        AgentOptions.parse("--to", address.toString(), "--radios=1", "--name", "training");
        UserSignal.onRequest(() -> {});
        lookAround();
        Radio radio = new Radio(arena);
        Agent.AgentSettings settings =
                new Agent.AgentSettings(
                        "training", 1, List.of(address), Secret.of(SECRET), 1, true);
        Agent agent =
                new Agent(
                        arena,
                        settings,
                        radio,
                        radio,
                        new AgentVoice(nowhere, false),
                        AgentClock.measured(),
                        1);
        Host host = new Host(arena, listener, radio);
        Thread serving = Thread.ofPlatform().daemon().start(host);
        agent.start();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean stopped = false;
        while (!stopped && System.nanoTime() - endNanos < 0) {
            agent.tick();
            stopped = agent.awaitStop(agent.tickMillis());
        }
        agent.close();
        serving.join();
        nowhere.print(AgentReport.of(agent.name(), agent.figures()));
        return agent.figures().value(AgentCounter.VERDICTS) == FRAMES;
    }

    /// Ways and requests that fail here, or find nothing.
    private static void lookAround() {
        for (String each : new String[] {"vsock:1", "tcp:127.0.0.1:1", "serial:/dev/null"}) {
            try {
                HostLinks.open(AgentAddress.parse(each)).close();
            } catch (AgentException | LinuxException e) {
                // As it should be.
            }
        }
        try (Hwsim hwsim = Hwsim.open()) {
            hwsim.radios();
        } catch (KernelException | LinuxException e) {
            // This machine has no simulated radios.
        }
    }

    /// A kernel with one radio, whose frames the host asks for.
    private static final class Radio implements KernelPort, GuestRadios {
        private static final int FAMILY = 0x20;

        private final ArrayBlockingQueue<Long> cookies = new ArrayBlockingQueue<>(FRAMES);
        private final MemorySegment frame;
        private final HwsimMessage told = new HwsimMessage();

        Radio(Arena arena) {
            frame = arena.allocate(FRAME_LENGTH);
        }

        void transmit(long cookie) {
            cookies.add(cookie);
        }

        @Override
        public int family() {
            return FAMILY;
        }

        @Override
        public int receive(MemorySegment buffer, long offset, int length) {
            try {
                Long cookie = cookies.poll(10, TimeUnit.MILLISECONDS);
                return cookie == null
                        ? NOTHING
                        : HwsimKernelEncoder.frame(
                                buffer,
                                offset,
                                length,
                                FAMILY,
                                KEY,
                                frame,
                                0,
                                FRAME_LENGTH,
                                0,
                                2412,
                                TxRates.with(TxRates.NONE, 0, 1, 1),
                                0,
                                cookie,
                                true);
            } catch (InterruptedException e) {
                return NOTHING;
            }
        }

        @Override
        public void send(MemorySegment buffer, long offset, int length) {
            told.wrap(buffer, offset, length);
        }

        @Override
        public List<HostWord.Address> addresses() {
            return List.of(new HostWord.Address(KEY, KEY));
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public int create(long address) {
            return 0;
        }

        @Override
        public int ensure(int place, int wanted) {
            return 0;
        }
    }

    /// A host that judges each frame, and sends it back as received.
    private static final class Host implements Runnable {
        private final UnixSocket listener;
        private final Radio radio;
        private final MemorySegment out;
        private final MessageStream stream;
        private final Handshake handshake = new Handshake();
        private final Secret secret = Secret.of(SECRET);
        private final HwsimMessage frame = new HwsimMessage();
        private boolean begun;
        private long cookie;

        Host(Arena arena, UnixSocket listener, Radio radio) {
            this.listener = listener;
            this.radio = radio;
            this.out = arena.allocate(AgentProtocol.MAX_LENGTH, Long.BYTES);
            this.stream =
                    MessageStream.ofConnection(
                            arena.allocate(MessageStream.MIN_CAPACITY, Long.BYTES));
        }

        @Override
        public void run() {
            StreamSocket socket = listener.accept();
            while (socket == null) {
                Thread.onSpinWait();
                socket = listener.accept();
            }
            try (StreamSocket agent = socket) {
                agent.receiveBlocks();
                int judged = 0;
                int n = 1;
                while (judged < FRAMES && n > 0) {
                    int at = stream.writeOffset();
                    n = agent.receive(stream.segment(), at, stream.writeRoom());
                    stream.written(Math.max(0, n));
                    for (WireMessage m = stream.next(); m != null; m = stream.next()) {
                        judged += answer(agent, m);
                    }
                }
                agent.send(out, 0, WireEncoder.bye(out, 0, 1, Farewell.ENDING, "trained"));
            } catch (LinuxException e) {
                // The agent has gone; that shows in what it has counted.
            }
        }

        private int answer(StreamSocket agent, WireMessage message) {
            int judged = 0;
            switch (message.type()) {
                case MessageType.HELLO -> {
                    handshake.hello(message.segment(), message.offset(), message.length());
                    byte[] nonce = Random.octets(AgentProtocol.NONCE_LENGTH);
                    int length =
                            WireEncoder.challenge(out, 0, 1, 0, message.agentNonce(), nonce, true);
                    handshake.challenge(out, 0, length);
                    agent.send(out, 0, length);
                }
                case MessageType.PROOF -> {
                    byte[] proof = handshake.hostProof(secret);
                    agent.send(
                            out, 0, WireEncoder.welcome(out, 0, 1, proof, 1, 1, 5_000_000, 10_000));
                    agent.send(out, 0, WireEncoder.ping(out, 0, 1, 0, -1));
                    agent.send(out, 0, WireEncoder.create(out, 0, 1, 1, KEY));
                }
                case MessageType.FRAMES_UP -> {
                    if (!begun) {
                        // The addresses: from here on the agent carries frames.
                        begun = true;
                        transmit(AT_ONCE);
                    }
                    judged = judge(agent, message);
                }
                default -> {
                    // Receipts, and answers.
                }
            }
            return judged;
        }

        private int judge(StreamSocket agent, WireMessage frames) {
            int judged = 0;
            while (frames.nextItem()) {
                frame.wrap(frames.segment(), frames.itemOffset(), frames.itemLength());
                if (frame.frameLength() > 0) {
                    MessageBatch batch = MessageBatch.down();
                    batch.open(out, 0, AgentProtocol.MAX_LENGTH);
                    int length = HwsimEncoder.TX_INFO_LENGTH;
                    long at = batch.claim(length, 0);
                    HwsimEncoder.txInfo(
                            out, at, length, KEY, 0, frame.cookie(), -30, frame.rates());
                    batch.commit();
                    length = HwsimEncoder.frameMessageLength(FRAME_LENGTH);
                    at = batch.claim(length, 0);
                    HwsimEncoder.frame(
                            out,
                            at,
                            length,
                            KEY,
                            frames.segment(),
                            frame.frameOffset(),
                            FRAME_LENGTH,
                            7,
                            -30,
                            2412);
                    batch.commit();
                    agent.send(out, 0, batch.close(1));
                    judged++;
                }
            }
            transmit(judged);
            return judged;
        }

        /// Lets the radio send so many more frames, so that no queue is ever full.
        private void transmit(int count) {
            for (int i = 0; i < count && cookie < FRAMES; i++) {
                radio.transmit(cookie++);
            }
        }
    }
}
