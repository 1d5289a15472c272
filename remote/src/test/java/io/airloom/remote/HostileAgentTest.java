package io.airloom.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import io.airloom.wire.Farewell;
import io.airloom.wire.WireEncoder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: what a hostile agent does hurts nobody else. Method: after each deed two bystanders
/// exchange frames, all of which arrive and are acknowledged, and another honest agent is served.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileAgentTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final int RANDOM_ROUNDS = 3_000;
    private static final int CONNECTIONS = 10_000;
    private static final int SLACK = 8;

    @TempDir static Path folder;

    private TestHost host;
    private AgentDoor door;
    private TestAgent a;
    private TestAgent b;
    private int exchanged;

    @BeforeAll
    void gather() {
        host = new TestHost(TestHost::quick);
        door = host.unix(folder.resolve("agents"), null, AgentViolations.SECRET);
        a = host.join(door, "a", 1, AgentViolations.SECRET);
        b = host.join(door, "b", 2, AgentViolations.SECRET);
        a.address();
        b.address();
        a.frame(MacAddress.BROADCAST, 60);
        b.frame(MacAddress.BROADCAST, 60);
        host.await(() -> a.statuses == 1 && b.statuses == 1, "the bystanders have been heard");
    }

    @AfterAll
    void part() {
        host.close();
    }

    /// A test that failed leaves its culprits behind.
    @AfterEach
    void sendCulpritsAway() {
        List.copyOf(host.all).stream()
                .filter(agent -> agent != a && agent != b)
                .forEach(host::forget);
    }

    static Stream<AgentViolation> violations() {
        return AgentViolations.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void aViolationHurtsOnlyWhoCommitsIt(AgentViolation violation) {
        TestAgent culprit = host.connect(door, AgentViolations.SECRET);
        culprit.key = TestAgent.BASE_KEY + 0x6600;
        if (violation.welcomed()) {
            culprit.hello("culprit", 66);
            host.await(() -> culprit.welcome, "welcome");
        }
        violation.deed().commit(culprit, host);
        Farewell end = violation.end();
        if (end != null) {
            host.await(() -> culprit.gone, "sent away");
            assertThat(culprit.farewells).as(culprit.reason).contains(end);
        } else {
            int statuses = culprit.statuses;
            culprit.frame(MacAddress.BROADCAST, 60);
            host.await(() -> culprit.statuses > statuses, "served on");
            assertThat(culprit.gone).isFalse();
        }
        host.forget(culprit);
        host.await(() -> host.agents.count() == 2, "it has left");
        othersAreServed();
        nextIsServed();
    }

    @Test
    void everyViolationHasANameOfItsOwnAndARowInTheDocument() throws IOException {
        Set<String> names = new HashSet<>();
        violations().forEach(v -> assertThat(names.add(v.name())).as(v.name()).isTrue());
        assertThat(names).hasSizeGreaterThan(40);
        List<String> rows =
                Files.readAllLines(Path.of("..", "docs", "security.md")).stream()
                        .filter(line -> line.startsWith("| agent: "))
                        .toList();
        assertThat(rows).isEqualTo(violations().map(AgentViolation::row).toList());
    }

    @Test
    void randomAgentsHurtNobodyElse() throws IOException {
        System.out.println("HostileAgentTest: -Dairloom.seed=" + SEED);
        Random random = new Random(SEED);
        othersAreServed();
        long descriptors = descriptors();
        for (int round = 0; round < RANDOM_ROUNDS; round++) {
            TestAgent culprit = host.connect(door, AgentViolations.SECRET);
            culprit.key = TestAgent.BASE_KEY + 0x6600;
            if (random.nextInt(4) > 0) {
                culprit.hello("culprit" + random.nextInt(3), 66 + random.nextInt(3));
                host.await(() -> culprit.welcome || culprit.gone, "welcome");
            }
            for (int i = random.nextInt(4); i >= 0 && !culprit.gone; i--) {
                nonsense(culprit, random);
                host.turn();
            }
            host.forget(culprit);
            if (round % 100 == 0) {
                othersAreServed();
            }
        }
        host.await(() -> host.agents.count() == 2 && host.agents.strangers() == 0, "all left");
        othersAreServed();
        nextIsServed();
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + SLACK);
        assertThat(host.counted(AgentCounter.VIOLATIONS)).isGreaterThan(RANDOM_ROUNDS / 10);
    }

    /// A message with some octets made wrong, whole or in part.
    private static void nonsense(TestAgent culprit, Random random) {
        MemorySegment out = culprit.out();
        int length =
                switch (random.nextInt(5)) {
                    case 0 -> WireEncoder.pong(out, 0, random.nextLong(), random.nextLong(), 0);
                    case 1 -> {
                        WireEncoder.receipt(out, 0, 0, random.nextLong(), 0, random.nextLong());
                        yield WireEncoder.receipts(out, 0, random.nextLong(), 1);
                    }
                    case 2 -> WireEncoder.created(out, 0, 0, 0, random.nextInt(3), 0);
                    case 3 -> WireEncoder.hello(out, 0, 0, 0, new byte[16], 5, "x");
                    default -> {
                        culprit.frames(random.nextLong() & 0xffff_ffff_ffffL, 100, 8);
                        yield 16 + 8 * 196;
                    }
                };
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(3) == 0 ? random.nextInt(16) : random.nextInt(length);
            out.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
        }
        culprit.trySend(out, random.nextInt(10) == 0 ? 1 + random.nextInt(length) : length);
    }

    @Test
    void tenThousandConnectionsKeepNobodyOut() throws IOException {
        othersAreServed();
        long descriptors = descriptors();
        Deque<TestAgent> crowd = new ArrayDeque<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            TestAgent stranger = host.connect(door, AgentViolations.SECRET);
            host.all.remove(stranger);
            crowd.add(stranger);
            if (crowd.size() > 200) {
                crowd.remove().close();
            }
            if (i % 8 == 0) {
                host.turn();
            }
            if (i % 2_000 == 1_000) {
                nextIsServed();
                othersAreServed();
            }
        }
        assertThat(host.agents.strangers()).isLessThanOrEqualTo(64);
        assertThat(host.counted(AgentCounter.CROWDED_OUT)).isPositive();
        crowd.forEach(TestAgent::close);
        host.await(() -> host.agents.strangers() == 0, "all have left");
        othersAreServed();
        assertThat(descriptors()).isLessThanOrEqualTo(descriptors + SLACK);
        assertThat(host.refused.size()).as("told people").isLessThan(1_000);
    }

    private void othersAreServed() {
        int before = b.receptions;
        int acknowledged = a.acknowledged;
        for (int i = 0; i < 20; i++) {
            b.frame(a.key, 60);
            a.frame(b.key, 60);
            host.turn();
        }
        exchanged += 20;
        host.await(
                () ->
                        a.gone
                                || b.gone
                                || (a.acknowledged == acknowledged + 20
                                        && b.receptions >= before + 20),
                "bystanders are served");
        assertThat(host.left).noneMatch(text -> text.matches("[ab]: .*"));
        assertThat(a.acknowledged).isEqualTo(exchanged);
    }

    private void nextIsServed() {
        TestAgent next = host.join(door, "next", 99, AgentViolations.SECRET);
        next.frame(MacAddress.BROADCAST, 60);
        host.await(() -> next.statuses == 1, "the next one is served");
        host.forget(next);
        host.await(() -> host.agents.count() == 2, "it has left");
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }
}
