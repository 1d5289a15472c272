package io.airloom.proxy;

import io.airloom.linux.LinuxException;
import io.airloom.linux.SocketListener;
import io.airloom.linux.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/// A host by the Unix sockets of a hybrid vsock, of which this is the machine's end, too.
///
/// @param uds the machine's socket
/// @param requestPort the host listens at `UDS_` and this
/// @param notificationPort the only one that the host can connect to
record UdsAccess(Path uds, int requestPort, int notificationPort) implements HostAccess {
    private static final int BACKLOG = 16;
    private static final Duration COMMAND_TIME = Duration.ofSeconds(5);

    @Override
    public String address() {
        return "uds:" + uds;
    }

    @Override
    public GuestStream connect(Duration within) throws IOException {
        Path requests = Path.of(uds + "_" + Integer.toUnsignedString(requestPort));
        return HybridVsock.open(requests, Deadline.in(within));
    }

    @Override
    public Listening listen(Consumer<GuestStream> accepted) throws IOException {
        try {
            UnixSocket socket = UnixSocket.listen(uds, BACKLOG);
            SocketListener<UnixSocket> listener =
                    new SocketListener<>(
                            SocketStream.loop(),
                            socket,
                            socket::accept,
                            one -> greet(new SocketStream(one, address()), accepted));
            listener.start();
            return listener::close;
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// On a thread of its own, since it reads. One notification has come when the next one begins:
    /// their order is kept.
    private void greet(GuestStream program, Consumer<GuestStream> accepted) {
        Thread.ofVirtual()
                .name("airloom-door-" + uds)
                .start(() -> {
                    try {
                        HybridVsock.accept(program, notificationPort, COMMAND_TIME);
                    } catch (IOException e) {
                        System.getLogger(UdsAccess.class.getName())
                                .log(System.Logger.Level.DEBUG, () -> address() + ": " + e);
                        program.close();
                        return;
                    }
                    accepted.accept(program);
                });
    }
}
