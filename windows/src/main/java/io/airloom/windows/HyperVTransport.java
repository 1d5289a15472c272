package io.airloom.windows;

import io.airloom.proxy.GuestId;
import io.airloom.proxy.GuestStream;
import io.airloom.proxy.GuestTransport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Guests of Hyper-V, by its sockets: to their kernels, AF_VSOCK. Never run on Windows.
///
/// The service has to be allowed on the host, once: a key `HKLM\SOFTWARE\Microsoft\Windows
/// NT\CurrentVersion\Virtualization\GuestCommunicationServices\` with the GUID of the port for
/// requests (`00003039-facb-11e6-bd58-64006a7986d3`).
public final class HyperVTransport implements GuestTransport {
    /// All guests of this host.
    public static final UUID ANY_GUEST = new UUID(0, 0);

    /// Where drivers ask.
    public static final int REQUEST_PORT = 12345;

    /// Where drivers are told of something.
    public static final int NOTIFICATION_PORT = 12346;

    private static final int BACKLOG = 128;
    private static final Duration TURN = Duration.ofMillis(200);
    private static final System.Logger LOG = System.getLogger(HyperVTransport.class.getName());

    private final UUID vmId;
    private final HyperVSockets.Opener opener;
    private volatile boolean isClosed;
    private @Nullable HyperVSockets sockets;
    private @Nullable Thread thread;

    /// For one guest, or for [#ANY_GUEST].
    ///
    /// @param vmId its identifier: `(Get-VM NAME).Id`
    public HyperVTransport(UUID vmId) {
        this(vmId, WinsockLibrary::open);
    }

    HyperVTransport(UUID vmId, HyperVSockets.Opener opener) {
        this.vmId = vmId;
        this.opener = opener;
    }

    @Override
    public String address() {
        return "hyperv:" + (vmId.equals(ANY_GUEST) ? "any" : vmId) + ":" + REQUEST_PORT;
    }

    @Override
    public void start(Acceptor acceptor) throws IOException {
        HyperVSockets opened;
        long listener;
        try {
            opened = opener.open();
            listener = opened.listen(vmId, new ServiceId(REQUEST_PORT).guid(), BACKLOG);
        } catch (IOException e) {
            throw new IOException(address() + ": " + e.getMessage(), e);
        }
        sockets = opened;
        thread =
                Thread.ofPlatform()
                        .name("airloom-hyperv")
                        .daemon()
                        .start(() -> serve(opened, listener, acceptor));
    }

    private void serve(HyperVSockets opened, long listener, Acceptor acceptor) {
        try {
            while (!isClosed) {
                HyperVSockets.Accepted accepted = opened.accept(listener, TURN);
                if (accepted != null) {
                    acceptor.accepted(
                            new Guest(accepted.vmId()),
                            new HyperVStream(opened, accepted.socket()));
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, address() + " listens no more", e);
        } finally {
            opened.close(listener);
        }
    }

    private final class Guest implements Caller {
        private final UUID guestVmId;

        Guest(UUID guestVmId) {
            this.guestVmId = guestVmId;
        }

        @Override
        public GuestId id() {
            return new GuestId("hyperv:" + guestVmId);
        }

        /// On a thread of the operating system: the call waits, and would hold a carrier.
        @Override
        public GuestStream connect(Duration within) throws IOException {
            HyperVSockets opened = Objects.requireNonNull(sockets, "before start");
            CompletableFuture<Long> connecting = new CompletableFuture<>();
            Thread.ofPlatform()
                    .name("airloom-hyperv-connect")
                    .daemon()
                    .start(() -> connect(opened, within, connecting));
            try {
                return new HyperVStream(opened, connecting.get());
            } catch (InterruptedException e) {
                connecting.cancel(false);
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }

        private void connect(
                HyperVSockets opened, Duration within, CompletableFuture<Long> connecting) {
            try {
                UUID service = new ServiceId(NOTIFICATION_PORT).guid();
                long socket = opened.connect(guestVmId, service, within);
                if (!connecting.complete(socket)) {
                    // Nobody waits for it any more.
                    opened.close(socket);
                }
            } catch (IOException e) {
                connecting.completeExceptionally(e);
            }
        }
    }

    @Override
    public void close() {
        isClosed = true;
        Thread started = thread;
        if (started == null) {
            return;
        }
        try {
            // The listener is closed by who waits in it.
            started.join(TURN.multipliedBy(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
