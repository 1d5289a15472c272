package io.airloom.proxy;

import io.airloom.linux.LinuxException;
import io.airloom.linux.SocketListener;
import io.airloom.linux.VsockSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/// A host by AF_VSOCK.
///
/// @param cid the host's
/// @param requestPort of the host
/// @param notificationPort of this machine
record VsockAccess(int cid, int requestPort, int notificationPort) implements HostAccess {
    /// The machine around this one.
    static final int HOST_CID = 2;

    private static final int BACKLOG = 16;

    @Override
    public String address() {
        return "vsock:" + Integer.toUnsignedString(cid);
    }

    @Override
    public GuestStream connect(Duration within) throws IOException {
        try {
            return new SocketStream(VsockSocket.connect(cid, requestPort), address())
                    .connected(within);
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Listening listen(Consumer<GuestStream> accepted) throws IOException {
        try {
            VsockSocket socket = VsockSocket.listen(notificationPort, BACKLOG);
            SocketListener<VsockSocket> listener =
                    new SocketListener<>(
                            SocketStream.loop(),
                            socket,
                            socket::accept,
                            one -> accepted(one, accepted));
            listener.start();
            return listener::close;
        } catch (LinuxException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// Nobody but the host tells a guest anything. (The driver lets anybody.)
    private void accepted(VsockSocket one, Consumer<GuestStream> accepted) {
        if ((int) (one.peer() >>> Integer.SIZE) == cid) {
            accepted.accept(new SocketStream(one, address()));
        } else {
            one.close();
        }
    }
}
