package io.airloom.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Hashes a password as `/etc/shadow` has it (`$6$`, Drepper's "Unix crypt using SHA-256 and
/// SHA-512"). The salt is made from what is hashed, so that a recipe always gives the same image: a
/// recipe is no place for a secret.
final class Sha512Crypt {
    private static final int ROUNDS = 5000;
    private static final int DIGEST_OCTETS = 64;
    private static final int SALT_CHARACTERS = 16;
    private static final String ALPHABET =
            "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Sha512Crypt() {}

    /// The hash of a user's password.
    static String hash(String password, String user) {
        String salt = Manifest.sha256(user + "\0" + password).substring(0, SALT_CHARACTERS);
        return hashWithSalt(password, salt);
    }

    /// The hash with a salt of at most 16 characters.
    static String hashWithSalt(String password, String salt) {
        byte[] key = password.getBytes(StandardCharsets.UTF_8);
        byte[] seed = salt.getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = sha512();
        digest.update(key);
        digest.update(seed);
        digest.update(key);
        byte[] second = digest.digest();
        digest.update(key);
        digest.update(seed);
        digest.update(repeated(second, key.length));
        for (int bits = key.length; bits > 0; bits >>= 1) {
            digest.update((bits & 1) != 0 ? second : key);
        }
        byte[] result = digest.digest();
        for (int i = 0; i < key.length; i++) {
            digest.update(key);
        }
        byte[] keys = repeated(digest.digest(), key.length);
        for (int i = 0; i < 16 + Byte.toUnsignedInt(result[0]); i++) {
            digest.update(seed);
        }
        byte[] seeds = repeated(digest.digest(), seed.length);
        for (int round = 0; round < ROUNDS; round++) {
            digest.update(round % 2 != 0 ? keys : result);
            if (round % 3 != 0) {
                digest.update(seeds);
            }
            if (round % 7 != 0) {
                digest.update(keys);
            }
            digest.update(round % 2 != 0 ? result : keys);
            result = digest.digest();
        }
        return "$6$" + salt + "$" + encode(result);
    }

    /// The first `length` octets of a digest that is repeated.
    private static byte[] repeated(byte[] digest, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < length) {
            out.write(digest, 0, Math.min(DIGEST_OCTETS, length - out.size()));
        }
        return out.toByteArray();
    }

    /// Three octets that lie 21 apart become four characters; which comes first goes round.
    private static String encode(byte[] digest) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            int[] order = {i, i + 21, i + 42};
            int first = i % 3;
            int bits =
                    Byte.toUnsignedInt(digest[order[first]]) << 16
                            | Byte.toUnsignedInt(digest[order[(first + 1) % 3]]) << 8
                            | Byte.toUnsignedInt(digest[order[(first + 2) % 3]]);
            characters(text, bits, 4);
        }
        characters(text, Byte.toUnsignedInt(digest[63]), 2);
        return text.toString();
    }

    private static void characters(StringBuilder text, int bits, int count) {
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt((bits >> (6 * i)) & 63));
        }
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
