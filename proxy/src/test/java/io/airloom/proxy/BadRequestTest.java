package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each row of the reference's table of bad input (proxy-wifi.md §1.5), over each way that can run
/// in this room: what is said to it, what is counted, and that the next request is answered.
@Timeout(60)
final class BadRequestTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final byte[] INVALID = HexFormat.of().parseHex("00000000000100");
    private static final byte[] SCAN = RequestCodec.encode(new Request.Scan(Ssid.WILDCARD));
    private static final byte[] DISCONNECT = RequestCodec.encode(new Request.Disconnect(1));

    @TempDir Path folder;
    private final ProxyCounters counters = new ProxyCounters();
    private final ScriptedHost host = new ScriptedHost();
    private RequestServer server;
    private NotificationSender sender;
    private HostAccess access;

    enum Way {
        MEMORY,
        TCP,
        HYBRID_VSOCK
    }

    private void open(Way way) throws IOException {
        open(way, ServerLimits.usual());
    }

    private void open(Way way, ServerLimits limits) throws IOException {
        sender = new NotificationSender(ScanLayout.C, limits, counters);
        server = new RequestServer(host, sender, ScanLayout.C, limits, counters);
        switch (way) {
            case MEMORY -> {
                MemoryTransport memory = new MemoryTransport();
                server.listen(memory);
                access = memory.access("a");
            }
            case TCP -> {
                InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                TcpTransport tcp = TcpTransport.at(any);
                server.listen(tcp);
                access = new TcpAccess(new InetSocketAddress(any.getAddress(), tcp.port()), any);
            }
            case HYBRID_VSOCK -> {
                server.listen(UdsTransport.at(folder.resolve("uds")));
                access = HostAccess.uds(folder.resolve("uds"));
            }
        }
    }

    @AfterEach
    void close() {
        server.close();
        sender.close();
    }

    /// What the server says to these octets, if the guest then waits.
    private byte[] said(byte[] octets) throws IOException {
        try (GuestStream guest = access.connect(LONG)) {
            if (octets.length > 0) {
                guest.write(octets, LONG);
            }
            return readAll(guest);
        }
    }

    private static byte[] readAll(GuestStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        while (true) {
            int n;
            try {
                n = stream.read(some, 0, some.length, LONG);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException brokenOff) {
                return all.toByteArray();
            }
            if (n < 0) {
                return all.toByteArray();
            }
            all.write(some, 0, n);
        }
    }

    private void isCounted(ProxyCounter counter, long times) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (counters.of(counter) < times && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(counters.of(counter)).as("%s", counter).isEqualTo(times);
    }

    private void theNextIsAnswered() throws IOException {
        assertThat(said(SCAN))
                .isEqualTo(AnswerCodec.encode(new ScanResults(true, List.of()), ScanLayout.C));
    }

    private static byte[] message(int operation, long bodyLength, int version, byte... body) {
        byte[] message = new byte[Header.LENGTH + body.length];
        ByteBuffer.wrap(message)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) operation)
                .putInt((int) bodyLength)
                .putShort((short) version)
                .put(body);
        return message;
    }

    private static byte[] message(int operation, int bodyLength) {
        return message(operation, bodyLength, 1, new byte[bodyLength]);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: connects and hangs up, before, inside and behind the header")
    void hangsUp(Way way) throws IOException {
        for (int length : List.of(0, 1, 6, 7, 8, SCAN.length - 1)) {
            open(way);
            long before = counters.of(ProxyCounter.HUNG_UP);
            try (GuestStream guest = access.connect(LONG)) {
                if (length > 0) {
                    guest.write(Arrays.copyOf(SCAN, length), LONG);
                }
            }
            theNextIsAnswered();
            isCounted(ProxyCounter.HUNG_UP, before + 1);
            close();
        }
        assertThat(host.asked).hasSize(6);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: a pause within a request ends the connection without a word")
    void pauses(Way way) throws IOException {
        open(way, TestLimits.impatient());
        for (int length : List.of(0, 3, 7, 20)) {
            assertThat(said(Arrays.copyOf(SCAN, length))).isEmpty();
        }
        isCounted(ProxyCounter.SILENT, 4);
        // So hurried a server may hang up on an honest guest, too, if the machine is busy.
        long deadline = System.nanoTime() + LONG.toNanos();
        while (said(SCAN).length == 0) {
            assertThat(System.nanoTime() - deadline).isNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: an octet now and then does not hold a connection for ever")
    void trickles(Way way) throws Exception {
        open(way, TestLimits.reading(Duration.ofMillis(60)));
        byte[] one = {1};
        try (GuestStream guest = access.connect(LONG)) {
            guest.write(Arrays.copyOf(SCAN, Header.LENGTH), LONG);
            for (int i = 0; i < 32 && counters.of(ProxyCounter.SILENT) == 0; i++) {
                try {
                    guest.write(one, LONG);
                } catch (IOException hungUpOn) {
                    break;
                }
                Thread.sleep(5);
            }
        }
        isCounted(ProxyCounter.SILENT, 1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: a body of any other size is refused by its header, without being read")
    void refusesSizes(Way way) throws IOException {
        open(way);
        byte[][] bad = {
            message(1, 0xffff_ffffL, 1),
            message(3, 0x8000_0000L, 1),
            message(5, 1L << 20, 1),
            message(1, 0),
            message(1, 32),
            message(1, 34),
            message(3, 75),
            message(3, 332),
            message(5, 0),
            message(5, 7),
            message(5, 9)
        };
        for (byte[] request : bad) {
            assertThat(said(request))
                    .as("%s", HexFormat.of().formatHex(request))
                    .isEqualTo(INVALID);
        }
        assertThat(counters.of(ProxyCounter.MALFORMED)).isEqualTo(bad.length);
        theNextIsAnswered();
        assertThat(host.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: another version, and what is no request")
    void refusesVersionsAndOperations(Way way) throws IOException {
        open(way);
        assertThat(said(message(1, 33, 0, new byte[33]))).isEqualTo(INVALID);
        assertThat(said(message(1, 33, 2, new byte[33]))).isEqualTo(INVALID);
        assertThat(said(message(1, 33, 0x100, new byte[33]))).isEqualTo(INVALID);
        for (int operation : List.of(0, 2, 4, 6, 7, 8, 9, 255)) {
            assertThat(said(message(operation, 8))).isEqualTo(INVALID);
        }
        assertThat(said("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(INVALID);
        theNextIsAnswered();
        assertThat(host.asked).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "items 71, 77: an SSID of 33 octets, 3 AKM suites, 6 ciphers, a key that does not fit")
    void refusesBodies(Way way) throws IOException {
        open(way);
        byte[] scan = new byte[33];
        scan[0] = 33;
        assertThat(said(message(1, 33, 1, scan))).isEqualTo(INVALID);
        assertThat(said(connect(0, 33, 76))).isEqualTo(INVALID);
        assertThat(said(connect(0, 255, 76))).isEqualTo(INVALID);
        assertThat(said(connect(41, 3, 76))).isEqualTo(INVALID);
        assertThat(said(connect(41, 255, 76))).isEqualTo(INVALID);
        assertThat(said(connect(50, 6, 76))).isEqualTo(INVALID);
        assertThat(said(connect(50, 255, 76))).isEqualTo(INVALID);
        assertThat(said(connect(75, 1, 76))).isEqualTo(INVALID);
        assertThat(said(connect(75, 32, 107))).isEqualTo(INVALID);
        assertThat(said(connect(75, 32, 109))).isEqualTo(INVALID);
        assertThat(said(connect(75, 0, 331))).isEqualTo(INVALID);
        assertThat(counters.of(ProxyCounter.MALFORMED)).isEqualTo(11);
        theNextIsAnswered();
        assertThat(host.asked).hasSize(1);
        assertThat(said(connect(75, 255, 331))).as("the longest there is").hasSize(23);
    }

    private static byte[] connect(int offset, int value, int bodyLength) {
        byte[] body = new byte[bodyLength];
        body[offset] = (byte) value;
        return message(3, bodyLength, 1, body);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: a handler that throws answers INVALID")
    void survivesItsHandler(Way way) throws IOException {
        open(way);
        host.does((_, _, _) -> {
            throw new IllegalStateException("a mistake of ours");
        });
        assertThat(said(DISCONNECT)).isEqualTo(INVALID);
        host.does((_, _, _) -> null);
        assertThat(counters.of(ProxyCounter.FAILED)).isEqualTo(1);
        theNextIsAnswered();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("item 71: what follows a request is not read, and a second one not served")
    void servesOne(Way way) throws IOException {
        open(way);
        byte[] two = Arrays.copyOf(DISCONNECT, 2 * DISCONNECT.length);
        System.arraycopy(DISCONNECT, 0, two, DISCONNECT.length, DISCONNECT.length);
        assertThat(said(two))
                .isEqualTo(AnswerCodec.encode(new Answer.Disconnected(), ScanLayout.C));
        assertThat(host.asked).hasSize(1);
        theNextIsAnswered();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "items 71, 76: a guest that is gone when its answer comes is told of to the handler")
    void takesBackWhatNobodyHears(Way way) throws Exception {
        open(way);
        var asked = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        host.does((_, _, _) -> {
            asked.countDown();
            gone.await();
            return null;
        });
        try (GuestStream guest = access.connect(LONG)) {
            guest.write(connect(0, 1, 76), LONG);
            asked.await();
        }
        gone.countDown();
        isCounted(ProxyCounter.UNDELIVERED, 1);
        assertThat(host.undelivered).containsExactly(new Answer.Connected(0, 0, 1));
        assertThat(counters.of(ProxyCounter.ANSWERED)).isZero();
        host.does((_, _, _) -> null);
        theNextIsAnswered();
    }
}
