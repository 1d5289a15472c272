package io.airloom.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.guest.GuestCounter;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.ieee80211.MacAddress;
import io.airloom.linux.Errno;
import io.airloom.linux.EventLoop;
import io.airloom.linux.NetlinkSocket;
import io.airloom.medium.Air;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Tap;
import io.airloom.medium.Transmission;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Goal: namespaces of one kernel hear each other, and none can hurt the others. Method: kernels
/// that are made up, on a real loop and a real air.
final class NetlinkGuestTest {
    private final EventLoop loop = new EventLoop(0);
    private final Air air = new Air();
    private final List<String> left = new ArrayList<>();
    private final FakeKernel ap = new FakeKernel("", 0x0200_0000_0000L);
    private final FakeKernel sta = new FakeKernel("blue", 0x0200_0000_0100L);
    private final NetlinkGuest apGuest = open(ap);
    private final NetlinkGuest staGuest = open(sta);

    @AfterEach
    void close() {
        apGuest.close();
        staGuest.close();
        loop.close();
    }

    @Test
    void radiosThatWereUpBeforeTheMediumAcknowledgeAtOnce() {
        ap.transmit(sta.address());
        turn();

        assertThat(sta.heard)
                .containsExactly(
                        new FakeKernel.Heard(
                                FakeKernel.FAMILY, HwsimCommand.FRAME, sta.key(), false, 0));
        assertThat(ap.heard)
                .containsExactly(
                        new FakeKernel.Heard(
                                FakeKernel.FAMILY, HwsimCommand.TX_INFO_FRAME, ap.key(), true, 1));
    }

    @Test
    void anInterfaceThatIsDownAcknowledgesNothing() {
        ap.transmit(sta.address() + 1);
        turn();

        assertThat(ap.heard).singleElement().matches(status -> !status.acknowledged());
    }

    @Test
    void radiosAreCalledAsTheirKernelCallsThem() {
        List<String> names = new ArrayList<>();
        air.tap(
                new Tap() {
                    @Override
                    public void radioJoined(Radio radio) {
                        names.add(radio.name());
                    }

                    @Override
                    public void radioLeft(Radio radio) {}

                    @Override
                    public void transmitted(Radio from, Transmission sent, Outcome outcome) {}
                });

        assertThat(names).containsExactlyInAnyOrder("phy0", "blue.phy0");
        assertThat(apGuest.name()).isEqualTo("kernel");
    }

    @Test
    void aTurnTakesSixtyFourMessagesAndSendsOnce() {
        for (int i = 0; i < 100; i++) {
            ap.transmit(MacAddress.BROADCAST);
        }
        turn();

        assertThat(ap.waiting()).isEqualTo(36);
        assertThat(sta.heard).hasSize(64);
        assertThat(sta.sends).isEqualTo(1);
        assertThat(ap.heard).hasSize(64);
        assertThat(ap.sends).isEqualTo(1);
        turn();
        assertThat(sta.heard).hasSize(100);
    }

    @Test
    void whatTheKernelDoesNotTakeIsCountedByKind() {
        ap.error(Errno.EINVAL, 0);
        ap.error(Errno.EINVAL, 0);
        ap.error(Errno.EPERM, 0);
        ap.error(0, 1);
        ap.say(NetlinkSocket.OVERRUN);
        ap.say(NetlinkSocket.DISCARDED);
        ap.say(new byte[17]);
        turn();

        assertThat(count(NetlinkCounter.NOT_WANTED)).isEqualTo(2);
        assertThat(count(NetlinkCounter.NOT_TAKEN)).isEqualTo(1);
        assertThat(count(NetlinkCounter.OVERRUNS)).isEqualTo(1);
        assertThat(count(NetlinkCounter.FORGED)).isEqualTo(1);
        assertThat(count(NetlinkCounter.STRANGE)).isEqualTo(1);
        assertThat(left).isEmpty();
    }

