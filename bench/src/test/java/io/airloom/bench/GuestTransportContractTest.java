package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.linux.VsockSocket;
import io.airloom.proxy.GuestStream;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a way by which guests come promises, over each that can run here: the same tests for TCP of
/// both families, the Unix sockets of a hybrid vsock, the same in front of the vhost-user vsock
/// device with a guest's driver behind it, and the kernel's own vsock.
@Timeout(120)
final class GuestTransportContractTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final int LARGEST = 128 * 1024;

    @TempDir Path folder;
    private final List<Runnable> opened = new ArrayList<>();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private GuestTransport transport;
    private HostAccess host;

    enum Way {
        TCP,
        TCP_OVER_IPV6,
        HYBRID_VSOCK,
        VSOCK_DEVICE,
        KERNEL_VSOCK
    }

    /// Somebody has come.
    private record Arrival(GuestTransport.Caller caller, GuestStream stream) {}

    private void open(Way way) throws IOException {
        prepare(way);
        opened.add(transport::close);
        transport.start((caller, stream) -> arrivals.add(new Arrival(caller, stream)));
        if (transport instanceof TcpTransport tcp) {
            InetAddress here = InetAddress.getByName(way == Way.TCP ? "127.0.0.1" : "::1");
            host =
                    HostAccess.tcp(
                            new InetSocketAddress(here, tcp.port()),
                            new InetSocketAddress(here, notificationPort));
        }
    }

    private int notificationPort;

    private void prepare(Way way) throws IOException {
        switch (way) {
            case TCP -> tcp("127.0.0.1");
            case TCP_OVER_IPV6 -> tcp("::1");
            case HYBRID_VSOCK -> {
                transport = UdsTransport.at(folder.resolve("uds"));
                host = HostAccess.uds(folder.resolve("uds"));
            }
            case VSOCK_DEVICE -> {
                VsockThread device = VsockThread.start(VsockOptions.usual());
                opened.add(device::close);
                device.listen(folder.resolve("vhost"), 7, "guest", folder.resolve("uds"));
                VsockGuest guest = new VsockGuest(folder.resolve("vhost"));
                opened.add(guest::close);
                transport = UdsTransport.at(folder.resolve("uds"));
                host = new VsockDriver(guest);
            }
            case KERNEL_VSOCK -> {
                assumeTrue(Loopback.IS_THERE, "the kernel has no vsock loopback");
                transport = VsockTransport.forGuests().allowing(Set.of(VsockSocket.LOCAL_CID));
                host = HostAccess.vsock(VsockSocket.LOCAL_CID, 12345, 12346);
            }
        }
    }

    private void tcp(String address) throws IOException {
        InetAddress here = InetAddress.getByName(address);
        try (ServerSocket free = new ServerSocket(0, 1, here)) {
            notificationPort = free.getLocalPort();
        } catch (IOException e) {
            assumeTrue(false, "no " + address + " here: " + e);
        }
        transport = TcpTransport.at(new InetSocketAddress(here, 0)).notifyingPort(notificationPort);
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

    @AfterEach
    void close() {
        opened.reversed().forEach(Runnable::run);
    }

    private GuestStream connect() throws IOException {
        GuestStream stream = host.connect(LONG);
        opened.add(stream::close);
        return stream;
    }

    private Arrival next() throws InterruptedException {
        Arrival arrival = arrivals.poll(30, TimeUnit.SECONDS);
        assertThat(arrival).as("somebody arrives").isNotNull();
        opened.add(arrival.stream()::close);
        return arrival;
    }

    private static byte[] readAll(GuestStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        while (true) {
            int n = stream.read(some, 0, some.length, LONG);
            if (n < 0) {
                return all.toByteArray();
            }
            all.write(some, 0, n);
        }
    }

    @ParameterizedTest
    @EnumSource
    void carriesARequestAndTheLargestAnswerAndDeliversWhatWasWrittenBeforeTheClose(Way way)
            throws Exception {
        open(way);
        byte[] request = {1, 2, 3, 4, 5};
        byte[] answer = new byte[LARGEST];
        new Random(SEED).nextBytes(answer);
        GuestStream guest = connect();
        guest.write(request, LONG);
        GuestStream server = next().stream();
        byte[] got = new byte[request.length];
        for (int done = 0; done < got.length; ) {
            done += server.read(got, done, got.length - done, LONG);
        }
        assertThat(got).isEqualTo(request);
        CompletableFuture<byte[]> reading = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        reading.complete(readAll(guest));
                    } catch (IOException e) {
                        reading.completeExceptionally(e);
                    }
                });
        server.write(answer, LONG);
        server.close();
        assertThat(reading.get(30, TimeUnit.SECONDS)).as("seed %d", SEED).isEqualTo(answer);
    }

    @ParameterizedTest
    @EnumSource
    void knowsAGuestAgain(Way way) throws Exception {
        open(way);
        connect();
        connect();
        GuestTransport.Caller first = next().caller();
        assertThat(next().caller().id()).isEqualTo(first.id());
        assertThat(first.id().name()).hasSizeLessThan(256).contains(":");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNothingComesAndThatTheGuestHasHungUp(Way way) throws Exception {
        open(way);
        GuestStream guest = connect();
        GuestStream server = next().stream();
        byte[] octet = new byte[1];
        assertThatThrownBy(() -> server.read(octet, 0, 1, SHORT))
                .isInstanceOf(SocketTimeoutException.class);
        guest.write(octet, LONG);
        assertThat(server.read(octet, 0, 1, LONG)).as("after a timeout it goes on").isEqualTo(1);
        guest.close();
        assertThat(server.read(octet, 0, 1, LONG)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void doesNotWaitForAGuestThatDoesNotRead(Way way) throws Exception {
        open(way);
        GuestStream guest = connect();
        GuestStream server = next().stream();
        byte[] much = new byte[LARGEST];
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                server.write(much, SHORT);
                            }
                        })
                .isInstanceOf(SocketTimeoutException.class);
        guest.close();
    }

    @ParameterizedTest
    @EnumSource
    void noticesThatAGuestIsGoneAtLatestAfterAWrite(Way way) throws Exception {
        open(way);
        GuestStream guest = connect();
        GuestStream server = next().stream();
        guest.close();
        assertThat(server.read(new byte[1], 0, 1, LONG)).isEqualTo(-1);
        long deadline = System.nanoTime() + LONG.toNanos();
        boolean gone = false;
        try {
            server.write(new byte[7], LONG);
            while (!gone && System.nanoTime() - deadline < 0) {
                gone = server.isBroken();
                Thread.onSpinWait();
            }
        } catch (IOException broken) {
            gone = true;
        }
        assertThat(gone).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void freesWhoReadsWhenTheStreamIsClosedHere(Way way) throws Exception {
        open(way);
        connect();
        GuestStream server = next().stream();
        CompletableFuture<Integer> reading = new CompletableFuture<>();
        Thread reader =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                reading.complete(server.read(new byte[1], 0, 1, LONG));
                            } catch (IOException e) {
                                reading.completeExceptionally(e);
                            }
                        });
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        server.close();
        assertThatThrownBy(() -> reading.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(IOException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "items 72, 87: a notification arrives whole, and one to a deaf guest fails at once")
    void tellsTheGuestWhenItListens(Way way) throws Exception {
        open(way);
        connect();
        GuestTransport.Caller caller = next().caller();
        assertThatThrownBy(() -> caller.connect(LONG)).isInstanceOf(IOException.class);
        BlockingQueue<GuestStream> told = new LinkedBlockingQueue<>();
        try (HostAccess.Listening listening = host.listen(told::add)) {
            assertThat(listening).isNotNull();
            for (int i = 0; i < 3; i++) {
                byte[] message = {8, 1, 0, 0, 0, 1, 0, (byte) i};
                GuestStream out = caller.connect(LONG);
                out.write(message, LONG);
                out.close();
                GuestStream in = told.poll(30, TimeUnit.SECONDS);
                assertThat(in).isNotNull();
                assertThat(readAll(in)).isEqualTo(message);
                in.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void listensNoMoreOnceClosedWhileConnectionsGoOn(Way way) throws Exception {
        open(way);
        GuestStream guest = connect();
        GuestStream server = next().stream();
        transport.close();
        server.write(new byte[] {9}, LONG);
        byte[] octet = new byte[1];
        assertThat(guest.read(octet, 0, 1, LONG)).isEqualTo(1);
        assertThatThrownBy(
                        () -> {
                            GuestStream late = connect();
                            if (late.read(octet, 0, 1, LONG) < 0) {
                                throw new IOException("hung up on");
                            }
                        })
                .isInstanceOf(IOException.class);
        prepare(way == Way.VSOCK_DEVICE ? Way.HYBRID_VSOCK : way);
        opened.add(transport::close);
        transport.start((caller, stream) -> arrivals.add(new Arrival(caller, stream)));
    }

    @ParameterizedTest
    @EnumSource
    void saysWhereItCannotListen(Way way) throws Exception {
        open(way);
        GuestTransport second =
                switch (transport) {
                    case TcpTransport tcp ->
                            TcpTransport.at(
                                    new InetSocketAddress(
                                            way == Way.TCP ? "127.0.0.1" : "::1", tcp.port()));
                    case UdsTransport _ -> UdsTransport.at(folder.resolve("uds"));
                    default -> VsockTransport.forGuests();
                };
        assertThatThrownBy(() -> second.start((_, stream) -> stream.close()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(second.address());
    }
}
