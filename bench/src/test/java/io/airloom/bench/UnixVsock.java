package io.airloom.bench;

import io.airloom.vhost.VsockAcceptor;
import io.airloom.vhost.VsockAddress;
import io.airloom.vhost.VsockHost;
import io.airloom.vhost.VsockStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A program of the host that knows nothing but the convention of Unix sockets: what a client of
/// Firecracker would do, with Java's own sockets.
final class UnixVsock implements VsockHost {
    private static final int ANY_PORT = 0;

    private final Path door;

    UnixVsock(Path door) {
        this.door = door;
    }

    @Override
    public Listener listen(int port, VsockAcceptor acceptor) throws IOException {
        Path path = Path.of(door + "_" + port);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 1000);
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            Stream stream = new Stream(server.accept(), port);
                            Thread.ofVirtual().start(() -> serve(stream, acceptor));
                        }
                    } catch (IOException closed) {
                        return;
                    }
                });
        return new Listener() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() {
                try {
                    server.close();
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static void serve(Stream stream, VsockAcceptor acceptor) {
        try (stream) {
            acceptor.serve(stream);
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public VsockStream connect(int cid, int port) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door));
        String line = "CONNECT " + port + "\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder answer = new StringBuilder();
        ByteBuffer octet = ByteBuffer.allocate(1);
        while (answer.indexOf("\n") < 0) {
            octet.clear();
            if (channel.read(octet) < 0) {
                channel.close();
                throw new IOException("refused");
            }
            answer.append((char) octet.get(0));
        }
        if (!answer.toString().matches("OK [0-9]+\n")) {
            throw new IOException("answered " + answer);
        }
        return new Stream(channel, port);
    }

    @Override
    public void close() {}

    /// Java's own channel.
    private record Stream(SocketChannel channel, int port) implements VsockStream {
        @Override
        public VsockAddress local() {
            return new VsockAddress(VsockAddress.HOST_CID, ANY_PORT);
        }

        @Override
        public VsockAddress remote() {
            return new VsockAddress(VsockAddress.FIRST_GUEST_CID, port);
        }

        @Override
        public InputStream input() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream output() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
