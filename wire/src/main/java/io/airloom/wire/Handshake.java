package io.airloom.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The proofs of both sides that they know the secret: HMAC-SHA-256 over a word that says whose
/// proof it is, HELLO and CHALLENGE, both without their headers. Each has a nonce of its sender, so
/// no proof is good twice; and name, versions and capabilities cannot be changed on the way.
///
/// Each side gives it the two messages as it sent or received them.
public final class Handshake {
    private static final byte[] AGENT = "airloom agent".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "airloom host".getBytes(StandardCharsets.US_ASCII);

    private byte[] hello = {};
    private byte[] challenge = {};

    /// Of nothing yet.
    public Handshake() {}

    /// The HELLO, with its header.
    public void hello(MemorySegment segment, long offset, int length) {
        hello = body(segment, offset, length);
    }

    /// The CHALLENGE, with its header.
    public void challenge(MemorySegment segment, long offset, int length) {
        challenge = body(segment, offset, length);
    }

    /// What PROOF carries.
    ///
    /// @throws IllegalStateException if a message is missing
    public byte[] agentProof(Secret secret) {
        return proof(secret, AGENT);
    }

    /// What WELCOME carries.
    ///
    /// @throws IllegalStateException if a message is missing
    public byte[] hostProof(Secret secret) {
        return proof(secret, HOST);
    }

    /// Are two proofs the same? Takes as long for any two.
    public static boolean same(byte[] expected, byte[] actual) {
        return MessageDigest.isEqual(expected, actual);
    }

    private byte[] proof(Secret secret, byte[] whose) {
        if (hello.length == 0 || challenge.length == 0) {
            throw new IllegalStateException("a proof needs HELLO and CHALLENGE");
        }
        return secret.authenticate(whose, hello, challenge);
    }

    private static byte[] body(MemorySegment segment, long offset, int length) {
        byte[] octets = new byte[length - WireLayout.BODY];
        MemorySegment.copy(
                segment, ValueLayout.JAVA_BYTE, offset + WireLayout.BODY, octets, 0, octets.length);
        return octets;
    }
}
