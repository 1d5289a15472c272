package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A thousand guests at once, each with an address of its own: some say nothing, some an octet now
/// and then, some anything at all, and the honest ones are answered, or refused at once where there
/// are too many. Seeded; prints how long the honest ones waited.
@Timeout(120)
final class ThousandGuestsTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final byte[] HERE = {127, 0, 0, 1};
    private static final int GUESTS = 1000;
    private static final byte[] SCAN = RequestCodec.encode(new Request.Scan(Ssid.WILDCARD));
    private static final byte[] ANSWER =
            AnswerCodec.encode(new ScanResults(true, List.of()), ScanLayout.C);

    private final ProxyCounters counters = new ProxyCounters();
    private final Queue<Long> waitedNanos = new ConcurrentLinkedQueue<>();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch start = new CountDownLatch(1);
    private int port;

    private enum Kind {
        HONEST,
        SILENT,
        SLOW,
        HOSTILE,
        FLEETING
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 200})
    void answersTheHonestOnesAmongThem(int connections) throws Exception {
        ServerLimits limits = TestLimits.connections(connections, 8);
        RequestServer server =
                new RequestServer(
                        new ScriptedHost(),
                        new NotificationSender(ScanLayout.C, limits, counters),
                        ScanLayout.C,
                        limits,
                        counters);
        TcpTransport tcp = TcpTransport.at(at(HERE, 0));
        try (server) {
            server.listen(tcp);
            port = tcp.port();
            Random random = new Random(SEED);
            List<Thread> threads = new ArrayList<>();
            int honest = 0;
            for (int i = 0; i < GUESTS; i++) {
                Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                honest += kind == Kind.HONEST ? 1 : 0;
                long seed = random.nextLong();
                byte[] address = {127, 9, (byte) (i / 250), (byte) (1 + i % 250)};
                threads.add(Thread.ofVirtual().start(() -> play(kind, address, new Random(seed))));
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            long answered = answers.stream().filter("answered"::equals).count();
            long refused = answers.stream().filter("refused"::equals).count();
            long[] waited = waitedNanos.stream().mapToLong(Long::longValue).sorted().toArray();
            System.out.printf(
                    "seed %d: %d honest of %d, %d answered, %d refused; half within %d ms, all"
                            + " within %d ms; %s%n",
                    SEED,
                    honest,
                    GUESTS,
                    answered,
                    refused,
                    Duration.ofNanos(waited[waited.length / 2]).toMillis(),
                    Duration.ofNanos(waited[waited.length - 1]).toMillis(),
                    counters.all());
            assertThat(answered + refused).as("seed %d: %s", SEED, answers).isEqualTo(honest);
            if (connections >= GUESTS) {
                assertThat(refused).as("seed %d", SEED).isZero();
            } else {
                assertThat(refused)
                        .as("seed %d", SEED)
                        .isLessThanOrEqualTo(counters.of(ProxyCounter.TOO_MANY));
            }
            assertThat(waited[waited.length - 1])
                    .as("seed %d: the budget of a driver", SEED)
                    .isLessThan(Duration.ofSeconds(20).toNanos());
            theServerIsAsBefore(server);
        }
    }

    private void theServerIsAsBefore(RequestServer server) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (server.connections() > 0 && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(server.connections()).isZero();
        try (Socket socket = connect(HERE)) {
            assertThat(honest(socket)).isEqualTo("answered");
        }
    }

    private static InetSocketAddress at(byte[] address, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(address), port);
    }

    private Socket connect(byte[] from) throws IOException {
        Socket socket = new Socket();
        socket.bind(at(from, 0));
        socket.connect(at(HERE, port));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private void play(Kind kind, byte[] address, Random random) {
        try {
            start.await();
            long begun = System.nanoTime();
            try (Socket socket = connect(address)) {
                switch (kind) {
                    case HONEST -> {
                        answers.add(honest(socket));
                        waitedNanos.add(System.nanoTime() - begun);
                    }
                    case SILENT -> drain(socket);
                    case SLOW -> slow(socket);
                    case HOSTILE -> hostile(socket, random);
                    case FLEETING -> fleeting(socket, random);
                }
            }
        } catch (IOException e) {
            if (kind == Kind.HONEST) {
                answers.add(e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What comes of a scan.
    private static String honest(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(SCAN, 0, Header.LENGTH);
            out.write(SCAN, Header.LENGTH, SCAN.length - Header.LENGTH);
            byte[] said = socket.getInputStream().readAllBytes();
            return Arrays.equals(said, ANSWER)
                    ? "answered"
                    : said.length == 0 ? "refused" : "answered with " + Arrays.toString(said);
        } catch (IOException hungUpOn) {
            return "refused";
        }
    }

    private static void drain(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    private static void slow(Socket socket) throws IOException, InterruptedException {
        for (byte octet : SCAN) {
            socket.getOutputStream().write(octet);
            Thread.sleep(100);
        }
        drain(socket);
    }

    private static void hostile(Socket socket, Random random) throws IOException {
        byte[] anything = new byte[random.nextInt(2000)];
        random.nextBytes(anything);
        if (anything.length > Header.LENGTH && random.nextBoolean()) {
            System.arraycopy(SCAN, 0, anything, 0, Header.LENGTH);
            anything[1 + random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
        }
        socket.getOutputStream().write(anything);
        drain(socket);
    }

    private static void fleeting(Socket socket, Random random) throws IOException {
        socket.getOutputStream().write(SCAN, 0, random.nextInt(SCAN.length));
        socket.setSoLinger(random.nextBoolean(), 0);
    }

    @Test
    void aSlowGuestHasNoMoreTimeThanARequestMayTake() {
        assertThat(ServerLimits.usual().request()).isLessThan(Duration.ofSeconds(20));
        assertThat(ServerLimits.usual().answer().plus(ServerLimits.usual().write()))
                .as("a driver gives up after 20 s")
                .isLessThan(Duration.ofSeconds(20));
    }
}
