package io.airloom.hostwifi;

import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Ssid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/// The folder of iwd's files of the networks that it knows, one each (iwd.network(5)). What stands
/// there already is the user's, and never written to.
record IwdFolder(Path path) {
    private static final String PLAIN_NAME = "[A-Za-z0-9 _-]+";
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// What a network's file is called: its name, or `=` and its octets if they are not plain.
    Path file(Ssid ssid) {
        String text = new String(ssid.octets(), StandardCharsets.ISO_8859_1);
        String name =
                text.matches(PLAIN_NAME) ? text : "=" + HexFormat.of().formatHex(ssid.octets());
        return path.resolve(name + ".psk");
    }

    /// Makes a network known: iwd sees the whole file, or none.
    ///
    /// @param secret `PreSharedKey` or `Passphrase`
    /// @param value of it, as it stands in the file; the caller wipes it
    /// @param isHidden whether iwd has to ask for it by its name
    /// @return the file, which the caller removes
    /// @throws HostWifiException if the user has made it known already, or the folder cannot be
    ///   written
    Path write(Ssid ssid, String secret, byte[] value, boolean isHidden) throws HostWifiException {
        Path file = file(ssid);
        if (Files.exists(file)) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED,
                    "iwd knows %s already (%s): what the user has set up stays as it is; join it"
                                    .formatted(ssid, file)
                            + " on the host, and guests mirror it");
        }
        String head = "[Security]\n" + secret + '=';
        String tail = "\n[Settings]\nAutoConnect=false\nHidden=" + isHidden + '\n';
        byte[] content = new byte[head.length() + value.length + tail.length()];
        ByteBuffer octets =
                ByteBuffer.wrap(content)
                        .put(head.getBytes(StandardCharsets.US_ASCII))
                        .put(value)
                        .put(tail.getBytes(StandardCharsets.US_ASCII))
                        .flip();
        try {
            write(file, octets);
            return file;
        } catch (IOException e) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED,
                    ("iwd takes keys from files in %s only, which cannot be written (%s): start the"
                                    + " proxy as root, or let guests mirror what the host is on")
                            .formatted(path, e.getClass().getSimpleName()),
                    e);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void write(Path file, ByteBuffer content) throws IOException {
        Path aside = Files.createTempFile(path, ".airloom", ".tmp", ownersOnly());
        try {
            try (SeekableByteChannel channel =
                    Files.newByteChannel(aside, StandardOpenOption.WRITE)) {
                while (content.hasRemaining()) {
                    channel.write(content);
                }
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static java.nio.file.attribute.FileAttribute<?> ownersOnly() {
        return PosixFilePermissions.asFileAttribute(
                Set.copyOf(PosixFilePermissions.fromString("rw-------")));
    }

    /// Hexadecimal digits, for a file, in an array that can be wiped.
    static byte[] digits(byte[] octets) {
        byte[] digits = new byte[2 * octets.length];
        for (int i = 0; i < octets.length; i++) {
            digits[2 * i] = DIGITS[(octets[i] & 0xf0) >> 4];
            digits[2 * i + 1] = DIGITS[octets[i] & 0xf];
        }
        return digits;
    }
}
