package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.AirCounter;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.VhostViolation.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: guests come, go, hang and die while 64 others talk, and those lose nothing; what the guest
/// in question does not take is counted; nothing is left of it. Method: 64 driver guests exchange
/// frames on a thread of their own; another one, in this process or in one of its own, does what
/// the test is named after. Afterwards descriptors and mappings are counted.
@Timeout(180)
final class CrowdTest {
    private static final int CROWD = 64;
    private static final int OTHER = 100;

    /// Descriptors that a JVM may open for itself meanwhile.
    private static final int SLACK = 8;

    @TempDir Path folder;

    private TestAir air;
    private Bystanders crowd;

    @BeforeEach
    void gather() {
        air = new TestAir(folder);
        crowd = new Bystanders(air.socket(), CROWD, 0);
        checkCrowd();
    }

    @AfterEach
    void part() {
        crowd.close();
        air.close();
        assertThat(crowd.failure()).isNull();
    }

    private void checkCrowd() {
        assertThat(crowd.check()).isNull();
    }

    private static long count(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return entries.count();
        }
    }

    private static long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("memfd:")).count();
        }
    }

    private long dropped() {
        return air.thread().counters().value(AirCounter.DROPPED_NO_BUFFER);
    }

    @Test
    void guestsComeAndGo() throws IOException {
        long descriptors = count("/proc/self/fd");
        long mappings = mappings();
        for (int i = 0; i < 100; i++) {
            try (BenchGuest guest = air.guest(OTHER + i % 3)) {
                TestAir.await(() -> guest.receive(64) > 0);
            }
        }
        TestAir.await(() -> air.ends().size() == 100);
        checkCrowd();
        assertThat(air.ends()).allMatch(SessionEnd.PeerClosed.class::isInstance);
        assertThat(count("/proc/self/fd")).isLessThanOrEqualTo(descriptors + SLACK);
        assertThat(mappings()).isLessThanOrEqualTo(mappings + 1);
        assertThat(heapMebibytes()).isLessThan(256);
    }

    private static long heapMebibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    @Test
    void aGuestReboots() {
        try (BenchGuest guest = air.guest(OTHER)) {
            for (int i = 0; i < 50; i++) {
                TestAir.await(() -> guest.receive(64) > 0);
                guest.driver().stop();
                guest.driver().resetRings();
                guest.driver().start(0, 0);
                guest.announce();
            }
            checkCrowd();
        }
    }

    @Test
    void aGuestStopsTakingItsFrames() {
        try (BenchGuest guest = air.guest(OTHER)) {
            // Everything that the crowd says to each other comes here, too: a ring and a backlog.
            TestAir.await(() -> dropped() > 1000);
            checkCrowd();
            assertThat(guest.driver().frontEnd().isEnded()).isFalse();
            // It wakes up and is as good as new.
            TestAir.await(() -> guest.receive(Integer.MAX_VALUE) > 0);
            guest.announce();
        }
        checkCrowd();
    }

    @Test
    void aGuestsProcessIsStoppedGoesOnAndIsKilled() throws Exception {
        Process process = lonely();
        try {
            signal(process, "STOP");
            TestAir.await(() -> dropped() > 1000);
            checkCrowd();
            assertThat(air.ends()).isEmpty();
            signal(process, "CONT");
            long woken = air.thread().counters().value(AirCounter.FRAMES);
            TestAir.await(() -> air.thread().counters().value(AirCounter.FRAMES) > woken + 1000);
            assertThat(air.ends()).isEmpty();
            signal(process, "KILL");
            TestAir.await(() -> air.ends().size() == 1);
            assertThat(air.ends().getFirst()).isInstanceOf(SessionEnd.PeerClosed.class);
            checkCrowd();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process lonely() throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath(),
                                LonelyGuest.class.getName(),
                                air.socket().toString(),
                                String.valueOf(OTHER))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String said = process.inputReader().readLine();
        assertThat(said).isEqualTo("on the air");
        return process;
    }

    private static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(System::getProperty)
                .filter(path -> path != null && !path.isEmpty())
                .reduce("target/test-classes", (a, b) -> a + ":" + b);
    }

    private static void signal(Process process, String name) throws Exception {
        List<String> kill = List.of("kill", "-" + name, String.valueOf(process.pid()));
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
    }

    @Test
    void aControlSocketStallsInTheMiddleOfAMessage() {
        MemorySegment half = Arena.ofAuto().allocate(12, 8);
        try (BenchGuest guest = air.guest(OTHER)) {
            guest.driver().frontEnd().sendRaw(half, 7);
            checkCrowd();
            // Its rings run on meanwhile.
            TestAir.await(() -> guest.receive(Integer.MAX_VALUE) > 0);
            guest.transmit(MacAddress.BROADCAST);
            guest.driver().publish();
            TestAir.await(() -> guest.receive(64) >= 0 && guest.inFlight() == 0);
            assertThat(air.ends()).isEmpty();
        }
        TestAir.await(() -> air.ends().size() == 1);
    }

    @Test
    void aGuestsMemoryGoesAway() {
        for (int i = 0; i < 5; i++) {
            int before = air.ends().size();
            try (BenchGuest guest = air.guest(OTHER, GuestOptions.usual().withSealed(false))) {
                TestAir.await(() -> guest.receive(64) > 0);
                guest.driver().truncateMemory(0, 0);
                assertThat(air.awaitViolation(before)).isEqualTo(Kind.TRUNCATED_MEMORY);
            }
        }
        checkCrowd();
    }
}
