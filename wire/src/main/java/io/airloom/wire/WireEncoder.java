package io.airloom.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Writes messages, all but those that carry netlink messages ([MessageBatch]).
///
/// Nothing is allocated, except for texts. Each method returns the length written; the caller makes
/// sure of the room, for which [#MAX_LENGTH] is enough. `sentNanos` is the sender's clock.
public final class WireEncoder {
    /// No message written here is longer.
    public static final int MAX_LENGTH =
            WireLayout.RECEIPTS + AgentProtocol.MAX_RECEIPTS * WireLayout.RECEIPT_LENGTH;

    private WireEncoder() {}

    /// HELLO with this version of the protocol.
    ///
    /// @param name made printable, and cut, if need be
    /// @throws IllegalArgumentException if the name is empty, or the nonce has another length
    public static int hello(
            MemorySegment segment,
            long offset,
            long sentNanos,
            int capabilities,
            byte[] nonce,
            long boot,
            String name) {
        return hello(
                segment,
                offset,
                sentNanos,
                AgentProtocol.VERSION,
                AgentProtocol.VERSION,
                capabilities,
                nonce,
                boot,
                name);
    }

    /// HELLO with any versions.
    static int hello(
            MemorySegment segment,
            long offset,
            long sentNanos,
            int leastVersion,
            int mostVersion,
            int capabilities,
            byte[] nonce,
            long boot,
            String name) {
        byte[] octets = ascii(name, AgentProtocol.MAX_NAME_LENGTH);
        if (octets.length == 0) {
            throw new IllegalArgumentException("name=\"\"");
        }
        int length = WireLayout.HELLO_NAME + octets.length;
        WireLayout.header(segment, offset, length, MessageType.HELLO, sentNanos);
        write(segment, offset + WireLayout.MAGIC, AgentProtocol.MAGIC);
        WireLayout.write16(segment, offset + WireLayout.HELLO_LEAST, leastVersion);
        WireLayout.write16(segment, offset + WireLayout.HELLO_MOST, mostVersion);
        WireLayout.write32(segment, offset + WireLayout.HELLO_CAPABILITIES, capabilities);
        nonce(segment, offset + WireLayout.HELLO_NONCE, nonce);
        WireLayout.write64(segment, offset + WireLayout.HELLO_BOOT, boot);
        WireLayout.write16(segment, offset + WireLayout.HELLO_NAME_LENGTH, octets.length);
        write(segment, offset + WireLayout.HELLO_NAME, octets);
        return length;
    }

    /// CHALLENGE.
    public static int challenge(
            MemorySegment segment,
            long offset,
            long sentNanos,
            int capabilities,
            byte[] agentNonce,
            byte[] hostNonce,
            boolean proofWanted) {
        int length = WireLayout.CHALLENGE_LENGTH;
        WireLayout.header(segment, offset, length, MessageType.CHALLENGE, sentNanos);
        write(segment, offset + WireLayout.MAGIC, AgentProtocol.MAGIC);
        WireLayout.write16(segment, offset + WireLayout.CHALLENGE_VERSION, AgentProtocol.VERSION);
        WireLayout.write16(
                segment,
                offset + WireLayout.CHALLENGE_FLAGS,
                proofWanted ? WireLayout.PROOF_WANTED : 0);
        WireLayout.write32(segment, offset + WireLayout.CHALLENGE_CAPABILITIES, capabilities);
        nonce(segment, offset + WireLayout.CHALLENGE_AGENT_NONCE, agentNonce);
        nonce(segment, offset + WireLayout.CHALLENGE_HOST_NONCE, hostNonce);
        return length;
    }

    /// PROOF.
    ///
    /// @param proof of [Handshake#agentProof]
    public static int proof(MemorySegment segment, long offset, long sentNanos, byte[] proof) {
        int length = WireLayout.PROOF_MESSAGE_LENGTH;
        WireLayout.header(segment, offset, length, MessageType.PROOF, sentNanos);
        proof(segment, offset + WireLayout.PROOF, proof);
        return length;
    }

    /// WELCOME.
    ///
    /// @param proof of [Handshake#hostProof]; zeros if the agent had to prove nothing
    public static int welcome(
            MemorySegment segment,
            long offset,
            long sentNanos,
            byte[] proof,
            int place,
            int radiosWanted,
            int verdictMicros,
            int silenceMillis) {
        int length = WireLayout.WELCOME_LENGTH;
        WireLayout.header(segment, offset, length, MessageType.WELCOME, sentNanos);
        proof(segment, offset + WireLayout.PROOF, proof);
        WireLayout.write32(segment, offset + WireLayout.WELCOME_PLACE, place);
        WireLayout.write32(segment, offset + WireLayout.WELCOME_RADIOS, radiosWanted);
        WireLayout.write32(segment, offset + WireLayout.WELCOME_VERDICT_MICROS, verdictMicros);
        WireLayout.write32(segment, offset + WireLayout.WELCOME_SILENCE_MILLIS, silenceMillis);
        return length;
    }

