package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Guests are told in order, of themselves alone, and never before they have asked.
@Timeout(60)
final class NotificationSenderTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final GuestId A = new GuestId("a");
    private static final GuestId B = new GuestId("b");

    private final ProxyCounters counters = new ProxyCounters();
    private final CountDownLatch deafIsFreed = new CountDownLatch(1);
    private final MemoryTransport memory = new MemoryTransport();
    private NotificationSender sender;

    private void open(ScanLayout layout, ServerLimits limits) {
        sender = new NotificationSender(layout, limits, counters);
    }

    @AfterEach
    void close() {
        deafIsFreed.countDown();
        sender.close();
    }

    private GuestTransport.Caller caller(GuestId id) throws IOException {
        List<GuestTransport.Caller> callers = new ArrayList<>();
        memory.start((caller, stream) -> {
            callers.add(caller);
            stream.close();
        });
        memory.connect(id.name()).close();
        return callers.getFirst();
    }

    /// A guest whose connect is never decided.
    private GuestTransport.Caller deaf(GuestId id) {
        return new GuestTransport.Caller() {
            @Override
            public GuestId id() {
                return id;
            }

            @Override
            public GuestStream connect(Duration within) throws IOException {
                try {
                    deafIsFreed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("never listened");
            }
        };
    }

    private static int signal(MemoryTransport.Pipe pipe) throws IOException {
        byte[] message = pipe.readAll();
        assertThat(message).hasSize(8);
        assertThat(Header.read(message)).isEqualTo(new Header(8, 1, 1));
        return message[7];
    }

    private void isCounted(ProxyCounter counter, long times) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (counters.of(counter) < times && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(counters.of(counter)).as("%s", counter).isEqualTo(times);
    }

    @Test
    @DisplayName("item 82: notifications before a guest's first request are not sent, after it are")
    void notifiesAfterTheFirstRequest() throws Exception {
        open(ScanLayout.C, ServerLimits.usual());
        RequestServer server =
                new RequestServer(
                        new ScriptedHost(), sender, ScanLayout.C, ServerLimits.usual(), counters);
        server.listen(memory);
        BlockingQueue<MemoryTransport.Pipe> arrivals = memory.listen("a");
        sender.notify(A, new Notification.Signal(-1));
        try (MemoryTransport.Pipe other = memory.connect("b")) {
            other.write(RequestCodec.encode(new Request.Disconnect(0)));
            other.readAll();
        }
        sender.notify(A, new Notification.Signal(-2));
        try (MemoryTransport.Pipe silent = memory.connect("a")) {
            silent.write(new byte[Header.LENGTH]);
            silent.readAll();
        }
        sender.notify(A, new Notification.Signal(-3));
        try (MemoryTransport.Pipe asking = memory.connect("a")) {
            asking.write(RequestCodec.encode(new Request.Disconnect(0)));
            asking.readAll();
        }
        sender.notify(A, new Notification.Signal(-4));
        assertThat(signal(MemoryTransport.next(arrivals))).isEqualTo(-4);
        assertThat(arrivals).isEmpty();
        isCounted(ProxyCounter.EARLY, 3);
        server.close();
    }

    @Test
    @DisplayName("items 72, 73: each notification is a single send on a connection of its own")
    void sendsEachAtOnceAndInOrder() throws Exception {
        open(ScanLayout.C, TestLimits.notifications(200, 10));
        sender.asked(caller(A));
        BlockingQueue<MemoryTransport.Pipe> arrivals = memory.listen("a");
        for (int i = 1; i <= 100; i++) {
            sender.notify(A, new Notification.Signal(-i));
        }
        sender.notify(A, new Notification.Disconnected(9));
        sender.notify(A, new ScanResults(false, List.of()));
        for (int i = 1; i <= 100; i++) {
            MemoryTransport.Pipe pipe = MemoryTransport.next(arrivals);
            assertThat(signal(pipe)).isEqualTo(-i);
            assertThat(pipe.sent()).hasSize(1);
        }
        MemoryTransport.Pipe end = MemoryTransport.next(arrivals);
        assertThat(Header.read(end.readAll())).isEqualTo(new Header(7, 8, 1));
        assertThat(end.sent()).hasSize(1);
        assertThat(Header.read(MemoryTransport.next(arrivals).readAll()))
                .isEqualTo(new Header(2, 9, 1));
        isCounted(ProxyCounter.NOTIFIED, 102);
    }

    @Test
    void aGuestThatNeverListensKeepsNobodyElseWaiting() throws Exception {
        open(ScanLayout.C, TestLimits.notifications(4, 10));
        sender.asked(deaf(A));
        sender.asked(caller(B));
        BlockingQueue<MemoryTransport.Pipe> arrivals = memory.listen("b");
        for (int i = 0; i < 50; i++) {
            sender.notify(A, new Notification.Signal(-i));
            sender.notify(B, new Notification.Signal(-i));
            assertThat(signal(MemoryTransport.next(arrivals))).isEqualTo(-i);
        }
        assertThat(counters.of(ProxyCounter.OVERFLOWED)).isBetween(45L, 46L);
    }

    @Test
    void dropsTheOldestButTheEndsOfConnections() throws Exception {
        open(ScanLayout.C, TestLimits.notifications(3, 10));
        sender.asked(deaf(A));
        sender.notify(A, new Notification.Signal(0));
        BlockingQueue<MemoryTransport.Pipe> arrivals = memory.listen("a");
        // The first is being sent, or waits: four more are one too many, or two.
        sender.notify(A, new Notification.Disconnected(1));
        sender.notify(A, new Notification.Signal(-1));
        sender.notify(A, new Notification.Signal(-2));
        sender.notify(A, new Notification.Signal(-3));
        sender.asked(caller(A));
        deafIsFreed.countDown();
        assertThat(Header.read(MemoryTransport.next(arrivals).readAll()).operation())
                .isEqualTo(Operation.DISCONNECTED.code());
        assertThat(signal(MemoryTransport.next(arrivals))).isEqualTo(-2);
        assertThat(signal(MemoryTransport.next(arrivals))).isEqualTo(-3);
        isCounted(ProxyCounter.NOTIFIED, 3);
    }

    @Test
    void forgetsTheGuestThatHasNotAskedForLongest() throws Exception {
        open(ScanLayout.C, TestLimits.notifications(3, 2));
        BlockingQueue<MemoryTransport.Pipe> ofA = memory.listen("a");
        sender.asked(caller(A));
        sender.asked(caller(B));
        sender.asked(caller(A));
        sender.asked(caller(new GuestId("c")));
        sender.notify(B, new Notification.Signal(-1));
        isCounted(ProxyCounter.EARLY, 1);
        sender.notify(A, new Notification.Signal(-2));
        assertThat(signal(MemoryTransport.next(ofA))).isEqualTo(-2);
    }

    @Test
    @DisplayName("item 83: old drivers are told of no networks")
    void tellsOldDriversOfNoNetworks() throws Exception {
        open(ScanLayout.B, ServerLimits.usual());
        sender.asked(caller(A));
        BlockingQueue<MemoryTransport.Pipe> arrivals = memory.listen("a");
        sender.notify(A, new ScanResults(true, List.of()));
        sender.notify(A, new Notification.Signal(-2));
        assertThat(signal(MemoryTransport.next(arrivals))).isEqualTo(-2);
        isCounted(ProxyCounter.UNKNOWN_TO_GUEST, 1);
    }

    @Test
    void losesWhatNobodyTakes() throws Exception {
        open(ScanLayout.C, ServerLimits.usual());
        sender.asked(caller(A));
        sender.notify(A, new Notification.Signal(-1));
        isCounted(ProxyCounter.LOST, 1);
        BlockingQueue<MemoryTransport.Pipe> arrivals = memory.listen("a");
        sender.notify(A, new Notification.Signal(-2));
        assertThat(signal(MemoryTransport.next(arrivals))).isEqualTo(-2);
    }
}
