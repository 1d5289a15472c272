package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.proxy.ProxyGuest.Scanned.End;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The guest in Java does as the driver, and says what a host does wrong. The host is a script.
@Timeout(60)
final class ProxyGuestTest {
    private static final Ssid HOME = Ssid.of("home");
    private static final Bss HOME_BSS =
            new Bss(0x0200_0000_0001L, 1, -40, 100, 2_412_000, ElementBlob.of(HOME));
    private static final GuestTimes TIMES =
            GuestTimes.of(ScanLayout.C).withNotification(Duration.ofSeconds(20));

    private final MemoryTransport memory = new MemoryTransport();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<MemoryTransport.Pipe> asked = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private GuestTransport.Caller caller;
    private ProxyGuest guest;

    private final ProxyGuest.Listener listener =
            new ProxyGuest.Listener() {
                @Override
                public void disconnected(long session) {
                    events.add("disconnected " + session);
                }

                @Override
                public void signal(int dbm) {
                    events.add("signal " + dbm);
                }

                @Override
                public void heard(ScanResults results) {
                    events.add("heard " + results.networks().size());
                }

                @Override
                public void wrong(String what) {
                    events.add("wrong: " + what);
                }
            };

    @BeforeEach
    void open() throws IOException {
        memory.start((who, stream) -> {
            caller = who;
            asked.add((MemoryTransport.Pipe) stream);
        });
        start(TIMES);
    }

    private void start(GuestTimes times) throws IOException {
        guest = ProxyGuest.start(memory.access("a"), ScanLayout.C, times, listener);
    }

    @AfterEach
    void close() {
        guest.close();
        threads.forEach(Thread::interrupt);
    }

    private interface Asking<T> {
        T run() throws InterruptedException;
    }

