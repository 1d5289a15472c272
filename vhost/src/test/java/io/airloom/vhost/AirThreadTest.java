package io.airloom.vhost;

import static io.airloom.medium.AirCounter.COPIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.guest.KnownRadio;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.linux.LinuxException;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The air with a thread and sockets of its own.
final class AirThreadTest implements SessionListener {
    @TempDir Path directory;
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final List<TestGuest> guests = new ArrayList<>();
    private AirThread air;

    @BeforeEach
    void start() {
        air =
                AirThread.start(
                        AirOptions.ideal().withListener(this).withSpin(Duration.ofNanos(50_000)));
    }

    @AfterEach
    void close() {
        guests.forEach(TestGuest::close);
        air.close();
    }

    @Override
    public void connected(GuestConnection connection) {
        events.add("connected " + connection.name());
    }

    @Override
    public void ready(GuestConnection connection) {
        events.add("ready " + connection.name());
    }

    @Override
    public void disconnected(GuestConnection connection, SessionEnd end) {
        events.add("disconnected " + connection.name() + ": " + end.reason());
    }

    @Override
    public void refused(String reason) {
        events.add("refused " + reason);
    }

    private TestGuest connect(Path path, int number) {
        TestGuest guest = new TestGuest(new FrontEnd(UnixSocket.connect(path), () -> {}), number);
        guests.add(guest);
        return guest;
    }

    private TestGuest join(Path path, int number) {
        TestGuest guest = connect(path, number);
        guest.setUp(VhostUserMessage.FEATURE_EVENT_INDEX);
        guest.post(TestGuest.RING);
        guest.announce();
        guest.send(TestGuest.BROADCAST, 40, 1);
        awaitMessage(guest, HwsimCommand.TX_INFO_FRAME, 1);
        return guest;
    }

    private static void awaitMessage(TestGuest guest, int command, long cookie) {
        guest.frontEnd.await(
                "message " + command + " " + cookie,
                () ->
                        guest.received().stream()
                                .anyMatch(m -> m.command() == command && m.cookie() == cookie));
    }

    private void awaitEvent(String prefix) {
        new FrontEnd(null, () -> {})
                .await(prefix, () -> events.stream().anyMatch(e -> e.startsWith(prefix)));
    }

    @Test
    void anAirWithADelayWakesUpForWhatArrives() {
        air.close();
        long delayNanos = Duration.ofMillis(50).toNanos();
        air = AirThread.start(AirOptions.ideal().withDelay(Duration.ofNanos(delayNanos)));
        TestGuest one = join(air.listen(directory.resolve("ap1"), "ap1").path(), 1);
        TestGuest two = join(air.listen(directory.resolve("sta1"), "sta1").path(), 2);
        new FrontEnd(null, () -> {}).await("both", () -> air.counters().value(COPIES) == 1);
        two.received();

        for (int i = 0; i < 3; i++) {
            long sentNanos = System.nanoTime();
            one.send(two.address, 200, 42 + i);
            awaitMessage(one, HwsimCommand.TX_INFO_FRAME, 42 + i);
            awaitMessage(two, HwsimCommand.FRAME, 0);
            assertThat(System.nanoTime() - sentNanos).isGreaterThanOrEqualTo(delayNanos);
        }
        assertThat(air.counters().value(AirCounter.ACKNOWLEDGED)).isEqualTo(3);
    }

    @Test
    void anAirThatIsOrderedToDelayWakesUpForWhatArrives() {
        TestGuest one = join(air.listen(directory.resolve("ap1"), "ap1").path(), 1);
        TestGuest two = join(air.listen(directory.resolve("sta1"), "sta1").path(), 2);
        new FrontEnd(null, () -> {}).await("both", () -> air.counters().value(COPIES) == 1);
        two.received();
        for (long millis : new long[] {50, 10, 0, 20}) {
            delay(Duration.ofMillis(millis));
            long sentNanos = System.nanoTime();
            one.send(two.address, 200, 42 + millis);
            awaitMessage(one, HwsimCommand.TX_INFO_FRAME, 42 + millis);
            awaitMessage(two, HwsimCommand.FRAME, 0);
            assertThat(System.nanoTime() - sentNanos).isGreaterThanOrEqualTo(millis * 1_000_000);
        }
    }