    /// PING.
    ///
    /// @param clockUncertaintyNanos negative if the offset is not known
    public static int ping(
            MemorySegment segment,
            long offset,
            long sentNanos,
            long clockOffsetNanos,
            long clockUncertaintyNanos) {
        WireLayout.header(segment, offset, WireLayout.PING_LENGTH, MessageType.PING, sentNanos);
        WireLayout.write64(segment, offset + WireLayout.PING_OFFSET, clockOffsetNanos);
        WireLayout.write64(segment, offset + WireLayout.PING_UNCERTAINTY, clockUncertaintyNanos);
        return WireLayout.PING_LENGTH;
    }

    /// PONG.
    ///
    /// @param pingSentNanos as the PING says
    /// @param receivedNanos when it came, on the agent's clock
    public static int pong(
            MemorySegment segment,
            long offset,
            long sentNanos,
            long pingSentNanos,
            long receivedNanos) {
        WireLayout.header(segment, offset, WireLayout.PONG_LENGTH, MessageType.PONG, sentNanos);
        WireLayout.write64(segment, offset + WireLayout.PONG_PING_SENT, pingSentNanos);
        WireLayout.write64(segment, offset + WireLayout.PONG_RECEIVED, receivedNanos);
        return WireLayout.PONG_LENGTH;
    }

    /// One of the receipts of a message that [#receipts] completes.
    ///
    /// @param index from 0, below [AgentProtocol#MAX_RECEIPTS]
    /// @param sentNanos as the FRAMES_DOWN says
    /// @param receivedNanos when it came, on the agent's clock
    /// @param injectedNanos when all of it had gone to the kernel, on the agent's clock
    public static void receipt(
            MemorySegment segment,
            long offset,
            int index,
            long sentNanos,
            long receivedNanos,
            long injectedNanos) {
        long at = offset + WireLayout.RECEIPTS + (long) index * WireLayout.RECEIPT_LENGTH;
        WireLayout.write64(segment, at, sentNanos);
        WireLayout.write64(segment, at + WireLayout.RECEIPT_RECEIVED, receivedNanos);
        WireLayout.write64(segment, at + WireLayout.RECEIPT_INJECTED, injectedNanos);
    }

    /// RECEIPTS, of which `count` were written before.
    public static int receipts(MemorySegment segment, long offset, long sentNanos, int count) {
        int length = WireLayout.RECEIPTS + count * WireLayout.RECEIPT_LENGTH;
        WireLayout.header(segment, offset, length, MessageType.RECEIPTS, sentNanos);
        return length;
    }

    /// CREATE.
    ///
    /// @param request a number that CREATED repeats
    /// @param address that the radio is to have
    public static int create(
            MemorySegment segment, long offset, long sentNanos, int request, long address) {
        WireLayout.header(segment, offset, WireLayout.CREATE_LENGTH, MessageType.CREATE, sentNanos);
        WireLayout.write64(segment, offset + WireLayout.CREATE_REQUEST, request & 0xffff_ffffL);
        WireLayout.write64(segment, offset + WireLayout.CREATE_ADDRESS, address);
        return WireLayout.CREATE_LENGTH;
    }

    /// CREATED.
    ///
    /// @param errno 0 if there is a radio now
    /// @param key of the radio
    public static int created(
            MemorySegment segment, long offset, long sentNanos, int request, int errno, long key) {
        WireLayout.header(
                segment, offset, WireLayout.CREATED_LENGTH, MessageType.CREATED, sentNanos);
        WireLayout.write32(segment, offset + WireLayout.CREATED_REQUEST, request);
        WireLayout.write32(segment, offset + WireLayout.CREATED_ERRNO, errno);
        WireLayout.write64(segment, offset + WireLayout.CREATED_KEY, key);
        return WireLayout.CREATED_LENGTH;
    }

    /// BYE.
    ///
    /// @param reason made printable, and cut, if need be
    public static int bye(
            MemorySegment segment, long offset, long sentNanos, Farewell farewell, String reason) {
        byte[] octets = ascii(reason, AgentProtocol.MAX_REASON_LENGTH);
        int length = WireLayout.BYE_REASON + octets.length;
        WireLayout.header(segment, offset, length, MessageType.BYE, sentNanos);
        WireLayout.write16(segment, offset + WireLayout.BYE_FAREWELL, farewell.code());
        WireLayout.write16(segment, offset + WireLayout.BYE_REASON_LENGTH, octets.length);
        write(segment, offset + WireLayout.BYE_REASON, octets);
        return length;
    }

    private static byte[] ascii(String text, int maxLength) {
        return AgentProtocol.printable(text, maxLength).getBytes(StandardCharsets.US_ASCII);
    }

    private static void nonce(MemorySegment segment, long at, byte[] nonce) {
        if (nonce.length != AgentProtocol.NONCE_LENGTH) {
            throw new IllegalArgumentException("nonce.length=" + nonce.length);
        }
        write(segment, at, nonce);
    }

    private static void proof(MemorySegment segment, long at, byte[] proof) {
        if (proof.length != AgentProtocol.PROOF_LENGTH) {
            throw new IllegalArgumentException("proof.length=" + proof.length);
        }
        write(segment, at, proof);
    }

    private static void write(MemorySegment segment, long at, byte[] octets) {
        MemorySegment.copy(octets, 0, segment, ValueLayout.JAVA_BYTE, at, octets.length);
    }
}
