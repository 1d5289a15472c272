package io.airloom.hostwifi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// Names of interfaces that stay the same (RFC 9562 §5.5).
final class Uuids {
    /// Made for this purpose, by chance.
    private static final UUID NAMESPACE = UUID.fromString("0d5c1f5e-2c5b-4f0b-9e2b-7f0f4c1a6d39");

    private Uuids() {}

    /// Of a radio's name and an interface's permanent address.
    static UUID of(String wiphyName, long address) {
        byte[] name = "%s %012x".formatted(wiphyName, address).getBytes(StandardCharsets.UTF_8);
        byte[] hashed = sha1(NAMESPACE, name);
        ByteBuffer octets = ByteBuffer.wrap(hashed);
        long high = (octets.getLong() & ~0xf000L) | 0x5000L;
        long low = (octets.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private static byte[] sha1(UUID namespace, byte[] name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(
                    ByteBuffer.allocate(2 * Long.BYTES)
                            .putLong(namespace.getMostSignificantBits())
                            .putLong(namespace.getLeastSignificantBits())
                            .array());
            return digest.digest(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
