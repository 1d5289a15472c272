package io.airloom.proxy;

import java.security.MessageDigest;
import java.util.Arrays;

/// What a guest proves itself with to a network: the PMK of a WPA-PSK network (32 octets) or, from
/// drivers that do not exist yet, a password. Nothing shows its octets; whoever owns it wipes it.
///
/// Not for two threads at once.
public final class NetworkKey implements AutoCloseable {
    /// Octets of a pairwise master key (IEEE 802.11-2020 §12.7.1.3).
    public static final int PMK_LENGTH = 32;

    /// Most octets that a message can carry.
    public static final int MAX_LENGTH = 255;

    private byte[] octets;

    /// Takes the array itself, and wipes it when closed.
    ///
    /// @param octets 0 to 255
    private NetworkKey(byte[] octets) {
        this.octets = octets;
    }

    /// A key of a copy of these octets; the caller's array is his to wipe.
    ///
    /// @throws IllegalArgumentException if there are more than 255
    public static NetworkKey copyOf(byte[] octets) {
        if (octets.length > MAX_LENGTH) {
            throw new IllegalArgumentException("a key of " + octets.length + " octets");
        }
        return new NetworkKey(octets.clone());
    }

    /// No key, of open networks.
    public static NetworkKey none() {
        return new NetworkKey(new byte[0]);
    }

    /// How many octets; 0 once it is closed.
    public int length() {
        return octets.length;
    }

    /// Whether there is none (any more).
    public boolean isNone() {
        return octets.length == 0;
    }

    /// A copy, for the one who hands it on, and wipes that.
    public byte[] copy() {
        return octets.clone();
    }

    /// Whether both are the same octets, in a time that does not depend on them.
    public boolean matches(NetworkKey other) {
        return MessageDigest.isEqual(octets, other.octets);
    }

    /// Overwrites it.
    @Override
    public void close() {
        Arrays.fill(octets, (byte) 0);
        octets = new byte[0];
    }

    /// How long it is, and nothing else.
    @Override
    public String toString() {
        return octets.length == 0 ? "no key" : "a key of " + octets.length + " octets";
    }
}