    @Test
    void whatIsOnItsWayArrivesAtOnceWhenTheDelayIsTakenAway() {
        TestGuest one = join(air.listen(directory.resolve("ap1"), "ap1").path(), 1);
        TestGuest two = join(air.listen(directory.resolve("sta1"), "sta1").path(), 2);
        new FrontEnd(null, () -> {}).await("both", () -> air.counters().value(COPIES) == 1);
        two.received();
        delay(Air.MAX_DELAY);
        long sentNanos = System.nanoTime();
        one.send(two.address, 200, 42);
        awaitMessage(one, HwsimCommand.TX_INFO_FRAME, 42);
        delay(Duration.ZERO);
        awaitMessage(two, HwsimCommand.FRAME, 0);
        assertThat(System.nanoTime() - sentNanos).isLessThan(Air.MAX_DELAY.toNanos());
    }

    private void delay(Duration delay) {
        air.with(on -> {
            on.delay(delay);
            return on;
        });
    }

    @Test
    void carriesFramesBetweenSockets() {
        HwsimSocket first = air.listen(directory.resolve("ap1"), "ap1");
        HwsimSocket second = air.listen(directory.resolve("sta1"), "sta1");
        TestGuest one = join(first.path(), 1);
        TestGuest two = join(second.path(), 2);
        one.received();

        one.send(two.address, 200, 42);
        awaitMessage(two, HwsimCommand.FRAME, 0);
        awaitMessage(one, HwsimCommand.TX_INFO_FRAME, 42);

        assertThat(air.counters().value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
        new FrontEnd(null, () -> {}).await("latency", () -> air.latency().snapshot().frames() == 2);
        assertThat(air.latency().snapshot().maxNanos()).isPositive();
        assertThat(air.allocatedBytes()).isPositive();
        assertThat(events).contains("connected ap1", "ready ap1", "connected sta1", "ready sta1");
    }

    @Test
    void takesOneConnectionAtATimeForANode() {
        HwsimSocket socket = air.listen(directory.resolve("ap1"), "ap1");
        TestGuest one = join(socket.path(), 1);
        TestGuest second = connect(socket.path(), 2);
        awaitEvent("refused ");
        assertThat(events)
                .anyMatch(e -> e.contains("node \"ap1\" is connected already, from process "));
        second.frontEnd.await("hang up", second.frontEnd::isHungUp);
        one.send(TestGuest.BROADCAST, 40, 9);
        awaitMessage(one, HwsimCommand.TX_INFO_FRAME, 9);
    }

    @Test
    void takesAMachineThatComesBackAtOnce() {
        HwsimSocket socket = air.listen(directory.resolve("ap1"), "ap1");
        for (int i = 0; i < 20; i++) {
            TestGuest guest = join(socket.path(), 1);
            guest.frontEnd.close();
        }
        assertThat(events).noneMatch(e -> e.startsWith("refused"));
    }

    /// A driver that is plugged in again does not announce its addresses again.
    @Test
    void knowsAGuestAgainThatIsPluggedInAgain() {
        HwsimSocket first = air.listen(directory.resolve("ap1"), "ap1");
        HwsimSocket second = air.listen(directory.resolve("sta1"), "sta1");
        TestGuest ap = join(first.path(), 1);
        join(second.path(), 2).frontEnd.close();
        awaitEvent("disconnected sta1");
        TestGuest silent = plugInSilently(second.path());

        ap.send(silent.address, 200, 42);
        awaitMessage(silent, HwsimCommand.FRAME, 0);
        awaitMessage(ap, HwsimCommand.TX_INFO_FRAME, 42);
        assertThat(air.counters().value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    void anAirInPlaceOfOneThatDiedKnowsItsGuests() {
        HwsimSocket first = air.listen(directory.resolve("ap1"), "ap1");
        HwsimSocket second = air.listen(directory.resolve("sta1"), "sta1");
        join(first.path(), 1);
        join(second.path(), 2);
        List<KnownGuest> known = air.guests();
        assertThat(known).extracting(KnownGuest::node).containsExactlyInAnyOrder("ap1", "sta1");
        assertThat(known.getFirst().radios())
                .containsExactly(
                        new KnownRadio(TestGuest.KEY, TestGuest.FREQ, List.of(0x0200_0000_0100L)));
        air.close();
        start();
        air.recall(known);
        TestGuest ap = plugInSilently(air.listen(directory.resolve("ap1"), "ap1").path());
        TestGuest sta = plugInSilently(air.listen(directory.resolve("sta1"), "sta1").path());

        sta.send(0x0200_0000_0100L, 200, 7);
        awaitMessage(ap, HwsimCommand.FRAME, 0);
        awaitMessage(sta, HwsimCommand.TX_INFO_FRAME, 7);
        assertThat(air.counters().value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
    }

    /// A station that is back before its access point would lose the network by its first frame.
    @Test
    void framesWaitUntilAllGuestsOfAnAirThatDiedAreBack() {
        HwsimSocket first = air.listen(directory.resolve("ap1"), "ap1");
        HwsimSocket second = air.listen(directory.resolve("sta1"), "sta1");
        join(first.path(), 1);
        join(second.path(), 2);
        List<KnownGuest> known = air.guests();
        air.close();
        start();
        air.recall(known, Duration.ofMinutes(5));
        TestGuest sta = plugInSilently(air.listen(directory.resolve("sta1"), "sta1").path());
        sta.send(0x0200_0000_0100L, 200, 7);
        TestGuest ap = plugInSilently(air.listen(directory.resolve("ap1"), "ap1").path());

        awaitMessage(ap, HwsimCommand.FRAME, 0);
        awaitMessage(sta, HwsimCommand.TX_INFO_FRAME, 7);
        assertThat(air.counters().value(AirCounter.ACKNOWLEDGED)).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForeverForAGuestThatStaysAway() {
        HwsimSocket first = air.listen(directory.resolve("ap1"), "ap1");
        HwsimSocket second = air.listen(directory.resolve("sta1"), "sta1");
        join(first.path(), 1);
        join(second.path(), 2);
        List<KnownGuest> known = air.guests();
        air.close();
        start();
        air.recall(known);
        TestGuest sta = plugInSilently(air.listen(directory.resolve("sta1"), "sta1").path());
        sta.send(0x0200_0000_0100L, 200, 7);

        awaitMessage(sta, HwsimCommand.TX_INFO_FRAME, 7);
        assertThat(air.counters().value(AirCounter.ACKNOWLEDGED)).isZero();
    }

    @Test
    void doesNotTakeOneGuestOfAnOpenSocketForAnother() {
        HwsimSocket socket = air.listen(directory.resolve("air"), new NodeNaming.Numbered("vm"));
        join(socket.path(), 1).frontEnd.close();
        awaitEvent("disconnected vm1");
        assertThat(air.guests()).isEmpty();
    }

    private TestGuest plugInSilently(Path path) {
        long readyBefore = count("ready ");
        TestGuest guest = connect(path, 2);
        guest.setUp(VhostUserMessage.FEATURE_EVENT_INDEX);
        guest.post(TestGuest.RING);
        guest.frontEnd.await("its driver", () -> count("ready ") > readyBefore);
        return guest;
    }

    private long count(String prefix) {
        return events.stream().filter(e -> e.startsWith(prefix)).count();
    }

    @Test
    void numbersNodesOfAnOpenSocket() {
        HwsimSocket socket = air.listen(directory.resolve("air"), new NodeNaming.Numbered("vm"));
        join(socket.path(), 1);
        TestGuest two = join(socket.path(), 2);
        join(socket.path(), 3);
        assertThat(events).contains("ready vm1", "ready vm2", "ready vm3");
        two.frontEnd.close();
        awaitEvent("disconnected vm2: the other side closed the connection");
        events.clear();
        join(socket.path(), 4);
        assertThat(events).contains("ready vm2");
    }

    @Test
    void leavesNoSocketBehind() {
        HwsimSocket one = air.listen(directory.resolve("one"), "one");
        HwsimSocket two = air.listen(directory.resolve("two"), "two");
        join(one.path(), 1);
        one.close();
        one.close();
        assertThat(events).contains("disconnected one: closed");
        assertThat(Files.exists(one.path())).isFalse();
        assertThat(Files.exists(two.path())).isTrue();
        air.close();
        air.close();
        assertThat(Files.exists(two.path())).isFalse();
        two.close();
        assertThatThrownBy(() -> air.listen(directory.resolve("three"), "three"))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void saysWhenItCannotListen() {
        air.listen(directory.resolve("one"), "one");
        assertThatThrownBy(() -> air.listen(directory.resolve("one"), "other"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EADDRINUSE");
        assertThatThrownBy(() -> air.listen(directory.resolve("no/such"), "other"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("ENOENT");
    }

    @Test
    void countsViolationsOfThoseThatAreGone() {
        HwsimSocket socket = air.listen(directory.resolve("one"), "one");
        TestGuest guest = join(socket.path(), 1);
        guest.tx.descriptor(guest.tx.availableIndex & 63, 0, 0, 0, 0);
        guest.tx.offer(guest.tx.availableIndex & 63);
        guest.kick();
        awaitEvent("disconnected one: ZERO_LENGTH: queue 0: ");
        assertThat(air.violations().value(VhostViolation.Kind.ZERO_LENGTH)).isEqualTo(1);
    }
}
