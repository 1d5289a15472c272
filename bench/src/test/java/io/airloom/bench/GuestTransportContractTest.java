package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.proxy.GuestStream;
import io.airloom.proxy.GuestTransport;
import io.airloom.proxy.HostAccess;
import io.airloom.proxy.TcpTransport;
import io.airloom.proxy.UdsTransport;
import io.airloom.proxy.VsockTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

    /// Somebody has come.
    private record Arrival(GuestTransport.Caller caller, GuestStream stream) {}

    private void open(GuestWay way) throws IOException {
        GuestWay.Ends ends = way.ends(folder, opened);
        transport = ends.transport();
        host = ends.host();
        opened.add(transport::close);
        transport.start((caller, stream) -> arrivals.add(new Arrival(caller, stream)));
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
    void carriesARequestAndTheLargestAnswerAndDeliversWhatWasWrittenBeforeTheClose(GuestWay way)
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
    void knowsAGuestAgain(GuestWay way) throws Exception {
        open(way);
        connect();
        connect();
        GuestTransport.Caller first = next().caller();
        assertThat(next().caller().id()).isEqualTo(first.id());
        assertThat(first.id().name()).hasSizeLessThan(256).contains(":");
    }

    @ParameterizedTest
    @EnumSource
    void saysThatNothingComesAndThatTheGuestHasHungUp(GuestWay way) throws Exception {
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
    void doesNotWaitForAGuestThatDoesNotRead(GuestWay way) throws Exception {
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
    void noticesThatAGuestIsGoneAtLatestAfterAWrite(GuestWay way) throws Exception {
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
    void freesWhoReadsWhenTheStreamIsClosedHere(GuestWay way) throws Exception {
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
    void tellsTheGuestWhenItListens(GuestWay way) throws Exception {
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
    void listensNoMoreOnceClosedWhileConnectionsGoOn(GuestWay way) throws Exception {
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
    }

    @ParameterizedTest
    @EnumSource
    void saysWhereItCannotListen(GuestWay way) throws Exception {
        open(way);
        GuestTransport second =
                way == GuestWay.KERNEL_VSOCK
                        ? VsockTransport.forGuests()
                        : transport instanceof TcpTransport tcp
                                ? TcpTransport.at(
                                        new InetSocketAddress(
                                                way == GuestWay.TCP ? "127.0.0.1" : "::1",
                                                tcp.port()))
                                : UdsTransport.at(folder.resolve("uds"));
        assertThatThrownBy(() -> second.start((_, stream) -> stream.close()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(second.address());
    }
}
