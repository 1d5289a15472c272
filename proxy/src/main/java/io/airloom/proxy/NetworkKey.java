package io.airloom.proxy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What a guest proves itself with to a network: the PMK of a WPA-PSK network (32 octets) or, from
/// drivers that do not exist yet, a password. Nothing shows its octets; whoever owns it wipes it.
///
/// Not for two threads at once.
public final class NetworkKey implements AutoCloseable {
    /// Octets of a pairwise master key (IEEE 802.11-2020 §12.7.1.3).
    public static final int PMK_LENGTH = 32;

    /// Most octets that a message can carry.
    public static final int MAX_LENGTH = 255;

    private static final int ITERATIONS = 4096;

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

    /// The PMK of a passphrase (IEEE 802.11-2020 §J.4.1), which takes some milliseconds.
    ///
    /// @param passphrase 8 to 63 printable ASCII characters; the caller's to wipe
    /// @param ssid of the network, one octet or more
    /// @throws IllegalArgumentException if either is not; the message does not hold it
    public static NetworkKey ofPassphrase(char[] passphrase, Ssid ssid) {
        if (!isPassphrase(passphrase) || ssid.isWildcard()) {
            throw new IllegalArgumentException(
                    "a passphrase of " + passphrase.length + " characters for " + ssid);
        }
        PBEKeySpec spec =
                new PBEKeySpec(passphrase, ssid.octets(), ITERATIONS, PMK_LENGTH * Byte.SIZE);
        try {
            return new NetworkKey(
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                            .generateSecret(spec)
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }

    /// Whether this may be a passphrase: 8 to 63 printable ASCII characters.
    public static boolean isPassphrase(char[] text) {
        boolean printable = true;
        for (char character : text) {
            printable &= character >= ' ' && character <= '~';
        }
        return printable && text.length >= 8 && text.length <= 63;
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

    /// Whether it is as long as a PMK. (A passphrase of 32 characters is taken for one, too: what
    /// the driver sends of 32 octets is a PMK.)
    public boolean isPmk() {
        return octets.length == PMK_LENGTH;
    }

    /// Whether it is a passphrase: 8 to 63 printable ASCII characters, and no PMK.
    public boolean isPassphrase() {
        boolean printable = true;
        for (byte octet : octets) {
            printable &= octet >= ' ' && octet <= '~';
        }
        return printable && octets.length >= 8 && octets.length <= 63 && !isPmk();
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