    @Test
    void whileTheKernelHasNoMemoryNothingIsTakenThatCannotBeAnswered() {
        ap.outOfMemory(true);
        int frames = 20_000;
        for (int i = 0; i < frames; i++) {
            ap.transmit(MacAddress.BROADCAST);
        }
        for (int i = 0; i < frames / 64; i++) {
            turn();
        }
        int waiting = ap.waiting();
        assertThat(waiting).as("left in the socket").isPositive();
        assertThat(ap.heard).isEmpty();
        assertThat(sta.heard).as("the other hears what was taken").hasSize(frames - waiting);

        ap.outOfMemory(false);
        await(() -> ap.heard.size() == frames);
        assertThat(sta.heard).hasSize(frames);
        assertThat(count(NetlinkCounter.SENT_AGAIN)).isPositive();
        assertThat(apGuest.guest().counters().value(GuestCounter.STATUSES_LOST)).isZero();
    }

    @Test
    void anotherErrorOfTheKernelEndsThatNamespaceAlone() {
        sta.refusesWith = Errno.EPERM;
        ap.transmit(sta.address());
        turn();

        assertThat(left).singleElement().asString().startsWith("blue: sendmsg(fd 7)");
        assertThat(sta.closed).isTrue();
        assertThat(ap.heard).hasSize(1);
        ap.transmit(sta.address());
        turn();
        assertThat(ap.heard).hasSize(2);
        assertThat(ap.heard.getLast().acknowledged()).as("nobody is there").isFalse();
    }

    @Test
    void aNamespaceThatIsGoneLeavesAndTheOthersGoOn() {
        sta.named = false;
        await(() -> !left.isEmpty());

        assertThat(left).containsExactly("blue: its network namespace is gone");
        assertThat(sta.closed).as("nothing keeps it alive").isTrue();
        assertThat(ap.closed).isFalse();
        await(() -> ap.confirmations > 1);
        assertThat(left).as("said once").hasSize(1);
    }

    @Test
    void theMediumsPlaceThatWasLostIsTakenAgain() {
        await(() -> ap.confirmations > 0);
        ap.confirmed(Errno.EBUSY);
        ap.confirmed(Errno.EOPNOTSUPP);
        turn();
        assertThat(count(NetlinkCounter.REGAINED)).isZero();
        ap.confirmed(0);
        turn();

        assertThat(count(NetlinkCounter.REGAINED)).isEqualTo(1);
        assertThat(count(NetlinkCounter.NOT_TAKEN)).isZero();
        assertThat(left).isEmpty();
    }

    @Test
    void radiosLeaveWhenTheDriverIsUnloaded() {
        ap.confirmed(Errno.ENOENT);
        turn();

        assertThat(left).containsExactly("kernel: mac80211_hwsim was unloaded");
        assertThat(ap.closed).isTrue();
    }

    @Test
    void closingIsNotSaidAndDoneOnce() {
        staGuest.close();
        staGuest.close();

        assertThat(sta.closed).isTrue();
        assertThat(left).isEmpty();
    }

    @Test
    void anyOctetsAreTakenOrCounted() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] octets = new byte[random.nextInt(1, 200)];
            random.nextBytes(octets);
            if (octets.length > 5) {
                octets[0] = (byte) octets.length;
                octets[1] = 0;
                octets[2] = 0;
                octets[3] = 0;
                octets[4] = (byte) (random.nextBoolean() ? FakeKernel.FAMILY : 2);
                octets[5] = 0;
            }
            ap.say(octets);
            turn();
        }
        assertThat(left).as("seed %d", seed).isEmpty();
        ap.transmit(sta.address());
        turn();
        assertThat(ap.heard.getLast().acknowledged()).as("seed %d", seed).isTrue();
    }

    private NetlinkGuest open(FakeKernel kernel) {
        return NetlinkGuest.of(loop, air, kernel, (name, why) -> left.add(name + ": " + why));
    }

    private long count(NetlinkCounter counter) {
        return apGuest.counters().value(counter);
    }

    private void turn() {
        loop.poll(0);
        air.flush(System::nanoTime);
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            loop.poll(TimeUnit.MILLISECONDS.toNanos(20));
            air.flush(System::nanoTime);
        }
    }
}
