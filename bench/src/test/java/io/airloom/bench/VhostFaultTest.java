package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.hwsim.TxRates;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.EventFd;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.MemoryFd;
import io.airloom.linux.UnixSocket;
import io.airloom.vhost.SessionEnd;
import io.airloom.vhost.VhostViolation.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What a hostile, broken or dying guest does to the others: nothing. In each test two bystanders
/// exchange frames all the while and lose none.
@Timeout(120)
final class VhostFaultTest {
    private static final int CULPRIT = 2;

    @TempDir Path folder;

    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final MemorySegment scratch = Arena.ofAuto().allocate(8192, 8);
    private TestAir air;
    private Bystanders bystanders;

    @BeforeAll
    static void printSeed() {
        System.out.println("VhostFaultTest: -Dairloom.seed=" + SEED);
    }

    @BeforeEach
    void start() {
        air = new TestAir(folder);
        bystanders = new Bystanders(air);
        bystanders.check();
    }

    @AfterEach
    void end() {
        try {
            bystanders.close();
        } finally {
            air.close();
        }
    }

    private BenchGuest culprit() {
        return air.guest(CULPRIT);
    }

    // ---- the control socket ---------------------------------------------------------------------

    @Test
    void garbageOnTheControlSocketEndsThatConnection() {
        for (int i = 0; i < 200; i++) {
            try (FrontEnd frontEnd = FrontEnd.connect(air.socket())) {
                int length = 12 + random.nextInt(500);
                fillRandomly(length);
                if (random.nextBoolean()) {
                    // Right enough to be looked into.
                    scratch.set(ValueLayout.JAVA_INT, 0, random.nextInt(45));
                    scratch.set(ValueLayout.JAVA_INT, 4, 1 | (random.nextInt(2) << 3));
                    scratch.set(ValueLayout.JAVA_INT, 8, random.nextInt(length));
                }
                try {
                    frontEnd.sendRaw(scratch, length);
                } catch (LinuxException alreadyEnded) {
                    assertThat(alreadyEnded.errno()).isPositive();
                }
            }
        }
        bystanders.check();
        TestAir.await(() -> air.ends().size() >= 200);
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                bad("version 0", Kind.BAD_VERSION, f -> f.send(1, 0, 0)),
                bad("a reply", Kind.NOT_A_REQUEST, f -> f.send(1, 5, 0)),
                bad("endless payload", Kind.PAYLOAD_SIZE, f -> f.send(2, 1, Integer.MAX_VALUE)),
                bad("negative payload", Kind.PAYLOAD_SIZE, f -> f.send(2, 1, -1)),
                bad("short payload", Kind.PAYLOAD_SIZE, f -> f.send(2, 1, 4)),
                bad("queue 7", Kind.QUEUE_INDEX, f -> f.tell(8, 64L << 32 | 7)),
                bad("size 0", Kind.QUEUE_SIZE, f -> f.tell(8, 0)),
                bad("size 100", Kind.QUEUE_SIZE, f -> f.tell(8, 100L << 32)),
                bad("size 2^31", Kind.QUEUE_SIZE, f -> f.tell(8, Long.MIN_VALUE)),
                bad("base 65536", Kind.RING_BASE, f -> f.tell(10, 65536L << 32)),
                bad("features", Kind.FEATURES_NOT_OFFERED, f -> f.tell(2, 1L << 63)),
                bad("no descriptor", Kind.MISSING_DESCRIPTORS, f -> f.tell(12, 0)),
                bad("no regions", Kind.REGION_COUNT, f -> f.tell(5, 0)));
    }

    private static Arguments bad(String name, Kind kind, Consumer<FrontEnd> request) {
        return Arguments.of(name, kind, request);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void aBadRequestEndsTheSessionWithItsReason(
            String name, Kind kind, Consumer<FrontEnd> request) {
        try (BenchGuest culprit = culprit()) {
            culprit.driver().frontEnd().acknowledged(false);
            request.accept(culprit.driver().frontEnd());
            assertThat(culprit.driver().frontEnd().awaitEnd()).isTrue();
            assertThat(air.awaitViolation(0)).isEqualTo(kind);
        }
        bystanders.check();
    }

    @Test
    void descriptorsThatNobodyWantsAreClosedAndEndTheSession() {
        try (BenchGuest culprit = culprit();
                EventFd event = EventFd.create()) {
            Fd[] many = new Fd[8];
            Arrays.fill(many, event.fd());
            culprit.driver().frontEnd().acknowledged(false);
            culprit.driver().frontEnd().tell(FrontEnd.SET_FEATURES, 0, many);
            assertThat(air.awaitViolation(0)).isEqualTo(Kind.UNEXPECTED_DESCRIPTORS);
        }
        bystanders.check();
    }

    @Test
    void memoryThatIsNoMemoryIsRefused() {
        UnixSocket[] pair = UnixSocket.pair();
        try (BenchGuest culprit = culprit();
                UnixSocket a = pair[0];
                UnixSocket _ = pair[1]) {
            FrontEnd frontEnd = culprit.driver().frontEnd();
            frontEnd.acknowledged(false);
            MemorySegment payload = frontEnd.payload();
            payload.asSlice(0, 40).fill((byte) 0);
            payload.set(ValueLayout.JAVA_INT, 0, 1);
            payload.set(ValueLayout.JAVA_INT, 16, 4096);
            frontEnd.tellPayload(FrontEnd.SET_MEM_TABLE, 40, a.fd());
            assertThat(air.awaitViolation(0)).isEqualTo(Kind.BAD_DESCRIPTOR_KIND);
        }
        bystanders.check();
    }

    @Test
    void memoryBeyondItsFileIsRefused() {
        try (BenchGuest culprit = culprit();
                Fd small = MemoryFd.create("airloom-small", 4096)) {
            FrontEnd frontEnd = culprit.driver().frontEnd();
            frontEnd.acknowledged(false);
            MemorySegment payload = frontEnd.payload();
            payload.asSlice(0, 40).fill((byte) 0);
            payload.set(ValueLayout.JAVA_INT, 0, 1);
            payload.set(ValueLayout.JAVA_INT, 16, 8192);
            frontEnd.tellPayload(FrontEnd.SET_MEM_TABLE, 40, small);
            assertThat(air.awaitViolation(0)).isEqualTo(Kind.REGION_BEYOND_FILE);
        }
        bystanders.check();
    }

    @Test
    void aConnectionThatSaysNothingCostsNobodyAnything() {
        try (FrontEnd silent = FrontEnd.connect(air.socket());
                FrontEnd half = FrontEnd.connect(air.socket())) {
            half.sendRaw(scratch, 5);
            bystanders.check();
            assertThat(silent.isEnded()).isFalse();
        }
        TestAir.await(() -> air.ends().size() == 2);
    }

    // ---- the ring -------------------------------------------------------------------------------

    /// What is wrong with a ring, and how the back end calls it.
    enum RingFault {
        HEAD_BEYOND_TABLE(Kind.DESCRIPTOR_INDEX) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.offer(256);
            }
        },
        NEXT_BEYOND_TABLE(Kind.DESCRIPTOR_INDEX) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, driver.bufferAddress(0, 0), 100, DriverRing.NEXT, 0xffff);
                ring.offer(0);
            }
        },
        LOOP_OF_ONE(Kind.CHAIN_TOO_LONG) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, driver.bufferAddress(0, 0), 1, DriverRing.NEXT, 0);
                ring.offer(0);
            }
        },
        LOOP_OF_TWO(Kind.CHAIN_TOO_LONG) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, driver.bufferAddress(0, 0), 1, DriverRing.NEXT, 1);
                ring.descriptor(1, driver.bufferAddress(0, 1), 1, DriverRing.NEXT, 0);
                ring.offer(0);
            }
        },
        ADDRESS_IN_NO_REGION(Kind.OUTSIDE_MEMORY) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, 0x7000_0000_0000L, 100, 0, 0);
                ring.offer(0);
            }
        },
        LENGTH_BEYOND_REGION(Kind.OUTSIDE_MEMORY) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, driver.bufferAddress(0, 0), -1, 0, 0);
                ring.offer(0);
            }
        },
        ADDRESS_THAT_WRAPS(Kind.OUTSIDE_MEMORY) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, -16, 32, 0, 0);
                ring.offer(0);
            }
        },
        LENGTH_ZERO(Kind.ZERO_LENGTH) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, driver.bufferAddress(0, 0), 0, 0, 0);
                ring.offer(0);
            }
        },
        READABLE_AFTER_WRITABLE(Kind.READABLE_AFTER_WRITABLE) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                int flags = DriverRing.WRITE | DriverRing.NEXT;
                ring.descriptor(0, driver.bufferAddress(0, 0), 100, flags, 1);
                ring.descriptor(1, driver.bufferAddress(0, 1), 100, 0, 0);
                ring.offer(0);
            }
        },
        INDIRECT_UNASKED(Kind.INDIRECT_NOT_NEGOTIATED) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.descriptor(0, driver.bufferAddress(0, 0), 32, DriverRing.INDIRECT, 0);
                ring.offer(0);
            }
        },
        INDEX_JUMPS(Kind.AVAILABLE_INDEX_JUMP) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.forgeIndex(ring.publishedIndex() + 257);
            }
        },
        INDEX_GOES_BACK(Kind.AVAILABLE_INDEX_JUMP) {
            @Override
            void commit(GuestDriver driver, DriverRing ring) {
                ring.forgeIndex(ring.publishedIndex() - 1);
            }
        };

        private final Kind kind;

        RingFault(Kind kind) {
            this.kind = kind;
        }

        abstract void commit(GuestDriver driver, DriverRing ring);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRingEndsTheSessionWithItsReason(RingFault fault) {
        try (BenchGuest culprit = culprit()) {
            DriverRing ring = culprit.driver().ring(GuestDriver.TX);
            fault.commit(culprit.driver(), ring);
            ring.publish();
            culprit.driver().kick(GuestDriver.TX);
            assertThat(culprit.driver().frontEnd().awaitEnd()).isTrue();
            assertThat(air.awaitViolation(0)).isEqualTo(fault.kind);
        }
        bystanders.check();
    }

    @Test
    void garbageAllOverTheRingsHurtsNobodyElse() {
        for (int i = 0; i < 100; i++) {
            int before = air.ends().size();
            try (BenchGuest culprit = culprit()) {
                MemorySegment memory = culprit.driver().memory(0);
                long ring = culprit.driver().ring(random.nextInt(2)).descriptorsOffset();
                int octets = 1 + random.nextInt(200);
                for (int k = 0; k < octets; k++) {
                    long at = ring + random.nextInt((int) DriverRing.length(256));
                    memory.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                }
                culprit.driver().kick(GuestDriver.TX);
                culprit.driver().kick(GuestDriver.RX);
                for (int k = 0; k < 20 && !culprit.driver().frontEnd().isEnded(); k++) {
                    culprit.transmit(MacAddress.BROADCAST);
                    culprit.driver().ring(GuestDriver.TX).publish();
                    culprit.driver().kick(GuestDriver.TX);
                }
            }
            TestAir.await(() -> air.ends().size() > before);
        }
        bystanders.check();
    }

    // ---- the message and the frame --------------------------------------------------------------

    @Test
    void garbageInMessagesIsCountedAndHurtsNobody() {
        try (BenchGuest culprit = culprit()) {
            for (int i = 0; i < 20_000; i++) {
                int length = 1 + random.nextInt(600);
                if (random.nextInt(4) == 0) {
                    fillRandomly(length);
                } else {
                    length = randomFrame(random.nextInt(400));
                    for (int k = random.nextInt(4); k >= 0; k--) {
                        int at = random.nextInt(length);
                        scratch.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
                    }
                }
                send(culprit, length);
            }
            assertThat(culprit.driver().frontEnd().isEnded()).isFalse();
        }
        bystanders.check();
        assertThat(air.ends()).noneMatch(SessionEnd.Violated.class::isInstance);
    }

    @Test
    void framesOfAnyLengthAndContentAreAllAnswered() {
        try (BenchGuest culprit = culprit()) {
            culprit.restartCounts();
            int frames = 5000;
            for (int i = 0; i < frames; i++) {
                int frameLength = i < 2400 ? i : random.nextInt(3500);
                send(culprit, randomFrame(frameLength));
            }
            TestAir.await(() -> culprit.receive(100) >= 0 && culprit.answered() == frames);
        }
        bystanders.check();
    }

    // ---- guests that die, sleep or shrink -------------------------------------------------------

    @Test
    void aGuestKilledInMidTransferIsForgotten() {
        for (int i = 0; i < 50; i++) {
            try (BenchGuest culprit = culprit()) {
                int frames = random.nextInt(200);
                for (int k = 0; k < frames; k++) {
                    culprit.transmit(BenchGuest.address(2 + random.nextInt(3), 0));
                    if (random.nextInt(8) == 0) {
                        culprit.driver().publish();
                    }
                }
                if (random.nextBoolean()) {
                    // Killed in the middle of a control message, too.
                    culprit.driver().frontEnd().sendRaw(scratch, 7);
                }
            }
        }
        bystanders.check();
        TestAir.await(() -> air.ends().size() == 50);
    }

    @Test
    void aGuestThatNeverTakesItsFramesCostsNobodyAnything() {
        try (BenchGuest sleeper = culprit();
                BenchGuest sender = air.guest(3)) {
            for (int i = 0; i < 3000; i++) {
                TestAir.await(() -> sender.transmit(BenchGuest.address(CULPRIT, 0)));
                sender.driver().publish();
                sender.receive(64);
            }
            TestAir.await(() -> sender.receive(64) >= 0 && sender.inFlight() == 0);
            bystanders.check();
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

    /// What cannot be sealed can vanish. Frames that are just being copied there, whoever sent
    /// them, may then end as not acknowledged; but they are answered, and the next ones go through.
    @Test
    void memoryTruncatedUnderItsRingsEndsThatSessionOnly() {
        bystanders.allowLosses(200);
        for (int i = 0; i < 10; i++) {
            int before = air.ends().size();
            try (BenchGuest culprit = air.guest(CULPRIT, GuestOptions.usual().withSealed(false))) {
                int frames = 3000;
                for (int k = 0; k < frames; k++) {
                    culprit.transmit(BenchGuest.address(9, 0));
                    culprit.driver().publish();
                    // No flood: the bystanders hear these frames too.
                    TestAir.await(() -> culprit.receive(64) >= 0 && culprit.inFlight() < 8);
                }
                culprit.driver().truncateMemory(0, 0);
                culprit.driver().kick(GuestDriver.TX);
                assertThat(air.awaitViolation(before)).isEqualTo(Kind.TRUNCATED_MEMORY);
            }
            bystanders.check();
        }
    }

    @Test
    void memoryTruncatedUnderItsBuffersEndsThatSessionOnly() {
        bystanders.allowLosses(200);
        for (int i = 0; i < 10; i++) {
            int before = air.ends().size();
            GuestOptions options = GuestOptions.usual().withRegions(2).withSealed(false);
            try (BenchGuest culprit = air.guest(CULPRIT, options);
                    BenchGuest sender = air.guest(3)) {
                // Half of its receive buffers are gone, its rings are not. The driver must not look
                // into them either.
                culprit.driver().truncateMemory(1, 4096);
                sender.transmit(BenchGuest.address(CULPRIT, 0));
                sender.driver().publish();
                TestAir.await(() ->
                        culprit.driver().receive((segment, offset, length) -> {}, 64) >= 0
                                && air.ends().size() > before);
                TestAir.await(() -> sender.receive(64) >= 0 && sender.inFlight() == 0);
                assertThat(air.awaitViolation(before)).isEqualTo(Kind.TRUNCATED_MEMORY);
            }
            bystanders.check();
        }
    }

    @Test
    void sealedMemoryCannotBeTruncatedAtAll() {
        try (BenchGuest guest = culprit()) {
            assertThatThrownBy(() -> guest.driver().truncateMemory(0, 0))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EPERM");
        }
    }

    /// Sends what stands in the scratch.
    private void send(BenchGuest guest, int length) {
        TestAir.await(() -> guest.receive(64) >= 0 && guest.driver().transmit(scratch, 0, length));
        guest.driver().publish();
    }

    private void fillRandomly(int length) {
        for (int i = 0; i < length; i++) {
            scratch.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
    }

    /// Writes a good message with a frame of random octets into the scratch.
    ///
    /// @return its length
    private int randomFrame(int frameLength) {
        MemorySegment frame = scratch.asSlice(4096);
        for (int i = 0; i < frameLength; i++) {
            frame.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        int length =
                HwsimKernelEncoder.frame(
                        scratch,
                        0,
                        4096,
                        0x21,
                        0x42_00_00_00_00_00L,
                        frame,
                        0,
                        frameLength,
                        random.nextBoolean() ? HwsimFlags.REQ_TX_STATUS : HwsimFlags.NO_ACK,
                        BenchGuest.FREQ_MHZ,
                        TxRates.with(TxRates.NONE, 0, 3, 2),
                        0,
                        random.nextLong(),
                        random.nextBoolean());
        assertThat(length).isGreaterThan(HwsimCommand.FRAME);
        return length;
    }
}
