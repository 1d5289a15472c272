package io.airloom.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.Handshake;
import io.airloom.wire.MessageBatch;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An agent without a kernel, as light as can be: says what a test tells it to, and counts what it
/// hears. Its clock is the host's plus `clockOffset`. Nothing waits; [#pump] reads what has come.
final class TestAgent implements AutoCloseable {
    static final long BASE_KEY = 0x4200_0000_0000L;
    private static final int TYPE = 0x1c;
    private static final int FREQ_MHZ = 2412;

    final StreamSocket socket;
    final MessageStream in;
    final List<Farewell> farewells = new ArrayList<>();
    final List<Long> created = new ArrayList<>();
    final HwsimMessage hwsim = new HwsimMessage();
    String reason = "";
    long clockOffset;
    long key = BASE_KEY;
    int place;
    int radiosWanted;
    int statuses;
    int acknowledged;
    int receptions;
    int pings;
    long toldOffset;
    long toldUncertainty = -1;
    boolean welcome;
    boolean gone;
    boolean greeted;
    boolean challenged;
    boolean proves = true;
    byte[] proof = {};
    @Nullable AgentDoor door;
    boolean answersPings = true;
    boolean sendsReceipts = true;
    byte[] lastFrame = {};
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(1 << 16);
    private final MessageBatch batch = MessageBatch.up();
    private final Handshake handshake = new Handshake();
    private final @Nullable Secret secret;
    private byte[] expectedHostProof = {};
    private int cookie;

    TestAgent(StreamSocket socket, boolean line, @Nullable Secret secret) {
        this.socket = socket;
        this.secret = secret;
        MemorySegment memory = arena.allocate(1 << 15);
        in = line ? MessageStream.ofLine(memory) : MessageStream.ofConnection(memory);
    }

    long now() {
        return System.nanoTime() + clockOffset;
    }

    void hello(String name, long boot) {
        byte[] nonce = new byte[16];
        nonce[3] = (byte) boot;
        int length = WireEncoder.hello(out, 0, now(), 3, nonce, boot, name);
        handshake.hello(out, 0, length);
        greeted = true;
        send(length);
    }

    /// The octets of the next message are `write`n at the front of the memory.
    void send(int length) {
        sendOctets(out, length);
    }

    MemorySegment out() {
        return out;
    }

    void sendOctets(MemorySegment octets, int length) {
        try {
            int sent = 0;
            while (sent < length) {
                int count = socket.send(octets, sent, length - sent);
                assertThat(count).as("the host takes what it is sent").isPositive();
                sent += count;
            }
        } catch (LinuxException e) {
            gone = true;
        }
    }

    /// Sends as much as the host takes.
    int trySend(MemorySegment octets, int length) {
        try {
            return Math.max(0, socket.send(octets, 0, length));
        } catch (LinuxException e) {
            gone = true;
            return 0;
        }
    }

    /// One frame of a radio.
    void frame(long to, int length) {
        frames(to, length, 1);
    }

    /// Several frames in one message.
    void frames(long to, int length, int count) {
        MemorySegment frame = MemorySegment.ofArray(new byte[length]);
        frame.set(ValueLayout.JAVA_BYTE, 0, (byte) 0x08);
        MacAddress.write(frame, 4, to);
        MacAddress.write(frame, 10, key);
        batch.open(out, 0, AgentProtocol.MAX_LENGTH);
        for (int i = 0; i < count; i++) {
            int messageLength = HwsimKernelEncoder.frameMessageLength(length, false);
            long at = batch.claim(messageLength, now());
            assertThat(at).isPositive();
            HwsimKernelEncoder.frame(
                    out,
                    at,
                    messageLength,
                    TYPE,
                    key,
                    frame,
                    0,
                    length,
                    0,
                    FREQ_MHZ,
                    TxRates.with(TxRates.NONE, 0, 3, 4),
                    0,
                    ++cookie,
                    false);
            batch.commit();
        }
        send(batch.close(now()));
    }

    /// The radio answers to its key as an address.
    void address() {
        batch.open(out, 0, AgentProtocol.MAX_LENGTH);
        long at = batch.claim(HwsimKernelEncoder.MAC_ADDRESS_LENGTH, now());
        HwsimKernelEncoder.macAddress(out, at, 100, TYPE, HwsimCommand.ADD_MAC_ADDR, key, key);
        batch.commit();
        send(batch.close(now()));
    }

    /// Reads what has come, once.
    void pump() {
        if (gone) {
            return;
        }
        try {
            int count = socket.receive(in.segment(), in.writeOffset(), in.writeRoom());
            if (count == 0) {
                gone = true;
            }
            if (count <= 0) {
                return;
            }
            in.written(count);
        } catch (LinuxException e) {
            gone = true;
            return;
        }
        long receivedNanos = now();
        for (WireMessage m = in.next(); m != null; m = in.next()) {
            handle(m, receivedNanos);
        }
    }

    private void handle(WireMessage m, long receivedNanos) {
        switch (m.type()) {
            case MessageType.CHALLENGE -> challenged(m);
            case MessageType.WELCOME -> {
                welcome = true;
                place = m.place();
                radiosWanted = m.radiosWanted();
                assertThat(m.proof()).isEqualTo(expectedHostProof);
            }
            case MessageType.PING -> {
                pings++;
                toldOffset = m.clockOffsetNanos();
                toldUncertainty = m.clockUncertaintyNanos();
                if (answersPings) {
                    send(WireEncoder.pong(out, 0, now(), m.sentNanos(), receivedNanos));
                }
            }
            case MessageType.FRAMES_DOWN -> framesDown(m, receivedNanos);
            case MessageType.CREATE -> {
                created.add(m.radioAddress());
                send(WireEncoder.created(out, 0, now(), m.request(), 0, m.radioAddress()));
            }
            case MessageType.BYE -> {
                farewells.add(m.farewell());
                reason = m.reason();
                welcome = false;
            }
            default -> throw new AssertionError(m.toString());
        }
    }

    private void challenged(WireMessage m) {
        challenged = true;
        if (!greeted) {
            return;
        }
        handshake.challenge(m.segment(), m.offset(), m.length());
        assertThat(m.proofWanted()).isEqualTo(secret != null);
        if (secret == null) {
            expectedHostProof = new byte[32];
        } else {
            expectedHostProof = handshake.hostProof(secret);
            proof = handshake.agentProof(secret);
            if (proves) {
                send(WireEncoder.proof(out, 0, now(), proof));
            }
        }
    }

    private void framesDown(WireMessage m, long receivedNanos) {
        while (m.nextItem()) {
            assertThat(hwsim.wrap(m.segment(), m.itemOffset(), m.itemLength()))
                    .isEqualTo(HwsimProblem.OK);
            if (hwsim.command() == HwsimCommand.TX_INFO_FRAME) {
                statuses++;
                if ((hwsim.flags() & io.airloom.hwsim.HwsimFlags.STAT_ACK) != 0) {
                    acknowledged++;
                }
            } else {
                receptions++;
                lastFrame =
                        m.segment()
                                .asSlice(hwsim.frameOffset(), hwsim.frameLength())
                                .toArray(ValueLayout.JAVA_BYTE);
            }
        }
        if (sendsReceipts) {
            WireEncoder.receipt(out, 0, 0, m.sentNanos(), receivedNanos, now());
            send(WireEncoder.receipts(out, 0, now(), 1));
        }
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