    private <T> CompletableFuture<T> begin(Asking<T> asking) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.add(
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                result.complete(asking.run());
                            } catch (InterruptedException | IllegalStateException e) {
                                result.completeExceptionally(e);
                            }
                        }));
        return result;
    }

    /// The host reads a request and says this.
    private void hostSays(Operation request, byte[] answer) throws Exception {
        try (MemoryTransport.Pipe pipe = MemoryTransport.next(asked)) {
            assertThat(readRequest(pipe).operation()).isEqualTo(request.code());
            pipe.write(answer);
        }
    }

    private static Header readRequest(MemoryTransport.Pipe pipe) throws IOException {
        Duration time = Duration.ofSeconds(20);
        Header header = Header.read(MessageReader.read(pipe, Header.LENGTH, time));
        MessageReader.body(pipe, header, time);
        return header;
    }

    private void hostSays(Operation request, Answer answer) throws Exception {
        hostSays(request, AnswerCodec.encode(answer, ScanLayout.C));
    }

    private void hostTells(byte[] message) throws IOException {
        try (GuestStream stream = caller.connect(Duration.ofSeconds(1))) {
            stream.write(message, Duration.ofSeconds(1));
        }
    }

    private String nextEvent() throws InterruptedException {
        return String.valueOf(events.poll(20, TimeUnit.SECONDS));
    }

    private void scanHome() throws Exception {
        CompletableFuture<ProxyGuest.Scanned> scan = begin(() -> guest.scan(Ssid.WILDCARD));
        hostSays(Operation.SCAN_REQUEST, new ScanResults(true, List.of(HOME_BSS)));
        assertThat(scan.get().end()).isEqualTo(End.COMPLETE);
    }

    private ProxyGuest.Connected connectHome(Answer answer) throws Exception {
        CompletableFuture<ProxyGuest.Connected> connect = begin(() -> guest.connect(toHome()));
        hostSays(Operation.CONNECT_REQUEST, answer);
        return connect.get();
    }

    private static Request.Connect toHome() {
        return new Request.Connect(HOME, 0, 0, 0, List.of(), List.of(), 0, NetworkKey.none());
    }

    @Test
    void scansConnectsAndDisconnects() throws Exception {
        scanHome();
        assertThat(guest.networks()).containsExactly(HOME_BSS);
        ProxyGuest.Connected connected = connectHome(new Answer.Connected(0, HOME_BSS.bssid(), 7));
        assertThat(connected).isEqualTo(new ProxyGuest.Connected(0, HOME_BSS.bssid(), 7, true, ""));
        assertThat(guest.standing())
                .isEqualTo(new ProxyGuest.Standing(HOME, HOME_BSS.bssid(), 7, -50));
        hostTells(AnswerCodec.encode(new Notification.Signal(-61)));
        assertThat(nextEvent()).isEqualTo("signal -61");
        CompletableFuture<Boolean> gone = begin(() -> guest.disconnect());
        hostSays(Operation.DISCONNECT_REQUEST, new Answer.Disconnected());
        assertThat(gone.get()).isTrue();
        assertThat(guest.disconnect()).as("sends nothing when it is on no network").isFalse();
        assertThat(asked).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void leavesOneNetworkBeforeItJoinsAnother() throws Exception {
        scanHome();
        connectHome(new Answer.Connected(0, HOME_BSS.bssid(), 7));
        CompletableFuture<ProxyGuest.Connected> again = begin(() -> guest.connect(toHome()));
        hostSays(Operation.DISCONNECT_REQUEST, new Answer.Disconnected());
        hostSays(Operation.CONNECT_REQUEST, new Answer.Connected(0, HOME_BSS.bssid(), 8));
        assertThat(again.get().session()).isEqualTo(8);
    }

    @Test
    void endsAScanThatIsNotCompleteByNotification() throws Exception {
        CompletableFuture<ProxyGuest.Scanned> scan = begin(() -> guest.scan(HOME));
        hostSays(Operation.SCAN_REQUEST, new ScanResults(false, List.of()));
        assertThat(guest.scan(HOME).end()).isEqualTo(End.BUSY);
        hostTells(AnswerCodec.encode(new ScanResults(false, List.of(HOME_BSS))));
        assertThat(nextEvent()).isEqualTo("heard 1");
        assertThat(scan).isNotDone();
        hostTells(AnswerCodec.encode(new ScanResults(true, List.of())));
        assertThat(scan.get().end()).isEqualTo(End.COMPLETE);
        assertThat(scan.get().networks()).containsExactly(HOME_BSS);
    }

    @Test
    void endsAScanThatIsNeverCompletedByItsTimer() throws Exception {
        guest.close();
        start(TIMES.withScan(Duration.ofMillis(20)));
        CompletableFuture<ProxyGuest.Scanned> scan = begin(() -> guest.scan(HOME));
        hostSays(Operation.SCAN_REQUEST, new ScanResults(false, List.of(HOME_BSS)));
        assertThat(scan.get().end()).isEqualTo(End.TIMED_OUT);
        assertThat(scan.get().networks()).containsExactly(HOME_BSS);
    }

    @Test
    void looksAtNotificationsOnlyWhenTheRequestIsAnswered() throws Exception {
        scanHome();
        CompletableFuture<ProxyGuest.Connected> connect = begin(() -> guest.connect(toHome()));
        try (MemoryTransport.Pipe pipe = MemoryTransport.next(asked)) {
            readRequest(pipe);
            hostTells(AnswerCodec.encode(new Notification.Disconnected(6)));
            hostTells(AnswerCodec.encode(new Notification.Signal(-33)));
            pipe.write(
                    AnswerCodec.encode(new Answer.Connected(0, HOME_BSS.bssid(), 7), ScanLayout.C));
        }
        assertThat(connect.get().status()).isZero();
        assertThat(nextEvent()).isEqualTo("signal -33");
        assertThat(guest.standing()).as("the older session's end is ignored").isNotNull();
        hostTells(AnswerCodec.encode(new Notification.Disconnected(7)));
        assertThat(nextEvent()).isEqualTo("disconnected 7");
        assertThat(guest.standing()).isNull();
    }

    @Test
    void doesNotBelieveInAnAccessPointThatItWasNotToldOf() throws Exception {
        ProxyGuest.Connected connected = connectHome(new Answer.Connected(0, HOME_BSS.bssid(), 7));
        assertThat(connected.status()).isZero();
        assertThat(connected.isBelieved()).isFalse();
        assertThat(nextEvent()).startsWith("wrong: success with 020000000001");
    }

    @Test
    void forgetsNetworksThatItHeardOfLongAgo() throws Exception {
        guest.close();
        start(TIMES.withLifetime(Duration.ZERO));
        scanHome();
        assertThat(guest.networks()).isEmpty();
        assertThat(connectHome(new Answer.Connected(0, HOME_BSS.bssid(), 7)).isBelieved())
                .isFalse();
    }

    @Test
    void skipsNetworksOnFrequenciesThatTheDriverDoesNotKnow() throws Exception {
        CompletableFuture<ProxyGuest.Scanned> scan = begin(() -> guest.scan(HOME));
        Bss odd = new Bss(2, 1, -40, 100, 5_935_000, ElementBlob.of(HOME));
        hostSays(Operation.SCAN_REQUEST, new ScanResults(true, List.of(odd, HOME_BSS)));
        assertThat(scan.get().networks()).containsExactly(HOME_BSS);
        assertThat(nextEvent()).contains("5935000 kHz");
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                                 ends after 0 of 7",
        "02,                                                 ends after 1 of 7",
        "02090000000100,                                     ends after 0 of 9",
        "0209000000010001,                                   ends after 1 of 9",
        "02090000000200010000000009000000,                   'version 2, not 1'",
        "04100000000100" + "00000000000001" + "000000000000000000, operation 4 instead",
        "0204000000010000000000,                             a body of 4 octets",
        "02090000000100010500000009000000,                   5 networks in 9 octets",
        "02ffffffff0100,                                     a body of 4294967295 octets",
        "00000000000100,                                     the host refuses the request",
        "09000000000100,                                     operation 9 is no answer",
    })
    void abortsAScanAndSaysWhatTheHostDidWrong(String answer, String why) throws Exception {
        CompletableFuture<ProxyGuest.Scanned> scan = begin(() -> guest.scan(HOME));
        hostSays(Operation.SCAN_REQUEST, HexFormat.of().parseHex(answer));
        assertThat(scan.get().end()).isEqualTo(End.ABORTED);
        assertThat(scan.get().why()).contains(why);
    }

    @ParameterizedTest
    @CsvSource({
        "07000000000100,             a body of 0 octets for DISCONNECTED",
        "070400000001000000000000,   a body of 4 octets for DISCONNECTED",
        "080000000001000,            ''",
        "08020000000100c4c4,         a body of 2 octets for SIGNAL",
        "02040000000100" + "00000000, a body of 4 octets for SCAN_RESPONSE",
        "09000000000100,             operation 9 is no notification",
        "0708,                       ends after 2 of 7",
    })
    void dropsANotificationAndSaysWhatIsWrong(String message, String why) throws Exception {
        scanHome();
        byte[] octets = HexFormat.of().parseHex(message.length() % 2 == 0 ? message : "08");
        hostTells(octets);
        assertThat(nextEvent()).startsWith("wrong: notification: ").contains(why);
        hostTells(AnswerCodec.encode(new Notification.Signal(-60)));
        assertThat(nextEvent()).isEqualTo("signal -60");
    }

    @Test
    @DisplayName("item 72: a notification that stalls for longer than the driver waits is dropped")
    void dropsANotificationThatStalls() throws Exception {
        guest.close();
        start(TIMES.withNotification(Duration.ofMillis(1)));
        scanHome();
        try (GuestStream stream = caller.connect(Duration.ofSeconds(1))) {
            stream.write(new byte[] {8, 1}, Duration.ofSeconds(1));
            assertThat(nextEvent()).startsWith("wrong: notification: stops after 2 of 7");
        }
    }

    @Test
    void closesWithoutAWordAndFreesWhoWaits() throws Exception {
        CompletableFuture<ProxyGuest.Scanned> scan = begin(() -> guest.scan(HOME));
        MemoryTransport.Pipe pipe = MemoryTransport.next(asked);
        CompletableFuture<Boolean> behind = begin(() -> guest.disconnect());
        guest.close();
        assertThat(scan.handle((_, e) -> e).get()).isInstanceOf(IllegalStateException.class);
        assertThat(behind.handle((_, e) -> e).get()).isInstanceOf(IllegalStateException.class);
        byte[] request = pipe.readAll();
        assertThat(request.length).isIn(0, 7, 40);
    }
}
