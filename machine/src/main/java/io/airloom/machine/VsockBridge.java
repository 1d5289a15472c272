package io.airloom.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A port of this machine's loopback interface that leads to one vsock port of one guest, for
/// programs that know TCP only. Whoever may open sockets here can connect to it; what is behind it
/// must ask who they are.
final class VsockBridge implements AutoCloseable {
    private static final int MAX_WAITING = 8;

    private final ServerSocket server;
    private final Path door;
    private final int guestPort;

    private VsockBridge(ServerSocket server, Path door, int guestPort) {
        this.server = server;
        this.door = door;
        this.guestPort = guestPort;
    }

    /// Begins to listen.
    ///
    /// @param door the Unix socket of the guest's vsock device
    static VsockBridge open(Path door, int guestPort) throws IOException {
        ServerSocket server = new ServerSocket(0, MAX_WAITING, InetAddress.getLoopbackAddress());
        VsockBridge bridge = new VsockBridge(server, door, guestPort);
        Thread.ofVirtual().name("vsock bridge").start(bridge::serve);
        return bridge;
    }

    /// The port here.
    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            // Closed: nobody else ends it.
            Thread.currentThread().interrupt();
        }
    }

    private void connect(Socket client) {
        try (client;
                SocketChannel guest = VsockDoor.connect(door, guestPort)) {
            if (guest == null) {
                return;
            }
            Thread.ofVirtual().start(() -> copy(client, guest));
            VsockDoor.copy(Channels.newInputStream(guest), client.getOutputStream());
        } catch (IOException e) {
            // One end has gone, and with it the other.
            return;
        }
    }

    private static void copy(Socket client, SocketChannel guest) {
        try {
            VsockDoor.copy(client.getInputStream(), Channels.newOutputStream(guest));
            guest.shutdownOutput();
        } catch (IOException e) {
            // The other direction ends by itself.
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
