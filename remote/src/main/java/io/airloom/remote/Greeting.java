package io.airloom.remote;

import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Handshake;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// The host's part of one agent's greeting: what it said of itself, and both proofs.
final class Greeting {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable Secret secret;
    private Handshake handshake = new Handshake();
    private String name = "";
    private long boot;

    Greeting(@Nullable Secret secret) {
        this.secret = secret;
    }

    /// Answers a HELLO.
    ///
    /// @return the octets of the CHALLENGE that was written at `offset`
    int challenge(WireMessage hello, MemorySegment segment, long offset, long nowNanos) {
        name = hello.name();
        boot = hello.boot();
        byte[] nonce = new byte[AgentProtocol.NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        int length =
                WireEncoder.challenge(
                        segment, offset, nowNanos, 0, hello.agentNonce(), nonce, wantsProof());
        handshake = new Handshake();
        handshake.hello(hello.segment(), hello.offset(), hello.length());
        handshake.challenge(segment, offset, length);
        return length;
    }

    boolean wantsProof() {
        return secret != null;
    }

    boolean isProvedBy(WireMessage proof) {
        return secret != null && Handshake.same(handshake.agentProof(secret), proof.proof());
    }

    /// What WELCOME carries.
    byte[] hostProof() {
        return secret == null ? new byte[AgentProtocol.PROOF_LENGTH] : handshake.hostProof(secret);
    }

    /// What the agent calls itself.
    String name() {
        return name;
    }

    long boot() {
        return boot;
    }
}
