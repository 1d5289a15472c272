package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many guests and interfaces that do anything in any order: rounds of things at the same time, and
/// after each round what has to be true in all of them.
class HandlerModelTest extends ProxyTest {
    private static final int GUESTS = 6;
    private static final int ROUNDS = 60;
    private static final int AT_ONCE = 6;
    private static final int JOIN_MILLIS = 4;
    private static final List<Ssid> NAMES = List.of(HOME, CAFE, PIZZA, Ssid.of("ethernet"));
    private static final Bss[] AIR = {HOME_BSS, CAFE_BSS, PIZZA_BSS};

    private final Map<GuestId, Long> sessions = new ConcurrentHashMap<>();
    private final List<FakeInterface> gone = new ArrayList<>();
    private int interfaces;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_122})
    void whateverHappensNothingIsLostAndNothingOfTheUsersIsTouched(long seedOfTest)
            throws Exception {
        System.out.println("HandlerModelTest seed " + seedOfTest);
        Random random = new Random(seedOfTest);
        times.firstResults = Duration.ZERO;
        times.join = Duration.ofMillis(JOIN_MILLIS);
        madeUp = () -> List.of(MadeUpNetwork.of(Ssid.of("ethernet"), 2));
        authorizer =
                (guest, kind, ssid) -> Math.floorMod(guest.hashCode() + ssid.hashCode(), 7) > 0;
        addInterface();
        proxy();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Callable<Void>> steps = new ArrayList<>();
                int first = random.nextInt(GUESTS);
                for (int i = 0; i < AT_ONCE; i++) {
                    // One request at a time for each guest, as the server has it.
                    steps.add(
                            i == 0
                                    ? hostStep(random)
                                    : guestStep(random, new GuestId("g" + (first + i) % GUESTS)));
                }
                for (Future<Void> step : threads.invokeAll(steps)) {
                    step.get();
                }
                proxy().handler.leaving().tidy().await();
                settles();
                holds();
            }
        }
        checkOrder();
        proxy().close();
        assertThat(wifi.interfaces).noneMatch(FakeInterface::isOnOurs);
    }

    private FakeInterface addInterface() {
        return wifi.add("wlan" + interfaces++).knows(AIR);
    }

    private Callable<Void> guestStep(Random random, GuestId guest) {
        Ssid ssid = NAMES.get(random.nextInt(NAMES.size()));
        int what = random.nextInt(10);
        return () -> {
            if (what < 3) {
                scan(guest, Ssid.WILDCARD);
            } else if (what < 8) {
                Request.Connect request = request(ssid);
                Answer.Connected answer = (Answer.Connected) ask(guest, request);
                request.key().close();
                Long before = sessions.put(guest, answer.session());
                assertThat(before == null || before < answer.session()).isTrue();
                if (what == 7) {
                    proxy().handler.undelivered(guest, request, answer);
                }
            } else {
                ask(guest, new Request.Disconnect(Long.MAX_VALUE));
            }
            return null;
        };
    }

    private Callable<Void> hostStep(Random random) {
        int what = random.nextInt(8);
        if (wifi.interfaces.isEmpty() || (what == 0 && wifi.interfaces.size() < 3)) {
            return () -> {
                addInterface();
                return null;
            };
        }
        FakeInterface one = wifi.interfaces.get(random.nextInt(wifi.interfaces.size()));
        int slowness = random.nextInt(2 * JOIN_MILLIS);
        Bss network = AIR[random.nextInt(AIR.length)];
        return () -> {
            switch (what) {
                case 1 -> {
                    wifi.remove(one);
                    gone.add(one);
                }
                case 2, 3 ->
                        one.userConnects(
                                network,
                                network.equals(CAFE_BSS)
                                        ? NetworkSecurity.OPEN
                                        : NetworkSecurity.WPA2_PSK);
                case 4 -> one.disconnects();
                case 6 -> {
                    // Some joins come too late, and some are not even stopped by that.
                    one.joinTakesMillis = slowness;
                    one.isDeaf = slowness % 2 == 0;
                }
                case 5 -> one.signal(-40 - random.nextInt(40));
                default -> one.scanByItself();
            }
            return null;
        };
    }

    /// What is done in the background is done.
    private void settles() throws InterruptedException {
        eventually(() ->
                proxy().roster.radios().stream()
                        .noneMatch(radio ->
                                radio.isOrphaned()
                                        || radio.isLeaving
                                        || radio.use.availablePermits() != 1));
        proxy().settle();
    }

    private void holds() {
        Roster roster = proxy().roster;
        roster.inLock(() -> {
            for (GuestRecord guest : roster.guests()) {
                Link link = guest.link;
                if (link != null) {
                    assertThat(roster.radios()).contains(link.radio());
                    assertThat(link.session()).isLessThanOrEqualTo(guest.session);
                }
            }
            for (Radio radio : roster.radios()) {
                check(roster, radio);
            }
        });
        assertThat(gone).allSatisfy(one -> assertThat(roster.radio(one)).isNull());
    }

    private static void check(Roster roster, Radio radio) {
        if (!(radio.host() instanceof FakeInterface host)) {
            return;
        }
        GuestRecord owner = radio.owner;
        // Each connection that was made for a guest has an owner that is on it, or is no more. (The
        // user may have made the same one since, which nobody can tell and leaving respects.)
        assertThat(host.isOnOurs() && owner == null).isFalse();
        assertThat(radio.joined != null).isEqualTo(owner != null);
        assertThat(host.isWhereItShouldBe()).as("the user's connection stays or is back").isTrue();
        Connection connection = host.connection();
        assertThat(radio.announced == null ? null : radio.announced.ssid())
                .isEqualTo(connection == null ? null : connection.ssid());
        if (owner != null) {
            assertThat(owner.link).isNotNull();
            assertThat(owner.link.radio()).isSameAs(radio);
            assertThat(owner.link.ssid()).isEqualTo(radio.joined);
        }
        for (GuestRecord guest : roster.guests()) {
            Link link = guest.link;
            if (link != null && link.radio() == radio) {
                assertThat(connection).as(guest + " by " + radio).isNotNull();
                assertThat(connection.ssid()).isEqualTo(link.ssid());
            }
        }
    }

    /// For each interface connections and their ends alternate.
    private void checkOrder() {
        Map<String, String> on = new HashMap<>();
        for (String line : observed) {
            String[] words = line.split(" ", -1);
            if (line.startsWith("host connects")) {
                @Nullable String before = on.put(words[2], words[3]);
                assertThat(before == null || before.equals(words[3])).as(line).isTrue();
            } else if (line.startsWith("host disconnects")) {
                assertThat(on.remove(words[2])).as(line).isEqualTo(words[3]);
            }
        }
    }
}
