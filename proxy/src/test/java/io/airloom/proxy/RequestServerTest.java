package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One request on each connection, bounded in number, and what comes of it.
@Timeout(60)
final class RequestServerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] NO_NETWORKS =
            AnswerCodec.encode(new ScanResults(true, List.of()), ScanLayout.C);
    private static final byte[] INVALID = AnswerCodec.encode(new Answer.Invalid(), ScanLayout.C);
    private static final byte[] SCAN = RequestCodec.encode(new Request.Scan(Ssid.WILDCARD));
    private static final byte[] DISCONNECT = RequestCodec.encode(new Request.Disconnect(0));

    private final ProxyCounters counters = new ProxyCounters();
    private final MemoryTransport memory = new MemoryTransport();
    private final ScriptedHost host = new ScriptedHost();
    private final List<MemoryTransport.Pipe> pipes = new ArrayList<>();
    private RequestServer server;
    private NotificationSender sender;

    private void open(ServerLimits limits) throws IOException {
        sender = new NotificationSender(ScanLayout.C, limits, counters);
        server = new RequestServer(host, sender, ScanLayout.C, limits, counters);
        server.listen(memory);
    }

    private MemoryTransport.Pipe connect(String guest) throws IOException {
        MemoryTransport.Pipe pipe = memory.connect(guest);
        pipes.add(pipe);
        return pipe;
    }

    private MemoryTransport.Pipe ask(String guest, byte[] request) throws IOException {
        MemoryTransport.Pipe pipe = memory.connect(guest, request);
        pipes.add(pipe);
        return pipe;
    }

    private void isCounted(ProxyCounter counter, long times) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (counters.of(counter) < times && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(counters.of(counter)).as("%s", counter).isEqualTo(times);
    }

    @AfterEach
    void close() {
        pipes.forEach(MemoryTransport.Pipe::close);
        server.close();
        sender.close();
    }

    @Test
    @DisplayName("item 72: an answer leaves in a single send, however the request comes")
    void answersInASingleSend() throws IOException {
        open(ServerLimits.usual());
        MemoryTransport.Pipe pipe = connect("a");
        for (byte octet : SCAN) {
            pipe.write(octet);
        }
        assertThat(pipe.readAll()).isEqualTo(NO_NETWORKS);
        assertThat(pipe.sent()).hasSize(1);
    }

    @Test
    @DisplayName("item 73: an answer to a connect has a body of 16 octets, well or not")
    void answersConnects() throws IOException {
        open(ServerLimits.usual());
        for (int status : List.of(0, 1, 17, 0xffff)) {
            host.does((_, _, _) -> new Answer.Connected(status, 1, -1));
            byte[] said = ask("a", connectRequest(NetworkKey.none())).readAll();
            assertThat(Header.read(said)).isEqualTo(new Header(4, 16, 1));
            assertThat(said).hasSize(Header.LENGTH + 16);
        }
    }

    private static byte[] connectRequest(NetworkKey key) {
        return RequestCodec.encode(
                new Request.Connect(Ssid.of("home"), 0, 0, 0, List.of(), List.of(), 0, key));
    }

    @Test
    void wipesKeysOnceTheyAreAnswered() throws IOException {
        open(ServerLimits.usual());
        NetworkKey key = NetworkKey.copyOf(new byte[32]);
        ask("a", connectRequest(key)).readAll();
        assertThat(host.asked.remove())
                .isInstanceOfSatisfying(
                        Request.Connect.class,
                        connect -> {
                            long deadline = System.nanoTime() + LONG.toNanos();
                            while (!connect.key().isNone() && System.nanoTime() - deadline < 0) {
                                Thread.onSpinWait();
                            }
                            assertThat(connect.key().isNone()).isTrue();
                        });
    }

    @Test
    void answersOneRequestOfAGuestAtATimeAndThoseOfDifferentGuestsAtOnce() throws Exception {
        open(ServerLimits.usual());
        CountDownLatch bothAreThere = new CountDownLatch(2);
        host.does((_, _, _) -> {
            bothAreThere.countDown();
            bothAreThere.await();
            return null;
        });
        MemoryTransport.Pipe first = ask("a", SCAN);
        MemoryTransport.Pipe second = ask("a", SCAN);
        MemoryTransport.Pipe other = ask("b", SCAN);
        for (MemoryTransport.Pipe pipe : List.of(first, second, other)) {
            assertThat(pipe.readAll()).isEqualTo(NO_NETWORKS);
        }
        assertThat(host.mostAtOnce).hasValue(1);
    }

    @Test
    void refusesARequestWhoseTimeAnEarlierOneHasTaken() throws Exception {
        ServerLimits usual = ServerLimits.usual();
        open(usual.answering(Duration.ofMillis(100)));
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        host.does((_, _, _) -> {
            begun.countDown();
            over.await();
            return null;
        });
        MemoryTransport.Pipe first = ask("a", SCAN);
        begun.await();
        assertThat(ask("a", SCAN).readAll()).isEqualTo(INVALID);
        over.countDown();
        assertThat(first.readAll()).isEqualTo(NO_NETWORKS);
        isCounted(ProxyCounter.BUSY, 1);
    }

    @Test
    void hangsUpOnAGuestWithTooManyConnectionsAndNotOnOthers() throws IOException {
        open(TestLimits.connections(100, 3));
        List<MemoryTransport.Pipe> silent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            silent.add(connect("a"));
        }
        assertThat(connect("a").readAll()).isEmpty();
        isCounted(ProxyCounter.TOO_MANY, 1);
        assertThat(ask("b", SCAN).readAll()).isEqualTo(NO_NETWORKS);
        silent.getFirst().close();
        isCounted(ProxyCounter.HUNG_UP, 1);
        await(() -> server.connections() == 2);
        assertThat(ask("a", SCAN).readAll()).isEqualTo(NO_NETWORKS);
    }

    @Test
    void hangsUpOnWhoComesWhenAllPlacesAreTaken() throws IOException {
        open(TestLimits.connections(5, 8));
        for (int i = 0; i < 5; i++) {
            connect("guest " + i);
        }
        assertThat(connect("late").readAll()).isEmpty();
        isCounted(ProxyCounter.TOO_MANY, 1);
        pipes.getFirst().close();
        await(() -> server.connections() == 4);
        assertThat(ask("late", SCAN).readAll()).isEqualTo(NO_NETWORKS);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    @DisplayName("item 71: a guest that does not take its answer in time has not got it")
    void doesNotWaitForAGuestThatDoesNotRead() throws IOException {
        open(TestLimits.impatient());
        CountDownLatch isDeaf = new CountDownLatch(1);
        host.does((_, _, _) -> {
            isDeaf.await();
            return null;
        });
        ask("a", connectRequest(NetworkKey.none())).takeNoMore();
        isDeaf.countDown();
        isCounted(ProxyCounter.UNDELIVERED, 1);
        assertThat(host.undelivered).containsExactly(new Answer.Connected(0, 0, 1));
        ask("a", new byte[Header.LENGTH]).takeNoMore();
        await(() -> server.connections() == 0);
        assertThat(ask("a", DISCONNECT).readAll()).hasSize(Header.LENGTH);
    }

    @Test
    void closesWhileRequestsAreReadAndAnswered() throws Exception {
        open(ServerLimits.usual());
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> brokenOff = new CompletableFuture<>();
        host.does((_, _, _) -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return null;
            } catch (InterruptedException e) {
                brokenOff.complete(true);
                throw e;
            }
        });
        MemoryTransport.Pipe silent = connect("a");
        MemoryTransport.Pipe asking = ask("b", SCAN);
        begun.await();
        server.close();
        assertThat(brokenOff.get()).isTrue();
        assertThat(silent.readAll()).isEmpty();
        assertThat(asking.readAll()).isEmpty();
        assertThat(server.connections()).isZero();
        assertThatThrownBy(() -> memory.connect("c")).isInstanceOf(ConnectException.class);
    }
}
