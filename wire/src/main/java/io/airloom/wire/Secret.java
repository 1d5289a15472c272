package io.airloom.wire;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What the agents and the host of an air share, so that nobody else joins it.
public final class Secret {
    /// Characters that a secret has at least; fewer could be guessed.
    public static final int MIN_LENGTH = 8;

    public static final int MAX_LENGTH = 1024;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int RANDOM_OCTETS = 16;

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /// A secret of a file's text: without the white space at its ends.
    ///
    /// @throws IllegalArgumentException if it has fewer than 8 characters, or more than 1024
    public static Secret of(String text) {
        String stripped = text.strip();
        if (stripped.length() < MIN_LENGTH || stripped.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a secret has %d to %d characters, this one has %d"
                            .formatted(MIN_LENGTH, MAX_LENGTH, stripped.length()));
        }
        return new Secret(stripped);
    }

    /// A new one: 32 hexadecimal digits.
    public static Secret random() {
        byte[] octets = new byte[RANDOM_OCTETS];
        new SecureRandom().nextBytes(octets);
        return new Secret(HexFormat.of().formatHex(octets));
    }

    /// The secret itself, to be shown to who may know it.
    public String text() {
        return text;
    }

    /// HMAC-SHA-256 of the parts.
    byte[] authenticate(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "secret of " + text.length() + " characters";
    }
}
