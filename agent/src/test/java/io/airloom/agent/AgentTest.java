package io.airloom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimFlags;
import io.airloom.linux.UnixSocket;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.MessageType;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent between a kernel and a host that are made up.
class AgentTest {
    @TempDir Path folder;

    private final FakeKernel kernel = new FakeKernel();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private TestHost host;
    private Agent agent;

    @BeforeEach
    void open() {
        host = new TestHost(folder.resolve("air"));
    }

    @AfterEach
    void close() {
        ended.countDown();
        if (agent != null) {
            agent.close();
        }
        host.close();
    }

    private void start(@Nullable Secret secret, int radios) {
        start(secret, radios, false, new AgentAddress.Unix(folder.resolve("air").toString()));
    }

    private void start(@Nullable Secret secret, int radios, boolean once, AgentAddress to) {
        agent =
                new Agent(
                        Arena.ofAuto(),
                        new Agent.AgentSettings("vm1", 42, List.of(to), secret, radios, once),
                        kernel,
                        kernel,
                        new AgentVoice(new PrintStream(said, true, StandardCharsets.UTF_8), false),
                        AgentClock.of(false),
                        2);
        agent.start();
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        do {
                            agent.tick();
                        } while (!ended.await(agent.tickMillis(), TimeUnit.MILLISECONDS));
                    } catch (InterruptedException e) {
                        // As good as the end.
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Test
    void tellsTheAddressesThatAreUpBeforeAnythingElse() throws Exception {
        start(null, 0);
        host.accept();
        WireMessage hello = host.next(MessageType.HELLO);
        assertThat(hello.name()).isEqualTo("vm1");
        assertThat(hello.boot()).isEqualTo(42);
        agent.close();
        host.awaitEnd();
    }

    @Test
    void carriesFramesUpWithTheirTimesAndVerdictsDown() throws Exception {
        start(null, 0);
        host.welcome();
        WireMessage addresses = host.next(MessageType.FRAMES_UP);
        assertThat(addresses.nextItem()).isTrue();
        assertThat(KernelMessage.command(addresses.segment(), addresses.itemOffset())).isEqualTo(7);

        long before = System.nanoTime();
        kernel.transmits(77);
        WireMessage frame = host.next(MessageType.FRAMES_UP);
        assertThat(frame.nextItem()).isTrue();
        assertThat(frame.capturedNanos()).isBetween(before, System.nanoTime());
        assertThat(frame.sentNanos()).isBetween(frame.capturedNanos(), System.nanoTime());

        host.verdict(77, HwsimFlags.STAT_ACK);
        until(() -> kernel.statuses().size() == 1);
        assertThat(kernel.statuses().getFirst())
                .isEqualTo(
                        new FakeKernel.Status(
                                FakeKernel.KEY,
                                77,
                                HwsimFlags.STAT_ACK,
                                FakeKernel.RATES,
                                FakeKernel.FAMILY));
        assertThat(figure(AgentCounter.VERDICTS)).isOne();
    }

    @Test
    void givesFramesToTheKernelAndSaysWhen() throws Exception {
        start(null, 0);
        host.welcome();
        long before = System.nanoTime();
        host.frames(3, 200);
        until(() -> kernel.told().size() == 3);
        WireMessage receipts = host.next(MessageType.RECEIPTS);
        assertThat(receipts.receiptCount()).isOne();
        assertThat(receipts.receiptSentNanos(0)).isEqualTo(5);
        assertThat(receipts.receiptReceivedNanos(0)).isGreaterThan(before);
        assertThat(receipts.receiptInjectedNanos(0))
                .isBetween(receipts.receiptReceivedNanos(0), System.nanoTime());
    }

    @Test
    void answersAPingWithTheTimeAtWhichItCame() throws Exception {
        start(null, 0);
        host.welcome();
        long before = System.nanoTime();
        host.send(WireEncoder.ping(host.out(), 0, 1234, 0, -1));
        WireMessage pong = host.next(MessageType.PONG);
        assertThat(pong.pingSentNanos()).isEqualTo(1234);
        assertThat(pong.pingReceivedNanos()).isBetween(before, System.nanoTime());
        assertThat(pong.sentNanos()).isGreaterThanOrEqualTo(pong.pingReceivedNanos());
    }

    @Test
    void answersAFrameWithoutAVerdictAsNotAcknowledgedAndForgetsALateOne() throws Exception {
        start(null, 0);
        host.welcome(null, 0, 20_000, 0);
        host.next(MessageType.FRAMES_UP);
        kernel.transmits(5);
        until(() -> kernel.statuses().size() == 1);
        FakeKernel.Status status = kernel.statuses().getFirst();
        assertThat(status.flags() & HwsimFlags.STAT_ACK).isZero();
        assertThat(status.rates()).isEqualTo(FakeKernel.RATES);
        assertThat(status.type()).isEqualTo(FakeKernel.FAMILY);

        host.verdict(5, HwsimFlags.STAT_ACK);
        until(() -> figure(AgentCounter.VERDICTS_LATE) == 1);
        assertThat(kernel.statuses()).hasSize(1);
        until(() -> figure(AgentCounter.VERDICTS_MISSING) == 1);
    }

    @Test
    void answersFramesAtOnceWhileThereIsNoHost() throws Exception {
        start(null, 0, false, new AgentAddress.Unix(folder.resolve("nobody").toString()));
        kernel.transmits(9);
        until(() -> kernel.statuses().size() == 1);
        assertThat(kernel.statuses().getFirst().flags() & HwsimFlags.STAT_ACK).isZero();
        assertThat(figure(AgentCounter.UNCONNECTED)).isOne();
    }

    @Test
    void saysOnceWhatIsWrongAndWhatToDo() throws Exception {
        Path socket = folder.resolve("nobody");
        start(null, 0, false, new AgentAddress.Unix(socket.toString()));
        until(() -> said.toString(StandardCharsets.UTF_8).contains("again and again"));
        try (UnixSocket _ = UnixSocket.listen(socket, 1)) {
            // Another kind of wrong: somebody listens who says nothing.
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .contains("airloom air --agents unix:" + socket)
                    .containsOnlyOnce("cannot reach the air");
        }
    }

    @Test
    void comesBackWhenTheConnectionBreaksAndAnswersWhatWasOnItsWay() throws Exception {
        start(null, 0);
        host.welcome(null, 0, 10_000_000, 0);
        host.next(MessageType.FRAMES_UP);
        kernel.transmits(1);
        host.next(MessageType.FRAMES_UP);
        host.drop();
        until(() -> kernel.statuses().size() == 1);

        host.welcome();
        assertThat(host.next(MessageType.FRAMES_UP).nextItem()).isTrue();
        kernel.transmits(2);
        WireMessage frame = host.next(MessageType.FRAMES_UP);
        assertThat(frame.nextItem()).isTrue();
        assertThat(figure(AgentCounter.CONNECTIONS)).isEqualTo(2);
    }

    @Test
    void tellsTheAddressesAgainWhenSomeMayHaveBeenLost() throws Exception {
        start(null, 0);
        host.welcome();
        host.next(MessageType.FRAMES_UP);
        kernel.overruns();
        WireMessage again = host.next(MessageType.FRAMES_UP);
        assertThat(again.nextItem()).isTrue();
        assertThat(KernelMessage.command(again.segment(), again.itemOffset())).isEqualTo(7);
    }

    @Test
    void createsWhatTheUserOrTheHostWantsAtAddressesOfItsPlace() throws Exception {
        start(null, 1);
        host.welcome(null, 2, TestHost.VERDICT_MICROS, 0);
        host.next(MessageType.FRAMES_UP);
        assertThat(kernel.created())
                .containsExactly(
                        AgentProtocol.radioAddress(7, 0), AgentProtocol.radioAddress(7, 1));

        long address = AgentProtocol.radioAddress(7, 30);
        host.send(WireEncoder.create(host.out(), 0, 1, 99, address));
        WireMessage created = host.next(MessageType.CREATED);
        assertThat(created.request()).isEqualTo(99);
        assertThat(created.errno()).isZero();
        assertThat(created.radioKey()).isEqualTo(address);
        host.send(WireEncoder.create(host.out(), 0, 1, 100, address));
        assertThat(host.next(MessageType.CREATED).errno()).isEqualTo(17);
    }

    @Test
    void provesThatItKnowsTheSecretAndWantsTheHostToDoSo() throws Exception {
        Secret secret = Secret.of("correct horse battery");
        start(secret, 0);
        host.welcome(secret, 0, TestHost.VERDICT_MICROS, 0);
        host.next(MessageType.FRAMES_UP);
    }

    @Test
    void refusesAHostThatWantsNoSecretWhereOneWasGiven() throws Exception {
        start(Secret.of("correct horse battery"), 0);
        host.accept();
        byte[] nonce = host.next(MessageType.HELLO).agentNonce();
        host.send(WireEncoder.challenge(host.out(), 0, 1, 0, nonce, new byte[16], false));
        host.awaitEnd();
        until(() -> said.toString(StandardCharsets.UTF_8).contains("wants no secret"));
    }

    @Test
    void refusesAHostWhoseProofIsWrong() throws Exception {
        start(Secret.of("correct horse battery"), 0);
        host.accept();
        byte[] nonce = host.next(MessageType.HELLO).agentNonce();
        host.send(WireEncoder.challenge(host.out(), 0, 1, 0, nonce, new byte[16], true));
        host.next(MessageType.PROOF);
        host.send(WireEncoder.welcome(host.out(), 0, 1, new byte[32], 1, 0, 0, 0));
        host.awaitEnd();
        until(() -> said.toString(StandardCharsets.UTF_8).contains("does not know the secret"));
        assertThat(agent.everGreeted()).isFalse();
    }

    @Test
    void leavesAHostThatIsSilentForTooLong() throws Exception {
        start(null, 0);
        host.welcome(null, 0, TestHost.VERDICT_MICROS, 1);
        host.awaitEnd();
        until(() -> said.toString(StandardCharsets.UTF_8).contains("says nothing any more"));
    }

    @Test
    void showsTheHostsLastWordsWithoutWhatWouldMoveTheCursor() throws Exception {
        start(null, 0, true, new AgentAddress.Unix(folder.resolve("air").toString()));
        host.welcome();
        int length = WireEncoder.bye(host.out(), 0, 1, Farewell.FULL, "no\u001b[2J room");
        host.send(length);
        assertThat(agent.awaitStop(20_000)).isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("the host says: no?[2J room")
                .doesNotContain("\u001b");
    }

    private long figure(AgentCounter counter) {
        return agent.figures().value(counter);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(TestHost.PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("deadline").isBefore(end);
            Thread.sleep(1);
        }
    }
}
