package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Connects standard input and output to a port of a guest, through the Unix socket of its vsock
/// device (`CONNECT PORT`, `OK PORT`).
final class VsockPipe {
    private static final int MAX_ANSWER = 32;

    private VsockPipe() {}

    /// Runs until the guest has sent all; the end of the input is passed on.
    ///
    /// @throws EnvironmentException if there is no device, nobody listens in the guest, or the
    ///   connection breaks
    static void run(Path door, long port, InputStream in, OutputStream out) {
        try (SocketChannel channel = open(door)) {
            byte[] line = ("CONNECT " + port + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(line));
            InputStream from = Channels.newInputStream(channel);
            if (!answer(from).startsWith("OK ")) {
                throw new EnvironmentException(
                        "nobody listens on vsock port " + port + " of the node",
                        "start a program there: socat VSOCK-LISTEN:" + port + ",fork -");
            }
            Thread.ofPlatform().daemon().name("airloom-input").start(() -> send(in, channel));
            copy(from, out);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the connection has broken: " + e.getMessage(), "connect again", e);
        }
    }

    private static SocketChannel open(Path door) {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(door));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the node has no vsock", "say vsock: true for it in the topology", e);
        }
    }

    /// The device's line, or what came instead of it.
    private static String answer(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet >= 0 && octet != '\n' && line.length() < MAX_ANSWER) {
            line.append((char) octet);
            octet = in.read();
        }
        return line.toString();
    }

    private static void send(InputStream in, SocketChannel channel) {
        try {
            in.transferTo(Channels.newOutputStream(channel));
            channel.shutdownOutput();
        } catch (IOException e) {
            // The guest wants no more; what it says is still read.
            return;
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] block = new byte[1 << 16];
        for (int n = from.read(block); n >= 0; n = from.read(block)) {
            to.write(block, 0, n);
            to.flush();
        }
    }
}
