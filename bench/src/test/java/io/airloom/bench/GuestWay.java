package io.airloom.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.linux.VsockSocket;
import io.airloom.proxy.GuestTransport;
import io.airloom.proxy.HostAccess;
import io.airloom.proxy.TcpTransport;
import io.airloom.proxy.UdsTransport;
import io.airloom.proxy.VsockTransport;
import io.airloom.vhost.KernelVsock;
import io.airloom.vhost.VsockHost;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockStream;
import io.airloom.vhost.VsockThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// The ways by which guests come that this machine may have, each with both of its ends.
enum GuestWay {
    TCP,
    TCP_OVER_IPV6,
    HYBRID_VSOCK,
    /// The Unix sockets in front of the vhost-user vsock device, with a guest's driver behind it.
    VSOCK_DEVICE,
    KERNEL_VSOCK;

    private static final int GUEST_CID = 7;

    /// The two ends, of which nothing has been opened yet.
    ///
    /// @param transport the host's
    /// @param host the guest's
    record Ends(GuestTransport transport, HostAccess host) {}

    /// Prepares a way; skips the test where this machine has none such.
    ///
    /// @param folder where sockets may be made
    /// @param opened gets what is to be closed, the last first
    Ends ends(Path folder, List<Runnable> opened) throws IOException {
        Path uds = folder.resolve("uds");
        return switch (this) {
            case TCP -> tcp(new byte[] {127, 0, 0, 1});
            case TCP_OVER_IPV6 -> tcp(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
            case HYBRID_VSOCK -> new Ends(UdsTransport.at(uds), HostAccess.uds(uds));
            case VSOCK_DEVICE -> {
                VsockThread device = VsockThread.start(VsockOptions.usual());
                opened.add(device::close);
                device.listen(folder.resolve("vhost"), GUEST_CID, "guest", uds);
                VsockGuest guest = new VsockGuest(folder.resolve("vhost"));
                opened.add(guest::close);
                yield new Ends(UdsTransport.at(uds), new VsockDriver(guest));
            }
            case KERNEL_VSOCK -> {
                assumeTrue(Loopback.IS_THERE, "the kernel has no vsock loopback");
                yield new Ends(
                        VsockTransport.forGuests().allowing(Set.of(VsockSocket.LOCAL_CID)),
                        HostAccess.vsock(VsockSocket.LOCAL_CID, 12345, 12346));
            }
        };
    }

    private static Ends tcp(byte[] address) throws IOException {
        InetAddress here = InetAddress.getByAddress(address);
        int requests = freePort(here);
        int notifications = freePort(here);
        return new Ends(
                TcpTransport.at(new InetSocketAddress(here, requests)).notifyingPort(notifications),
                HostAccess.tcp(
                        new InetSocketAddress(here, requests),
                        new InetSocketAddress(here, notifications)));
    }

    private static int freePort(InetAddress here) {
        try (ServerSocket free = new ServerSocket(0, 1, here)) {
            return free.getLocalPort();
        } catch (IOException e) {
            assumeTrue(false, "no " + here + " on this machine: " + e);
            return 0;
        }
    }

    /// Asked of the kernel once: one without the loopback may let the question time out.
    private static final class Loopback {
        static final boolean IS_THERE = answers();

        private static boolean answers() {
            try (VsockHost kernel = KernelVsock.start();
                    VsockHost.Listener listener =
                            kernel.listen(4322, stream -> stream.output().write(1));
                    VsockStream stream = kernel.connect(VsockSocket.LOCAL_CID, listener.port())) {
                return stream.input().read() == 1;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
