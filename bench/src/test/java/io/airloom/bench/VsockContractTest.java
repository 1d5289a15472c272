package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.airloom.linux.VsockSocket;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import io.airloom.vhost.KernelVsock;
import io.airloom.vhost.VsockAcceptor;
import io.airloom.vhost.VsockHost;
import io.airloom.vhost.VsockOptions;
import io.airloom.vhost.VsockStream;
import io.airloom.vhost.VsockThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What vsock promises, over every transport that can run here: the same tests for the device with
/// Java streams at the host, with Unix sockets, with these on the thread of an air, between two
/// guests, and for the kernel's own.
@Timeout(120)
final class VsockContractTest {
    private static final int PORT = 4321;
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());

    @TempDir Path folder;
    private final List<Runnable> opened = new ArrayList<>();
    private VsockHost one;
    private int cidOfOne;
    private VsockHost two;
    private int cidOfTwo;
    private VsockThread device;

    enum Transport {
        DEVICE,
        UNIX_SOCKETS,
        ON_AIR,
        BETWEEN_GUESTS,
        KERNEL
    }

    private void open(Transport transport) {
        if (transport == Transport.KERNEL) {
            assumeTrue(Loopback.IS_THERE, "the kernel has no vsock loopback");
            one = KernelVsock.start();
            two = KernelVsock.start();
            cidOfOne = VsockSocket.LOCAL_CID;
            cidOfTwo = VsockSocket.LOCAL_CID;
            opened.add(one::close);
            opened.add(two::close);
            return;
        }
        Path door = folder.resolve("door");
        if (transport == Transport.ON_AIR) {
            AirThread air = AirThread.start(AirOptions.ideal());
            opened.add(air::close);
            air.listenVsock(folder.resolve("b"), 4, "b", door);
            two = new VsockGuest(folder.resolve("b"));
            cidOfTwo = 4;
            opened.add(two::close);
            cidOfOne = 2;
            one = new UnixVsock(door);
            return;
        }
        device = VsockThread.start(VsockOptions.usual().withBetweenGuests(true));
        opened.add(device::close);
        device.listen(folder.resolve("b"), 4, "b", door);
        two = new VsockGuest(folder.resolve("b"));
        cidOfTwo = 4;
        opened.add(two::close);
        cidOfOne = 2;
        one = device;
        if (transport == Transport.UNIX_SOCKETS) {
            one = new UnixVsock(door);
            opened.add(one::close);
        } else if (transport == Transport.BETWEEN_GUESTS) {
            device.listen(folder.resolve("a"), 3);
            one = new VsockGuest(folder.resolve("a"));
            cidOfOne = 3;
            opened.add(one::close);
        }
    }

    /// Asked of the kernel once: one without the loopback may let the question time out.
    private static final class Loopback {
        static final boolean IS_THERE = answers();

        private static boolean answers() {
            try (VsockHost kernel = KernelVsock.start();
                    VsockHost.Listener listener = kernel.listen(PORT, VsockContractTest::echo);
                    VsockStream stream = kernel.connect(VsockSocket.LOCAL_CID, listener.port())) {
                stream.output().write(1);
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

    private static void echo(VsockStream stream) throws IOException {
        stream.input().transferTo(stream.output());
        stream.shutdownOutput();
    }

    private interface Body {
        void run(VsockHost listening, int cid, VsockHost connecting) throws Exception;
    }

    private void bothWays(Transport transport, Body body) throws Exception {
        open(transport);
        body.run(one, cidOfOne, two);
        body.run(two, cidOfTwo, one);
        if (device != null) {
            awaitNoConnections();
        }
    }

    private void awaitNoConnections() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (device.connections() > 0 && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(device.connections()).as("nothing is left").isZero();
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void carriesOctetsThereAndBackAndHalfCloses(Transport transport) throws Exception {
        byte[] much = randomBytes(3_000_000);
        bothWays(
                transport,
                (listening, cid, connecting) -> {
                    try (VsockHost.Listener listener =
                                    listening.listen(PORT, VsockContractTest::echo);
                            VsockStream stream = connecting.connect(cid, listener.port())) {
                        Thread writer = Thread.ofVirtual().start(() -> write(stream, much));
                        byte[] back = stream.input().readAllBytes();
                        writer.join();
                        assertThat(Arrays.equals(back, much)).as("seed %d", SEED).isTrue();
                    }
                });
    }

    private static void write(VsockStream stream, byte[] bytes) {
        try {
            stream.output().write(bytes);
            stream.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deliversWhatWasWrittenBeforeTheClose(Transport transport) throws Exception {
        byte[] some = randomBytes(100_000);
        bothWays(
                transport,
                (listening, cid, connecting) -> {
                    VsockAcceptor writeAndGo = stream -> stream.output().write(some);
                    try (VsockHost.Listener listener = listening.listen(PORT, writeAndGo);
                            VsockStream stream = connecting.connect(cid, listener.port())) {
                        assertThat(Arrays.equals(stream.input().readAllBytes(), some)).isTrue();
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void refusesAConnectionWhereNobodyListens(Transport transport) throws Exception {
        bothWays(
                transport,
                (listening, cid, connecting) ->
                        assertThatThrownBy(() -> connecting.connect(cid, 77).input().readNBytes(1))
                                .isInstanceOf(IOException.class));
    }

    @ParameterizedTest
    @EnumSource
    void servesManyConnectionsAtOnceAndOneAfterTheOther(Transport transport) throws Exception {
        bothWays(
                transport,
                (listening, cid, connecting) -> {
                    try (VsockHost.Listener listener =
                            listening.listen(PORT, VsockContractTest::echo)) {
                        List<VsockStream> streams = new ArrayList<>();
                        for (int i = 0; i < 100; i++) {
                            streams.add(connecting.connect(cid, listener.port()));
                        }
                        for (int i = 0; i < 100; i++) {
                            streams.get(i).output().write(i);
                        }
                        for (int i = 0; i < 100; i++) {
                            assertThat(streams.get(i).input().read()).isEqualTo(i);
                            streams.get(i).close();
                        }
                        for (int i = 0; i < 100; i++) {
                            try (VsockStream stream = connecting.connect(cid, listener.port())) {
                                stream.output().write(i);
                                assertThat(stream.input().read()).isEqualTo(i);
                            }
                        }
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void wakesWhoReadsWhenTheStreamIsClosedHere(Transport transport) throws Exception {
        open(transport);
        try (VsockHost.Listener listener = two.listen(PORT, VsockContractTest::echo)) {
            VsockStream stream = one.connect(cidOfTwo, listener.port());
            CompletableFuture<Integer> reading = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            reading.complete(stream.input().read());
                        } catch (IOException e) {
                            reading.completeExceptionally(e);
                        }
                    });
            stream.output().write(1);
            assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            CompletableFuture<Integer> again = new CompletableFuture<>();
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    again.complete(stream.input().read());
                                } catch (IOException e) {
                                    again.completeExceptionally(e);
                                }
                            });
            while (reader.getState() != Thread.State.WAITING
                    && reader.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            stream.close();
            assertThatThrownBy(() -> again.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }
}
