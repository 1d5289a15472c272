package io.airloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.lab.ProxyDesk;
import io.airloom.proxy.ConnectionKind;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.Ssid;
import io.airloom.topology.ProxyOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Orders and answers at a proxy's standard input.
class ProxyConsoleTest {
    private static final GuestId GUEST = new GuestId("vsock:3");
    private static final Ssid HOME = Ssid.of("home");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<ProxyOrder> orders = new ArrayList<>();

    private ProxyConsole console(boolean json, Duration limit) {
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false,
                        100,
                        false);
        return new ProxyConsole(terminal, json, limit);
    }

    private ProxyDesk.Answer obey(ProxyOrder order) {
        orders.add(order);
        return new ProxyDesk.Answer(!(order instanceof ProxyOrder.Signal), "the answer");
    }

    private static InputStream lines(String... lines) {
        return new ByteArrayInputStream(
                (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static CompletableFuture<Boolean> ask(ProxyConsole console, GuestId guest) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        answer.complete(
                                console.mayConnect(guest, ConnectionKind.GUEST_DIRECTED, HOME));
                    } catch (InterruptedException e) {
                        answer.completeExceptionally(e);
                    }
                });
        return answer;
    }

    private void awaitOut(String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!out().contains(text)) {
            assertThat(System.nanoTime()).as(out()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void doesWhatIsOrderedUntilQuit() {
        List<String> ended = new ArrayList<>();
        console(false, LONG)
                .serve(
                        this::obey,
                        lines(
                                "status",
                                "",
                                "signal home -70",
                                "statsu",
                                "help",
                                "quit",
                                "networks"),
                        false,
                        () -> ended.add("quit"));
        assertThat(orders)
                .containsExactly(new ProxyOrder.Status(), new ProxyOrder.Signal(HOME, -70));
        assertThat(out()).contains("    the answer\n", "signal SSID DBM");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("  ! the answer\n")
                .contains("  ! unknown order \"statsu\", did you mean \"status\"?");
        assertThat(ended).containsExactly("quit");
    }

    @Test
    void theEndOfTheInputEndsItForAPersonAlone() {
        List<String> ended = new ArrayList<>();
        console(false, LONG).serve(this::obey, lines("status"), false, () -> ended.add("program"));
        console(false, LONG).serve(this::obey, lines("status"), true, () -> ended.add("person"));
        assertThat(ended).containsExactly("person");
    }

    @Test
    void aProgramGetsObjects() {
        console(true, LONG).serve(this::obey, lines("status", "signal"), false, () -> {});
        assertThat(out().lines())
                .containsExactly(
                        "{\"event\":\"answer\",\"order\":\"status\",\"done\":true,"
                                + "\"text\":\"the answer\"}",
                        "{\"event\":\"answer\",\"order\":\"signal\",\"done\":false,\"text\":\"signal"
                                + " wants an SSID and dBm: signal home -70 (help shows what there"
                                + " is)\"}");
    }

    @Test
    void asksOneQuestionAfterTheOther() throws Exception {
        ProxyConsole console = console(false, LONG);
        try (PipedOutputStream keys = new PipedOutputStream();
                InputStream in = new PipedInputStream(keys)) {
            Thread.ofVirtual().start(() -> console.serve(this::obey, in, false, () -> {}));
            CompletableFuture<Boolean> first = ask(console, GUEST);
            awaitOut("may vsock:3 connect to \"home\" [686f6d65], and this machine join it");
            CompletableFuture<Boolean> second = ask(console, new GuestId("vsock:4"));
            type(keys, "y");
            assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
            awaitOut("may vsock:4 connect");
            type(keys, "n");
            assertThat(second.get(30, TimeUnit.SECONDS)).isFalse();
            CompletableFuture<Boolean> third = ask(console, new GuestId("vsock:5"));
            awaitOut("may vsock:5 connect");
            type(keys, "always");
            assertThat(third.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ask(console, new GuestId("vsock:5")).get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(orders).isEmpty();
        }
        awaitDeaf(console);
    }

    /// Once nobody can answer, the answer is no, also to the one who waits.
    private static void awaitDeaf(ProxyConsole console) throws Exception {
        assertThat(ask(console, new GuestId("vsock:6")).get(30, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void nobodysAnswerIsNo() throws Exception {
        ProxyConsole console = console(false, Duration.ofMillis(20));
        assertThat(ask(console, GUEST).get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(out()).contains("nobody has answered: vsock:3 may not");
    }

    private static void type(PipedOutputStream keys, String line) throws IOException {
        keys.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }
}
