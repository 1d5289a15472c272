package io.airloom.bench;

import io.airloom.proxy.GuestStream;
import io.airloom.proxy.HostAccess;
import io.airloom.vhost.VsockHost;
import io.airloom.vhost.VsockStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The host as a guest of the vhost-user vsock device reaches it. The guest's own waits have no
/// limit.
record VsockDriver(VsockHost guest) implements HostAccess {
    private static final int HOST_CID = 2;
    private static final int REQUESTS = 12345;
    private static final int NOTIFICATIONS = 12346;

    @Override
    public String address() {
        return "vsock:2";
    }

    @Override
    public GuestStream connect(Duration within) throws IOException {
        return new Stream(guest.connect(HOST_CID, REQUESTS), () -> {});
    }

    @Override
    public Listening listen(Consumer<GuestStream> accepted) throws IOException {
        VsockHost.Listener listener =
                guest.listen(
                        NOTIFICATIONS,
                        stream -> {
                            CompletableFuture<Void> closed = new CompletableFuture<>();
                            accepted.accept(new Stream(stream, () -> closed.complete(null)));
                            closed.join();
                        });
        return listener::close;
    }

    private record Stream(VsockStream stream, Runnable closed) implements GuestStream {
        @Override
        public int read(byte[] into, int offset, int length, Duration within) throws IOException {
            return stream.input().read(into, offset, length);
        }

        @Override
        public void write(byte[] message, Duration within) throws IOException {
            stream.output().write(message);
        }

        @Override
        public void close() {
            stream.close();
            closed.run();
        }
    }
}
