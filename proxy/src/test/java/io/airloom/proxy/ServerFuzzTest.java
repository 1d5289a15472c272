package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Looks for what guests may send, in whatever pieces and with whatever pauses, after which the
/// next honest guest is not answered. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
///
/// The input is a script: an octet says how many octets follow that are sent at once (the lower six
/// bits), whether the guest pauses for longer than it may before (64), and whether it hangs up and
/// comes again (128).
class ServerFuzzTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int LENGTH = 0x3f;
    private static final int PAUSE = 0x40;
    private static final int ANEW = 0x80;
    private static final Duration ALLOWED = Duration.ofMillis(2);
    private static final int MAX_PAUSES = 4;
    private static final byte[] SCAN = RequestCodec.encode(new Request.Scan(Ssid.WILDCARD));

    private static final MemoryTransport MEMORY = new MemoryTransport();
    private static final MemoryTransport REAL_MEMORY = new MemoryTransport();
    private static final ProxyCounters COUNTERS = new ProxyCounters();
    private static RequestServer server;
    private static WifiProxy proxy;
    private static byte[] networks;

    @BeforeAll
    static void open() throws IOException {
        ServerLimits usual = ServerLimits.usual();
        ServerLimits limits =
                new ServerLimits(
                        ALLOWED,
                        usual.request(),
                        usual.answer(),
                        usual.write(),
                        usual.telling(),
                        16,
                        4,
                        4,
                        4);
        server =
                new RequestServer(
                        new ScriptedHost(),
                        new NotificationSender(ScanLayout.C, limits, COUNTERS),
                        ScanLayout.C,
                        limits,
                        COUNTERS);
        server.listen(MEMORY);
        MadeUpNetwork lobby = MadeUpNetwork.of(Ssid.of("lobby"), 0x0200_0000_0001L);
        proxy = WifiProxy.builder().listen(REAL_MEMORY).madeUp(() -> List.of(lobby)).start();
        networks = ask(REAL_MEMORY, "first", SCAN);
        assertThat(Header.read(networks).operation()).isEqualTo(Operation.SCAN_RESPONSE.code());
    }

    @AfterAll
    static void close() {
        proxy.close();
        server.close();
    }

    @FuzzTest(maxDuration = "3m")
    void theNextHonestGuestIsAnswered(byte[] script) throws IOException {
        play(MEMORY, script);
        assertThat(ask(MEMORY, "honest", SCAN))
                .isEqualTo(AnswerCodec.encode(new ScanResults(true, List.of()), ScanLayout.C));
    }

    @FuzzTest(maxDuration = "3m")
    void theRealHandlerAnswersTheNextHonestGuest(byte[] script) throws IOException {
        // Whatever the rest says, most scripts shall be a request to the handler.
        play(REAL_MEMORY, script);
        assertThat(ask(REAL_MEMORY, "honest", SCAN)).isEqualTo(networks);
    }

    private static byte[] ask(MemoryTransport memory, String guest, byte[] request)
            throws IOException {
        try (MemoryTransport.Pipe pipe = memory.connect(guest, request)) {
            return pipe.readAll();
        }
    }

    private static void play(MemoryTransport memory, byte[] script) throws IOException {
        MemoryTransport.Pipe pipe = memory.connect("fuzzed");
        int pauses = 0;
        try {
            int at = 0;
            while (at < script.length) {
                int control = script[at++];
                if ((control & ANEW) != 0) {
                    settle(pipe);
                    pipe.close();
                    pipe = memory.connect("fuzzed");
                }
                if ((control & PAUSE) != 0 && pauses++ < MAX_PAUSES) {
                    pause();
                }
                int end = Math.min(script.length, at + (control & LENGTH));
                if (end > at) {
                    say(pipe, Arrays.copyOfRange(script, at, end));
                }
                at = end;
            }
            settle(pipe);
        } finally {
            pipe.close();
        }
    }

    private static void say(MemoryTransport.Pipe pipe, byte[] octets) {
        try {
            pipe.write(octets);
        } catch (IOException hungUpOn) {
            // Then it is: the script goes on with the next connection.
            assertThat(hungUpOn).hasMessage("broken pipe");
        }
    }

    /// Waits for so long that a server with these limits has had enough.
    private static void pause() {
        LockSupport.parkNanos(2 * ALLOWED.toNanos());
    }

    /// A whole request is answered before its guest hangs up, and what is answered is an answer.
    private static void settle(MemoryTransport.Pipe pipe) throws IOException {
        byte[] start = new byte[Header.LENGTH];
        try {
            int n = pipe.read(start, 0, start.length, Duration.ofMillis(1));
            if (n == Header.LENGTH) {
                Header header = Header.read(start);
                byte[] body = MessageReader.body(pipe, header, LONG);
                assertThat(AnswerCodec.answer(header, body, ScanLayout.C))
                        .isInstanceOf(Decoded.Whole.class);
            }
        } catch (SocketTimeoutException itIsNoRequestYet) {
            assertThat(pipe.isBroken()).isFalse();
        }
    }
}
