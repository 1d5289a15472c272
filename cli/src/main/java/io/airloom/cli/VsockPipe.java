package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.machine.VsockDoor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Connects standard input and output to a port of a guest.
final class VsockPipe {
    private VsockPipe() {}

    /// Runs until the guest has sent all; the end of the input is passed on.
    ///
    /// @param door the socket of the guest's vsock device
    /// @throws EnvironmentException if there is no device, nobody listens in the guest, or the
    ///   connection breaks
    static void run(Path door, long port, InputStream in, OutputStream out) {
        if (!Files.exists(door)) {
            throw new EnvironmentException(
                    "the node has no vsock", "say vsock: true for it in the topology");
        }
        try (SocketChannel guest = VsockDoor.connect(door, port)) {
            if (guest == null) {
                throw new EnvironmentException(
                        "nobody listens on vsock port " + port + " of the node",
                        "start a program there: socat VSOCK-LISTEN:" + port + ",fork -");
            }
            Thread.ofPlatform().daemon().name("airloom-input").start(() -> send(in, guest));
            VsockDoor.copy(Channels.newInputStream(guest), out);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "the connection has broken: " + Reason.of(e), "connect again", e);
        }
    }

    private static void send(InputStream in, SocketChannel guest) {
        try {
            VsockDoor.copy(in, Channels.newOutputStream(guest));
            guest.shutdownOutput();
        } catch (IOException e) {
            // The guest wants no more; what it says is still read.
            return;
        }
    }
}
