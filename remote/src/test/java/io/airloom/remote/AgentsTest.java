package io.airloom.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.AirCounter;
import io.airloom.medium.Durations;
import io.airloom.wire.AgentAddress;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.Farewell;
import io.airloom.wire.Secret;
import io.airloom.wire.WireEncoder;
import io.airloom.wire.WireMessage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: agents come, are served, leave and come again as the protocol says. Method: agents without
/// kernels and the host on one thread.
@Timeout(120)
class AgentsTest {
    private static final Secret SECRET = Secret.of("correct horse");

    @TempDir Path folder;

    private TestHost host;
    private AgentDoor door;

    @BeforeEach
    void open() {
        host = new TestHost(TestHost::quick);
        door = host.unix(folder.resolve("agents"), null, null);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void twoAgentsHearEachOtherAndEachFrameIsAnswered() {
        TestAgent a = host.join(door, "a", 1);
        TestAgent b = host.join(door, "b", 2);
        a.address();
        b.address();
        host.settle();
        b.frame(MacAddress.BROADCAST, 60);
        host.settle();
        a.frame(b.key, 100);
        host.await(() -> a.statuses == 1 && b.statuses == 1, "statuses");
        host.await(() -> a.receptions == 1 && b.receptions == 1, "receptions");
        assertThat(a.acknowledged).isEqualTo(1);
        assertThat(b.acknowledged).isZero();
        assertThat(b.lastFrame).hasSize(100);
        assertThat(host.arrived).containsExactly("a", "b");
        assertThat(a.radiosWanted).isEqualTo(1);
    }

    @Test
    void aFullMessageOfFramesIsAnsweredInOneWriteForEachTurn() {
        TestAgent a = host.join(door, "a", 1);
        host.settle();
        long writes = host.counted(AgentCounter.WRITES);
        a.sendsReceipts = false;
        a.frames(MacAddress.BROADCAST, 40, 40);
        host.await(() -> a.statuses == 40, "statuses");
        assertThat(host.counted(AgentCounter.WRITES) - writes).isLessThanOrEqualTo(3);
    }

    @Test
    void anAgentWithTheSecretIsLetInOverTcpAndOneWithAnotherIsNot() {
        AgentDoor tcp = host.agents.open(AgentAddress.parse("tcp:127.0.0.1:0"), null, SECRET);
        TestAgent good = host.join(tcp, "good", 1, SECRET);
        assertThat(good.place).isEqualTo(1);
        TestAgent bad = host.connect(tcp, Secret.of("another horse"));
        bad.hello("bad", 2);
        host.await(() -> bad.gone, "turned away");
        assertThat(bad.farewells).containsExactly(Farewell.NOT_TRUSTED);
        assertThat(host.refused)
                .singleElement()
                .asString()
                .matches(
                        "tcp:127.0.0.1:\\d+: tcp 127.0.0.1:\\d+ refused: the secret is another one");
        assertThat(host.counted(AgentCounter.NOT_TRUSTED)).isEqualTo(1);
    }

    @Test
    void tcpWithoutASecretOrWithANameToLookUpIsRefused() {
        AgentAddress tcp = AgentAddress.parse("tcp:127.0.0.1:0");
        assertThatThrownBy(() -> host.agents.open(tcp, null, null))
                .hasMessage("tcp:127.0.0.1:0 needs a secret");
        AgentAddress name = AgentAddress.parse("tcp:example.invalid:0");
        assertThatThrownBy(() -> host.agents.open(name, null, SECRET))
                .hasMessage("\"example.invalid\" is not an IP address of this machine");
    }

    @Test
    void aSecondAgentOfTheSameNameGetsANumber() {
        TestAgent first = host.join(door, "sta", 1);
        TestAgent second = host.join(door, "sta", 2);
        assertThat(host.arrived).containsExactly("sta", "sta-2");
        assertThat(second.place).isNotEqualTo(first.place);
    }

    @Test
    void anAgentThatComesAgainTakesItsOwnPlaceAtOnceAndItsRadiosAreKnown() {
        TestAgent peer = host.join(door, "peer", 9);
        TestAgent before = host.join(door, "sta", 1);
        before.address();
        before.frame(MacAddress.BROADCAST, 60);
        host.await(() -> before.statuses == 1, "status");
        TestAgent again = host.join(door, "sta", 1);
        host.await(() -> before.gone, "the dead one is gone");
        assertThat(before.farewells).containsExactly(Farewell.REPLACED);
        assertThat(again.place).isEqualTo(before.place);
        peer.frame(before.key, 80);
        host.await(() -> peer.acknowledged == 1 && again.receptions == 1, "known again");
        assertThat(host.left).containsExactly("sta: a new connection of it has come");
        assertThat(host.counted(AgentCounter.REPLACED)).isEqualTo(1);
    }

    @Test
    void anAgentOfAnotherBootKnowsNothingOfTheFormer() {
        TestAgent before = host.join(door, "sta", 1);
        before.address();
        before.send(WireEncoder.bye(before.out(), 0, 0, Farewell.ENDING, "reboot"));
        host.await(() -> before.gone, "gone");
        assertThat(host.left).containsExactly("sta: reboot");
        TestAgent again = host.join(door, "sta", 2);
        assertThat(again.place).isNotEqualTo(before.place);
    }

    @Test
    void atADoorWithANameTheNewestAgentIsTheOne() {
        AgentDoor named = host.unix(folder.resolve("named"), "ap1", null);
        TestAgent first = host.join(named, "localhost", 1);
        host.join(named, "localhost", 2);
        host.await(() -> first.gone, "the former one has gone");
        assertThat(host.arrived).containsExactly("ap1", "ap1");
    }

    @Test
    void aSilentAgentIsDroppedAndOneThatAnswersIsNot() {
        TestAgent lively = host.join(door, "lively", 1);
        TestAgent silent = host.join(door, "silent", 2);
        silent.answersPings = false;
        host.await(() -> silent.gone, "dropped");
        assertThat(silent.farewells).containsExactly(Farewell.SILENT);
        assertThat(silent.reason).isEqualTo("nothing was heard of it for 1000 ms");
        assertThat(lively.gone).isFalse();
        assertThat(lively.pings).isGreaterThan(3);
        assertThat(host.counted(AgentCounter.SILENT)).isEqualTo(1);
    }

    @Test
    void whoDoesNotSayInTimeWhoItIsIsDropped() {
        TestAgent shy = host.connect(door, null);
        host.await(() -> shy.gone, "dropped");
        assertThat(shy.farewells).containsExactly(Farewell.SILENT);
        assertThat(host.counted(AgentCounter.GREETINGS_TIMED_OUT)).isEqualTo(1);
    }

    @Test
    void whenTheAirClosesEverybodyIsTold() {
        TestAgent a = host.join(door, "a", 1);
        host.agents.close();
        a.pump();
        a.pump();
        assertThat(a.farewells).containsExactly(Farewell.ENDING);
        assertThat(host.agents.count()).isZero();
        assertThat(host.air.radios()).isZero();
        assertThat(folder.resolve("agents")).doesNotExist();
    }

    @Test
    void aRadioIsCreatedOnRequestWithAnAddressOfTheAgentsPlace() {
        TestAgent a = host.join(door, "a", 1);
        assertThat(host.agents.createRadio("a", 7)).isTrue();
        assertThat(host.agents.createRadio("nobody", 7)).isFalse();
        host.await(() -> !a.created.isEmpty(), "created");
        assertThat(a.created).containsExactly(AgentProtocol.radioAddress(a.place, 7));
    }

    @Test
    void hopsAreMeasuredWhateverTheAgentsClockSays() {
        TestAgent a = host.join(door, "a", 1);
        TestAgent b = host.join(door, "b", 2);
        a.clockOffset = -3_600_000_000_000L;
        b.clockOffset = 77_000_000_000L;
        b.address();
        host.await(() -> a.pings > 2 && b.pings > 2, "clocks are known");
        for (int i = 0; i < 50; i++) {
            a.frame(MacAddress.BROADCAST, 200);
            b.frame(MacAddress.BROADCAST, 200);
            host.settle();
        }
        host.await(() -> a.statuses == 50 && b.receptions == 50, "all there");
        host.settle();
        for (AgentReport report : host.agents.reports()) {
            assertThat(report.clockKnown()).isTrue();
            long truth = report.agent().name().equals("a") ? -a.clockOffset : -b.clockOffset;
            assertThat(Math.abs(report.offsetNanos() - truth))
                    .isLessThanOrEqualTo(report.uncertaintyNanos());
            for (Hop hop : Hop.values()) {
                Durations.Summary summary = report.hops().get(hop);
                assertThat(summary.count()).as("%s %s", report.agent(), hop).isPositive();
                assertThat(summary.minNanos()).isNotNegative();
                assertThat(summary.maxNanos()).isLessThan(30_000_000_000L);
            }
            assertThat(report.hops().get(Hop.MEDIUM).count()).isEqualTo(50);
            assertThat(report.hops().get(Hop.CAPTURE_TO_SEND).count()).isBetween(50L, 51L);
        }
        host.await(() -> a.toldUncertainty > 0, "the agent is told what is known of its clock");
        assertThat(host.counted(AgentCounter.RECEIPTS_UNBELIEVABLE)).isZero();
    }

    @Test
    void aStalledAgentLosesOnlyItsOwn() {
        TestAgent a = host.join(door, "a", 1);
        TestAgent b = host.join(door, "b", 2);
        TestAgent stalled = host.join(door, "stalled", 3);
        b.address();
        stalled.address();
        host.settle();
        host.all.remove(stalled);
        int frames = 0;
        while (host.counted(AirCounter.DROPPED_NO_BUFFER) == 0) {
            a.frames(MacAddress.BROADCAST, 1_500, 4);
            frames += 4;
            int sent = frames;
            host.await(() -> a.statuses == sent && b.receptions == sent, "others are served");
        }
        host.await(() -> host.left.size() == 1, "it is taken for gone");
        assertThat(host.left).containsExactly("stalled: nothing was heard of it for 1000 ms");
        assertThat(a.gone || b.gone).isFalse();
        stalled.close();
    }

    @Test
    void anAgentThatSendsAndDoesNotReadIsNotReadEither() {
        TestAgent a = host.join(door, "a", 1);
        TestAgent rude = host.join(door, "rude", 3);
        host.all.remove(rude);
        rude.sendsReceipts = false;
        rude.frames(MacAddress.BROADCAST, 40, 50);
        MemorySegment again = rude.out();
        int length = (int) WireMessage.declaredLength(again, 0);
        while (rude.trySend(again, length) == length) {
            host.turn();
        }
        assertThat(host.left).isEmpty();
        a.frame(MacAddress.BROADCAST, 40);
        host.await(() -> a.statuses == 1, "the other is served");
        host.await(() -> host.left.size() == 1, "it is taken for gone");
        rude.close();
    }

    @Test
    void aSerialLineSurvivesGarbageAndNewAgents() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path path = folder.resolve("line");
        try (UnixSocket machine = UnixSocket.listen(path, 1)) {
            host.agents.open(new AgentAddress.Serial(path.toString()), "vm", null);
            UnixSocket end = accept(machine);
            TestAgent first = new TestAgent(end, true, null);
            host.all.add(first);
            host.await(() -> !first.farewells.isEmpty() || first.in.dropped() > 0, "reminded");
            sendGarbage(first, random);
            first.hello("x", 1);
            host.await(() -> first.welcome, "seed " + seed);
            assertThat(host.arrived).containsExactly("vm");
            first.frame(MacAddress.BROADCAST, 60);
            host.await(() -> first.statuses == 1, "served");

            // It dies in the middle of a message; the next one says HELLO until it is heard.
            TestAgent second = new TestAgent(end, true, null);
            first.frames(MacAddress.BROADCAST, 1_000, 5);
            first.sendOctets(first.out(), 2_000);
            host.all.remove(first);
            host.all.add(second);
            second.hello("x", 2);
            host.await(() -> second.welcome, "seed " + seed);
            assertThat(host.left).hasSize(1);
        }
    }

    @Test
    void aMachineWithASerialLineMayComeLaterAndEndAndComeAgain() {
        Path path = folder.resolve("later");
        host.agents.open(new AgentAddress.Serial(path.toString()), "vm", null);
        host.settle();
        for (int boot = 1; boot <= 2; boot++) {
            try (UnixSocket machine = UnixSocket.listen(path, 1)) {
                TestAgent agent = new TestAgent(accept(machine), true, null);
                host.all.add(agent);
                agent.hello("vm", boot);
                host.await(() -> agent.welcome, "welcome");
                agent.socket.close();
                agent.gone = true;
                int boots = boot;
                host.await(() -> host.left.size() == boots, "it left");
            }
        }
    }

    private UnixSocket accept(UnixSocket machine) {
        UnixSocket[] end = new UnixSocket[1];
        host.await(
                () -> {
                    end[0] = machine.accept();
                    return end[0] != null;
                },
                "the host connects");
        return end[0];
    }

    private static void sendGarbage(TestAgent agent, Random random) {
        byte[] garbage = new byte[3_000];
        random.nextBytes(garbage);
        MemorySegment.copy(garbage, 0, agent.out(), ValueLayout.JAVA_BYTE, 0, garbage.length);
        agent.send(garbage.length);
    }
}
