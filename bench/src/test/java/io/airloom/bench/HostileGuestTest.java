package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a hostile, broken or dying guest does to the others: nothing. The air is in a process of
/// its own; two bystanders exchange frames all the while and lose none.
@Timeout(300)
final class HostileGuestTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final int CULPRIT = 2;
    private static final List<GuestOptions.Shape> SHAPES =
            List.of(
                    GuestOptions.Shape.DIRECT,
                    GuestOptions.Shape.CHAINED,
                    GuestOptions.Shape.INDIRECT);

    private static AirProcess air;
    private static Bystanders bystanders;
    private static NamedViolations named;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws IOException {
        System.out.println("HostileGuestTest: -Dairloom.seed=" + SEED);
        air = AirProcess.start();
        bystanders = new Bystanders(air.socket(), 0);
        named = new NamedViolations(air.socket(), air, bystanders);
    }

    @AfterAll
    static void end() {
        bystanders.close();
        assertThat(bystanders.failure()).isNull();
        air.close();
    }

    static Stream<Violation> violations() {
        return Violations.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void aViolationHurtsOnlyWhoCommitsIt(Violation violation) {
        assertThat(named.check(violation)).as(violation.name()).isNull();
    }

    @Test
    void everyViolationHasANameOfItsOwn() {
        Set<String> names = new HashSet<>();
        for (Violation violation : Violations.all()) {
            assertThat(names.add(violation.name())).as(violation.name()).isTrue();
            assertThat(violation.name()).matches("[a-z0-9-]+");
            assertThat(violation.kinds().isEmpty())
                    .as(violation.name())
                    .isEqualTo(violation.outcome() != Outcome.DISCONNECTED);
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(100);
    }

    @Test
    void theDocumentListsThemAll() throws IOException {
        Path document = Path.of("..", "docs", "security.md");
        List<String> lines = Files.readAllLines(document);
        List<String> rows =
                lines.subList(lines.indexOf("## The named violations") + 1, lines.size()).stream()
                        .takeWhile(line -> !line.startsWith("#"))
                        .filter(line -> line.startsWith("| `"))
                        .toList();
        assertThat(rows).isEqualTo(Violations.table());
    }

    @Test
    void randomViolationsHurtNobodyElse() {
        HostileReport report =
                HostileBench.run(new HostileOptions(null, SEED, 0, 10_000, false), text -> {});
        assertThat(report.failures()).as("seed %d", SEED).isEmpty();
        assertThat(report.random()).isEqualTo(10_000);
        assertThat(report.ended()).hasSizeGreaterThan(5);
        assertThat(report.figures()).hasSize(3);
    }

    @Test
    void attacksTheBackEndOfSomebodyElse() {
        try (TestAir other = new TestAir(folder)) {
            HostileReport report =
                    HostileBench.run(
                            new HostileOptions(other.socket(), SEED, 0, 2000, false), text -> {});
            assertThat(report.failures()).as("seed %d", SEED).isEmpty();
            assertThat(report.ended()).isEmpty();
        }
    }

    @Test
    void tellsWhatHasGrown() {
        ProcessFigures before = new ProcessFigures(1 << 20, 1 << 20, 20, 100);
        ProcessFigures after = new ProcessFigures(1 << 30, 1 << 20, 40, 100);
        assertThat(HostileReport.growth(List.of(before, before))).isEmpty();
        assertThat(HostileReport.growth(List.of(before, after)))
                .containsExactly(
                        "heap has grown from 1,048,576 to 1,073,741,824",
                        "descriptors has grown from 20 to 40");
    }

    @Test
    void aGuestThatNeverTakesItsFramesCostsNobodyAnything() {
        try (TestAir other = new TestAir(folder);
                BenchGuest sleeper = other.guest(CULPRIT);
                BenchGuest sender = other.guest(3)) {
            for (int i = 0; i < 3000; i++) {
                TestAir.await(() -> sender.transmit(BenchGuest.address(CULPRIT, 0)));
                sender.driver().publish();
                sender.receive(64);
            }
            TestAir.await(() -> sender.receive(64) >= 0 && sender.inFlight() == 0);
            assertThat(sender.acknowledged())
                    .as("its ring and backlog are full, and the sender is told")
                    .isLessThan(3000);
            assertThat(sleeper.driver().frontEnd().isEnded()).isFalse();

            // It wakes up, takes what waited, and is as good as new.
            long took = sender.acknowledged();
            TestAir.await(() -> sleeper.receive(64) >= 0 && sleeper.addressed() >= took);
            assertThat(sleeper.addressed()).isEqualTo(took);
            long before = sender.acknowledged();
            TestAir.await(() -> sender.transmit(BenchGuest.address(CULPRIT, 0)));
            sender.driver().publish();
            TestAir.await(() -> sender.receive(64) >= 0 && sender.acknowledged() == before + 1);
        }
    }

    /// HotSpot dies of some accesses to memory that is not there. So: an air whose frame path is
    /// compiled, and 200 guests that truncate their memory under it, before, while and after it is
    /// read and written. The bystanders' frames go into that memory, too.
    @Test
    void theAirSurvivesMemoryThatVanishesUnderCompiledCode() {
        for (int i = 0; i < 200; i++) {
            GuestOptions options =
                    GuestOptions.usual()
                            .withQueueSize(64)
                            .withRegions(1 + i % 2)
                            .withSealed(false)
                            .withEventIndex(i % 3 == 0)
                            .withShape(SHAPES.get(i % 3));
            try (Culprit culprit = new Culprit(air.socket(), options)) {
                for (int k = 0; k < 40; k++) {
                    culprit.send(culprit.frame());
                    culprit.guest().receive(64);
                }
                int length = culprit.frame(100, -1L >>> 16, BenchGuest.address(CULPRIT, 0));
                for (int k = 0; k < 10; k++) {
                    culprit.driver().transmit(culprit.scratch, 0, length);
                }
                culprit.driver().kick(GuestDriver.TX);
                culprit.driver()
                        .truncateMemory(i % 2 == 0 ? 0 : options.regions() - 1, 4096L * (i % 5));
                culprit.driver().kick(GuestDriver.TX);
                culprit.driver().kick(GuestDriver.RX);
            }
            assertThat(air.isAlive()).as("round %d: %s", i, air.diagnosis()).isTrue();
            assertThat(bystanders.failure()).isNull();
        }
        assertThat(bystanders.check()).isNull();
    }

    @Test
    void sealedMemoryCannotBeTruncatedAtAll() {
        try (Culprit culprit = new Culprit(air.socket(), GuestOptions.usual())) {
            assertThatThrownBy(() -> culprit.driver().truncateMemory(0, 0))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EPERM");
        }
    }
}
