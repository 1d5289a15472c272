package io.airloom.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.bench.GuestOptions.Shape;
import io.airloom.vhost.SessionEnd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The vhost-user back end as well-behaved front ends and drivers use it.
@Timeout(120)
final class VhostSessionTest {
    @TempDir Path folder;

    private final List<BenchGuest> guests = new ArrayList<>();
    private TestAir air;

    @BeforeEach
    void start() {
        air = new TestAir(folder);
    }

    @AfterEach
    void end() {
        guests.forEach(BenchGuest::close);
        air.close();
    }

    static Stream<GuestOptions> kinds() {
        GuestOptions usual = GuestOptions.usual();
        return Stream.of(
                usual,
                usual.withReplyAck(false),
                usual.withSealed(false),
                usual.withRegions(2),
                usual.withRegions(8).withReplyAck(false),
                usual.withShape(Shape.CHAINED),
                usual.withShape(Shape.CHAINED).withRegions(3),
                usual.withShape(Shape.INDIRECT),
                usual.withShape(Shape.INDIRECT).withRegions(3).withEventIndex(true),
                usual.withEventIndex(true),
                usual.withEventIndex(true).withReplyAck(false),
                usual.withQueueSize(64),
                usual.withQueueSize(64).withEventIndex(true),
                usual.withQueueSize(1024).withBufferLength(1024));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void carriesEveryFrameOfEveryKindOfGuest(GuestOptions options) {
        connect(0, options);
        connect(1, options);
        TestAir.exchange(guests, 5000, 8);
        TestAir.exchange(guests, 50, 1);
    }

    @Test
    void carriesFramesBetweenGuestsOfDifferentKinds() {
        int index = 0;
        for (GuestOptions options : kinds().toList()) {
            connect(index++, options);
        }
        TestAir.exchange(guests, 5000, 2);
    }

    @Test
    void negotiatesWhatItWasAskedFor() {
        BenchGuest guest =
                connect(0, GuestOptions.usual().withShape(Shape.INDIRECT).withEventIndex(true));
        assertThat(guest.driver().features())
                .isEqualTo(
                        GuestDriver.FEATURE_VERSION_1
                                | GuestDriver.FEATURE_PROTOCOL_FEATURES
                                | GuestDriver.FEATURE_INDIRECT
                                | GuestDriver.FEATURE_EVENT_INDEX);
    }

    @Test
    void wakesADriverThatSleeps() {
        BenchGuest sender = connect(0, GuestOptions.usual());
        BenchGuest sleeper = connect(1, GuestOptions.usual().withEventIndex(true));
        TestAir.await(() -> sender.receive(10) + sleeper.receive(10) == 0);
        sender.restartCounts();
        sleeper.restartCounts();
        for (int i = 0; i < 200; i++) {
            assertThat(sender.transmit(BenchGuest.address(1, 0))).isTrue();
            sender.driver().publish();
            TestAir.await(() -> sleeper.driver().await(100));
            assertThat(sleeper.receive(10)).isEqualTo(1);
            TestAir.await(() -> sender.driver().await(100));
            assertThat(sender.receive(10)).isEqualTo(1);
        }
        assertThat(sender.acknowledged()).isEqualTo(200);
        assertThat(sleeper.addressed()).isEqualTo(200);
    }

    @Test
    void batchesNeedFarFewerKicksThanFrames() {
        connect(0, GuestOptions.usual());
        connect(1, GuestOptions.usual());
        TestAir.exchange(guests, 20_000, 64);
        long kicks = guests.stream().mapToLong(guest -> guest.driver().kicksSent()).sum();
        // At worst each batch of 64 frames and each batch of 64 buffers is kicked for.
        assertThat(kicks).isLessThan(10_000);
    }

    @Test
    void goesOnWhereItStopped() {
        BenchGuest a = connect(0, GuestOptions.usual());
        BenchGuest b = connect(1, GuestOptions.usual());
        for (int i = 0; i < 20; i++) {
            TestAir.exchange(guests, 300 + i, 8);
            int[] bases = a.driver().stop();
            assertThat(bases[GuestDriver.TX])
                    .isEqualTo(a.driver().ring(GuestDriver.TX).publishedIndex());
            // What is offered to a stopped ring waits.
            a.restartCounts();
            b.restartCounts();
            assertThat(a.transmit(BenchGuest.address(1, 0))).isTrue();
            a.driver().publish();
            a.driver().kick(GuestDriver.TX);
            assertThat(b.receive(10)).isZero();
            a.driver().startRing(GuestDriver.RX, bases[GuestDriver.RX]);
            a.driver().startRing(GuestDriver.TX, bases[GuestDriver.TX]);
            TestAir.await(() -> a.receive(10) + b.receive(10) >= 0 && b.addressed() == 1);
            TestAir.await(() -> a.receive(10) >= 0 && a.inFlight() == 0);
        }
    }

    @Test
    void servesAGuestThatReboots() {
        BenchGuest a = connect(0, GuestOptions.usual());
        connect(1, GuestOptions.usual());
        for (int i = 0; i < 5; i++) {
            TestAir.exchange(guests, 500, 8);
            a.driver().stop();
            a.driver().resetRings();
            a.driver().start(0, 0);
            a.announce();
        }
        TestAir.exchange(guests, 500, 8);
    }

    @Test
    void takesNewMemoryUnderRunningRings() {
        BenchGuest a = connect(0, GuestOptions.usual().withRegions(2));
        connect(1, GuestOptions.usual());
        for (int i = 0; i < 10; i++) {
            TestAir.exchange(guests, 500, 8);
            a.driver().shareMemory();
        }
        TestAir.exchange(guests, 500, 8);
    }

    @Test
    void servesTheNextConnectionOfTheSameGuest() {
        connect(0, GuestOptions.usual());
        for (int i = 0; i < 50; i++) {
            BenchGuest b = connect(1, GuestOptions.usual());
            TestAir.exchange(guests, 100, 8);
            guests.remove(b);
            b.close();
            int ended = i + 1;
            TestAir.await(() -> air.ends().size() == ended);
        }
        assertThat(air.ends()).allMatch(SessionEnd.PeerClosed.class::isInstance);
    }

    @Test
    void refusesUnknownRequestsAndServesOn() {
        BenchGuest a = connect(0, GuestOptions.usual());
        connect(1, GuestOptions.usual());
        FrontEnd frontEnd = a.driver().frontEnd();
        for (int request : new int[] {6, 7, 20, 22, 33, 39, 45, 99, 0xffff, -1}) {
            frontEnd.send(request, FrontEnd.VERSION | FrontEnd.WANT_REPLY, 8);
            assertThat(frontEnd.reply(request, 8)).as("request %d", request).isNotZero();
        }
        for (int request : new int[] {6, 7, 20, 22, 33, 39}) {
            frontEnd.send(request, FrontEnd.VERSION, 16);
            assertThat(frontEnd.ask(FrontEnd.GET_FEATURES)).isNotZero();
        }
        TestAir.exchange(guests, 500, 8);
    }

    @Test
    void takesRequestsInAnyPieces() {
        BenchGuest a = connect(0, GuestOptions.usual());
        connect(1, GuestOptions.usual());
        FrontEnd frontEnd = a.driver().frontEnd();
        MemorySegment twice = Arena.ofAuto().allocate(24, 8);
        for (int i = 0; i < 2; i++) {
            twice.set(ValueLayout.JAVA_INT, 12L * i, FrontEnd.GET_FEATURES);
            twice.set(ValueLayout.JAVA_INT, 12L * i + 4, FrontEnd.VERSION);
        }
        for (int cut = 1; cut < 24; cut++) {
            frontEnd.sendRaw(twice, cut);
            TestAir.exchange(guests, 20, 2);
            frontEnd.sendRaw(twice.asSlice(cut), 24 - cut);
            assertThat(frontEnd.reply(FrontEnd.GET_FEATURES, 8)).isNotZero();
            assertThat(frontEnd.reply(FrontEnd.GET_FEATURES, 8)).isNotZero();
        }
    }

    @Test
    void stopsAndStartsOneRingWhileTheOtherRuns() {
        BenchGuest a = connect(0, GuestOptions.usual());
        connect(1, GuestOptions.usual());
        for (int i = 0; i < 10; i++) {
            TestAir.exchange(guests, 100, 8);
            int base = a.driver().frontEnd().stopRing(GuestDriver.RX);
            a.driver().startRing(GuestDriver.RX, base);
        }
        TestAir.exchange(guests, 100, 8);
    }

    private BenchGuest connect(int index, GuestOptions options) {
        BenchGuest guest = air.guest(index, options);
        guests.add(guest);
        return guest;
    }
}
