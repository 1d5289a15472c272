package io.airloom.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The way from this machine to a guest's vsock ports: the Unix socket of its device, at which one
/// says `CONNECT PORT` and is told `OK PORT`.
public final class VsockDoor {
    private static final int MAX_ANSWER = 32;
    private static final int BLOCK = 1 << 16;

    private VsockDoor() {}

    /// Connects to a port.
    ///
    /// @param door the device's socket
    /// @param port unsigned, 32 bits
    /// @return null if nobody listens in the guest
    /// @throws IOException if there is no device, or it breaks off
    public static @Nullable SocketChannel connect(Path door, long port) throws IOException {
        SocketChannel guest = SocketChannel.open(UnixDomainSocketAddress.of(door));
        try {
            byte[] request = ("CONNECT " + port + "\n").getBytes(StandardCharsets.US_ASCII);
            guest.write(ByteBuffer.wrap(request));
            if (answer(Channels.newInputStream(guest)).startsWith("OK ")) {
                return guest;
            }
        } catch (IOException e) {
            guest.close();
            throw e;
        }
        guest.close();
        return null;
    }

    /// The device's line, or what came instead of it. Octet for octet: what follows is the guest's.
    private static String answer(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet >= 0 && octet != '\n' && line.length() < MAX_ANSWER) {
            line.append((char) octet);
            octet = in.read();
        }
        return line.toString();
    }

    /// Carries all that comes, each piece at once.
    public static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int n = from.read(block); n >= 0; n = from.read(block)) {
            to.write(block, 0, n);
            to.flush();
        }
    }
}
