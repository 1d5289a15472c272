package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lines before a stream into a guest. The machine is a script with Java's own sockets.
@Timeout(60)
final class HybridVsockTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir Path folder;
    private Path uds;
    private ServerSocketChannel machine;
    private final CompletableFuture<String> command = new CompletableFuture<>();

    private interface Script {
        void run(SocketChannel program) throws Exception;
    }

    @BeforeEach
    void open() throws IOException {
        uds = folder.resolve("uds");
        machine = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        machine.bind(UnixDomainSocketAddress.of(uds));
    }

    @AfterEach
    void close() throws IOException {
        machine.close();
    }

    private void machineDoes(Script script) {
        Thread.ofVirtual()
                .start(() -> {
                    try (SocketChannel program = machine.accept()) {
                        command.complete(readLine(program));
                        script.run(program);
                    } catch (Exception e) {
                        command.completeExceptionally(e);
                    }
                });
    }

    private static String readLine(SocketChannel from) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer octet = ByteBuffer.allocate(1);
        while (from.read(octet.clear()) > 0 && octet.get(0) != '\n') {
            line.append((char) octet.get(0));
        }
        return line.toString();
    }

    private static void say(SocketChannel to, String text) throws IOException {
        to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    @DisplayName(
            "item 87: the answer to CONNECT is read octet by octet, and nothing of what follows")
    void readsNoMoreThanTheLine() throws Exception {
        machineDoes(program -> say(program, "OK 1073741824\nguest's own"));
        try (GuestStream stream = HybridVsock.connect(uds, 12346, LONG)) {
            byte[] own = new byte[32];
            int n = stream.read(own, 0, own.length, LONG);
            assertThat(new String(own, 0, n, StandardCharsets.US_ASCII)).isEqualTo("guest's own");
        }
        assertThat(command.get()).isEqualTo("CONNECT 12346");
    }

    @Test
    @DisplayName("item 87: an answer in pieces is an answer")
    void takesAnAnswerInPieces() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        machineDoes(program -> {
            for (char c : "OK 7\n".toCharArray()) {
                say(program, String.valueOf(c));
            }
            go.get();
            say(program, "x");
        });
        try (GuestStream stream = HybridVsock.connect(uds, 12346, LONG)) {
            go.complete(null);
            assertThat(stream.read(new byte[1], 0, 1, LONG)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "O", "OK", "OK 12"})
    @DisplayName("item 87: a refused port, which hangs up, also in the midst of the line")
    void saysThatTheMachineHungUp(String part) {
        machineDoes(program -> say(program, part));
        assertThatThrownBy(() -> HybridVsock.connect(uds, 12346, LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("hung up on after \"" + part + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "O", "OK 12"})
    @DisplayName("item 87: a machine that stops in the midst of the line")
    void doesNotWaitForTheRest(String part) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        machineDoes(program -> {
            say(program, part);
            over.get();
        });
        assertThatThrownBy(() -> HybridVsock.connect(uds, 12346, SHORT))
                .isInstanceOf(SocketTimeoutException.class);
        over.complete(null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok 1\n",
                "OK\n",
                "OK x\n",
                "OK 12345678901\n",
                "ERR\n",
                "\n",
                "OK 00000000000000000000000000000000000000000000000000000000"
            })
    @DisplayName("item 87: what is no OK")
    void refusesOtherAnswers(String answer) {
        machineDoes(program -> say(program, answer));
        assertThatThrownBy(() -> HybridVsock.connect(uds, 12346, LONG))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void saysThatThereIsNoMachine() {
        assertThatThrownBy(() -> HybridVsock.connect(folder.resolve("none"), 12346, LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT 1\n", "CONNECT\n", "connect 12346\n", "CONNECT 99999999999\n"})
    void aGuestHangsUpOnWhoWantsAnythingElse(String wanted) throws Exception {
        machine.close();
        java.nio.file.Files.delete(uds);
        HostAccess host = HostAccess.uds(uds);
        try (HostAccess.Listening listening =
                        host.listen(stream -> {
                            throw new AssertionError(stream);
                        });
                SocketChannel program = SocketChannel.open(UnixDomainSocketAddress.of(uds))) {
            assertThat(listening).isNotNull();
            say(program, wanted);
            assertThat(program.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }
}
