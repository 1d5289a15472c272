package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleBridgeTest {
    private static final Pattern MISSING =
            Pattern.compile("\\[airloom: (\\d+) octets of the console are missing here");

    @TempDir Path folder;
    private final FakeMachine machine = new FakeMachine();
    private final List<Client> clients = new ArrayList<>();
    private ConsoleBridge bridge;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        MachineFiles files = new MachineFiles(folder, "sta1");
        socket = files.console();
        bridge = ConsoleBridge.start(machine, files);
    }

    @AfterEach
    void end() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        bridge.close();
    }

    @Test
    void allSeeWhatTheMachineWritesAndAllMayType() throws Exception {
        Client first = connected();
        Client second = connected();
        machine.say("login: ");
        first.awaitText("login: ");
        second.awaitText("login: ");
        first.type("root\r");
        machine.awaitKeys("root\r");
        second.type("ls\r");
        machine.awaitKeys("root\rls\r");
    }

    @Test
    void aNewcomerSeesTheLastLines() throws Exception {
        Client first = connected();
        machine.say("x".repeat(100) + "\n");
        for (int i = 0; i < 40; i++) {
            machine.say(("line " + i + " ").repeat(200) + "\n");
        }
        machine.say("root@sta1:~# ");
        first.awaitText("root@sta1:~# ");
        String past = connected().awaitText("root@sta1:~# ");
        assertThat(past).startsWith("line ").hasSizeBetween(8_000, ConsolePast.BYTES);
        assertThat(past).contains("line 39 ").doesNotContain("xxx");
    }

    @Test
    void asksNoNewcomersTerminalWhatOtherTerminalsHaveAnswered() throws Exception {
        Client first = connected();
        machine.say(
                "\u001b[31mred\u001b[0m \u001b[6n\u001b[>c\u001b]11;?\u0007\u001bP$qm\u001b\\# ");
        first.awaitText("# ");
        assertThat(connected().awaitText("# ")).isEqualTo("\u001b[31mred\u001b[0m # ");
    }

    @Test
    void whoDoesNotReadLosesAndIsToldHowMuchAndNobodyWaits() throws Exception {
        Client quick = connected();
        Client slow = connected();
        String line = "0123456789abcde\n".repeat(256);
        int lines = 512;
        for (int i = 1; i <= lines; i++) {
            machine.say(line);
            quick.awaitOctets((long) i * line.length());
        }
        slow.read("octets of the console are missing");
        Matcher missing = MISSING.matcher(slow.text);
        assertThat(missing.find()).isTrue();
        long got = slow.text.lines().filter("0123456789abcde"::equals).count() * 16;
        assertThat(got + Long.parseLong(missing.group(1))).isEqualTo((long) lines * line.length());
        assertThat(got).isGreaterThan(ConsoleClient.MAX_WAITING);
        machine.say("on it goes");
        slow.awaitText("on it goes");
        assertThat(quick.text).doesNotContain("missing");
    }

    @Test
    void aMachineThatTakesNoKeysIsSeenByAllAndTheTypistIsTold() throws Exception {
        Client typist = connected();
        Client other = connected();
        machine.takesKeys = new CountDownLatch(1);
        typist.type("k".repeat(64 << 10));
        typist.awaitText("keys are lost: the machine takes none");
        machine.say("still here");
        other.awaitText("still here");
        machine.takesKeys.countDown();
        Poll.until("keys", () -> machine.keys().length() > 1_000);
    }

    @Test
    void boundsHowManyHaveItAndGivesThePlaceOfOneThatLeft() throws Exception {
        for (int i = 0; i < ConsoleBridge.MAX_CLIENTS; i++) {
            connected();
        }
        assertThat(connect().readAll()).contains("[airloom: 16 have this console]");
        clients.get(3).channel.close();
        Poll.until(
                "a place",
                () -> {
                    machine.say("hello");
                    Client again = connect();
                    return again.read("hello");
                });
    }

    @Test
    void endsForAllWithTheMachine() throws Exception {
        Client client = connected();
        machine.say("goodbye");
        machine.end();
        assertThat(client.readAll()).endsWith("goodbye");
        Poll.until(
                "the door is closed",
                () -> {
                    try {
                        connect().close();
                        return false;
                    } catch (IOException e) {
                        return true;
                    }
                });
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }

    /// A client that is known to be served.
    private Client connected() throws Exception {
        Client client = connect();
        client.type("?");
        machine.awaitKey();
        return client;
    }

    private Client connect() throws IOException {
        Client client = new Client(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        clients.add(client);
        return client;
    }

    private static final class Client implements AutoCloseable {
        final SocketChannel channel;
        String text = "";

        Client(SocketChannel channel) {
            this.channel = channel;
        }

        void type(String keys) throws IOException {
            ByteBuffer octets = ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
        }

        /// Whether `wanted` came before the end.
        boolean read(String wanted) throws IOException {
            ByteBuffer in = ByteBuffer.allocate(1 << 16);
            StringBuilder all = new StringBuilder(text);
            int from = 0;
            while (all.indexOf(wanted, from) < 0) {
                from = Math.max(0, all.length() - wanted.length());
                if (channel.read(in.clear()) < 0) {
                    text = all.toString();
                    return false;
                }
                all.append(StandardCharsets.ISO_8859_1.decode(in.flip()));
            }
            text = all.toString();
            return true;
        }

        String awaitText(String wanted) throws IOException {
            assertThat(read(wanted)).as(wanted).isTrue();
            return text;
        }

        void awaitOctets(long count) throws IOException {
            ByteBuffer in = ByteBuffer.allocate(1 << 16);
            while (text.length() < count) {
                assertThat(channel.read(in.clear())).isPositive();
                text += StandardCharsets.ISO_8859_1.decode(in.flip());
            }
        }

        String readAll() throws IOException {
            read("never said");
            return text;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static final class FakeMachine implements ConsoleLine {
        private static final byte[] END = {};

        volatile CountDownLatch takesKeys = new CountDownLatch(0);
        private final BlockingQueue<byte[]> said = new LinkedBlockingQueue<>();
        private final StringBuilder keys = new StringBuilder();
        private int served;

        void say(String text) {
            said.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void end() {
            said.add(END);
        }

        @Override
        public int read(byte[] chunk) throws IOException {
            try {
                byte[] octets = said.take();
                System.arraycopy(octets, 0, chunk, 0, octets.length);
                return octets.length == 0 ? -1 : octets.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void type(ByteBuffer octets) throws InterruptedException {
            takesKeys.await();
            synchronized (keys) {
                keys.append(StandardCharsets.UTF_8.decode(octets));
            }
        }

        String keys() {
            synchronized (keys) {
                return keys.toString().replace("?", "");
            }
        }

        void awaitKeys(String wanted) throws Exception {
            Poll.until("keys " + wanted, () -> keys().equals(wanted));
        }

        void awaitKey() throws Exception {
            served++;
            Poll.until(
                    "a client",
                    () -> {
                        synchronized (keys) {
                            return keys.chars().filter(c -> c == '?').count() == served;
                        }
                    });
        }

        @Override
        public void close() {
            end();
        }
    }
}
