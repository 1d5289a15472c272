package io.airloom.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Random octets of the kernel. `SecureRandom` reads them from there, too, after some hundred
/// classes.
final class Random {
    private Random() {}

    static byte[] octets(int count) {
        try (FileInputStream file = new FileInputStream("/dev/urandom")) {
            byte[] octets = file.readNBytes(count);
            if (octets.length != count) {
                throw new IOException("/dev/urandom has ended");
            }
            return octets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
