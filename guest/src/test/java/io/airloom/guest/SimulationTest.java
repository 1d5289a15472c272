package io.airloom.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random kernels on one air, with ports that refuse at random, beside a plain model of what should
/// happen. A frame's number is its cookie, and lies in the frame.
class SimulationTest {
    private static final int STEPS = 6000;
    private static final int[] FREQS = {2412, 2437, 5180};
    private static final long MAC = 0x0200_0000_0000L;
    private static final int NUMBER_OFFSET = 16;

    private long seed;
    private Random random;
    private Air air;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Set<Place> born = new LinkedHashSet<>();

    /// A kernel and its port's mood.
    private static final class Node {
        final Kernel kernel;
        final Map<Long, Place> radios = new HashMap<>();
        int refusePercent;
        boolean closed;

        Node(Kernel kernel) {
            this.kernel = kernel;
        }
    }

    /// The model of a radio.
    private static final class Place {
        final Node node;
        final long key;
        final Set<Long> announced = new LinkedHashSet<>();
        final Set<Long> learnt = new LinkedHashSet<>();
        int freqMhz;

        Place(Node node, long key) {
            this.node = node;
            this.key = key;
        }
    }

    /// A frame, and what may and must become of it.
    private record Sent(
            Place from,
            int length,
            int flags,
            Set<Place> candidates,
            Set<Place> owners,
            boolean acknowledgeable) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261122, 42, 99, 123456789, -7})
    void everythingThatIsPromisedHolds(long seed) {
        this.seed = seed;
        random = new Random(seed);
        air = new Air();
        for (int i = 0; i < 4; i++) {
            join();
        }
        for (int step = 0; step < STEPS; step++) {
            act();
            if (random.nextInt(4) == 0) {
                air.flush(() -> 0);
            }
        }
        for (Node node : nodes) {
            node.refusePercent = 0;
            if (!node.closed) {
                node.kernel.guest.writable();
            }
        }
        check();
    }

    private void act() {
        int what = random.nextInt(100);
        Node node = nodes.get(random.nextInt(nodes.size()));
        if (what == 0 && random.nextInt(4) == 0) {
            node.closed = true;
            node.kernel.guest.close();
            join();
        } else if (node.closed) {
            return;
        } else if (what < 3) {
            // Long enough, now and then, to fill a backlog.
            node.refusePercent = random.nextInt(3) == 0 ? 100 : random.nextInt(60);
        } else if (what < 6) {
            node.kernel.guest.writable();
        } else if (what < 9) {
            Place place = place(node);
            long address = address();
            if (random.nextBoolean()) {
                node.kernel.addAddress(place.key, address);
                place.announced.add(address);
            } else {
                node.kernel.deleteAddress(place.key, address);
                place.announced.remove(address);
                place.learnt.remove(address);
            }
        } else {
            send(node, place(node));
        }
    }

    private void join() {
        Node node = new Node(new Kernel(air, "node" + nodes.size()));
        node.kernel.port.answer =
                length -> random.nextInt(100) < node.refusePercent ? Claim.NO_BUFFER : Claim.OK;
        nodes.add(node);
        // As a kernel does that brings its interface up, so that model and guest agree who is
        // there.
        Place place = place(node);
        long own = MAC + nodes.size() * 0x100L;
        node.kernel.addAddress(place.key, own);
        place.announced.add(own);
    }

    private Place place(Node node) {
        long key = Kernel.KEY + 0x100L * random.nextInt(3);
        Place known = node.radios.get(key);
        if (known != null) {
            return known;
        }
        // An address that is nobody else's makes the radio join.
        Place place = new Place(node, key);
        long own = MAC + 0x10_0000L + born.size();
        node.kernel.addAddress(key, own);
        place.announced.add(own);
        node.radios.put(key, place);
        born.add(place);
        return place;
    }

    private long address() {
        return MAC + 0x100L * random.nextInt(1, 8);
    }

    private int length() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(10);
            case 1 -> random.nextInt(10, 24);
            case 2 -> random.nextInt(2305, 3000);
            case 3 -> random.nextInt(24, 2305);
            default -> random.nextInt(24, 200);
        };
    }

    private void send(Node node, Place from) {
        if (!node.kernel.guest.accepting()) {
            return;
        }
        int number = sent.size();
        int length = length();
        long to = random.nextInt(5) == 0 ? MacAddress.BROADCAST : address();
        long by =
                random.nextInt(3) == 0
                        ? address()
                        : from.announced.stream().findFirst().orElse(MAC);
        int flags = random.nextInt(8);
        int freqMhz = random.nextInt(3) == 0 ? FREQS[random.nextInt(3)] : FREQS[0];
        MemorySegment frame = Kernel.frame(0x08, to, by, length, 0);
        if (length >= NUMBER_OFFSET + 4) {
            frame.set(ValueLayout.JAVA_INT_UNALIGNED, NUMBER_OFFSET, number);
        }

        from.freqMhz = freqMhz;
        if (length >= 24) {
            learn(from, by);
        }
        sent.add(model(from, to, length, flags, freqMhz));
        long rates = Kernel.rates(random.nextInt(8), 1 + random.nextInt(4), 3, 2);
        frame = length == 0 ? frame.asSlice(0, 0) : frame;
        node.kernel.send(from.key, frame, flags, freqMhz, rates, number);
    }

    /// The eight latest are known; an address known already keeps its place.
    private static void learn(Place from, long address) {
        if (from.learnt.contains(address)) {
            return;
        }
        if (from.learnt.size() == 8) {
            throw new AssertionError("the model has fewer addresses than that");
        }
        from.learnt.add(address);
    }

    private Sent model(Place from, long to, int length, int flags, int freqMhz) {
        Set<Place> candidates = new LinkedHashSet<>();
        Set<Place> announcers = new LinkedHashSet<>();
        Set<Place> learners = new LinkedHashSet<>();
        boolean announced = from.announced.contains(to);
        boolean group = MacAddress.isGroup(to);
        for (Place place : born) {
            if (place == from || place.node.closed) {
                continue;
            }
            boolean onChannel = place.freqMhz == freqMhz;
            if (length >= 24 && length <= 2304 && (group || onChannel || place.freqMhz == 0)) {
                candidates.add(place);
            }
            announced |= place.announced.contains(to);
            if (onChannel && place.announced.contains(to)) {
                announcers.add(place);
            }
            if (onChannel && place.learnt.contains(to)) {
                learners.add(place);
            }
        }
        boolean acknowledgeable = (flags & 2) == 0 && length >= 10 && length <= 2304 && !group;
        return new Sent(
                from,
                length,
                flags,
                candidates,
                announced ? announcers : learners,
                acknowledgeable);
    }

    private void check() {
        Map<Integer, Set<Place>> takers = new HashMap<>();
        Map<Integer, Kernel.Received> statuses = new HashMap<>();
        int copies = 0;
        for (Node node : nodes) {
            long last = -1;
            for (byte[] octets : node.kernel.port.sent) {
                Kernel.Received one = Kernel.read(octets);
                Place place = node.radios.get(one.key());
                int number =
                        one.command() == HwsimCommand.FRAME ? number(octets) : (int) one.cookie();
                assertThat((long) number).as(what(number)).isGreaterThanOrEqualTo(last);
                last = number;
                if (one.command() == HwsimCommand.FRAME) {
                    Sent frame = sent.get(number);
                    assertThat(frame.candidates).as(what(number)).contains(place);
                    assertThat(one.length()).as(what(number)).isEqualTo(frame.length);
                    assertThat(
                                    takers.computeIfAbsent(number, n -> new LinkedHashSet<>())
                                            .add(place))
                            .as(what(number))
                            .isTrue();
                    copies++;
                } else {
                    assertThat(place).as(what(number)).isSameAs(sent.get(number).from);
                    assertThat(statuses.put(number, one)).as(what(number)).isNull();
                }
            }
        }
        checkFrames(takers, statuses);
        checkCounters(copies);
    }

    private void checkFrames(
            Map<Integer, Set<Place>> takers, Map<Integer, Kernel.Received> statuses) {
        int acknowledged = 0;
        for (int number = 0; number < sent.size(); number++) {
            Sent frame = sent.get(number);
            Kernel.Received status = statuses.get(number);
            if (status == null) {
                // Only one who closed before it took its messages goes without.
                assertThat(frame.from.node.closed).as(what(number)).isTrue();
                continue;
            }
            boolean ack = (status.flags() & 4) != 0;
            acknowledged += ack ? 1 : 0;
            Set<Place> took = takers.getOrDefault(number, Set.of());
            boolean sure = false;
            boolean possible = false;
            for (Place owner : frame.owners) {
                boolean has = frame.length < 24 || took.contains(owner);
                sure |= has;
                possible |= has || owner.node.closed;
            }
            if (ack) {
                assertThat(frame.acknowledgeable && possible).as(what(number)).isTrue();
            } else {
                assertThat(frame.acknowledgeable && sure).as(what(number)).isFalse();
            }
            assertThat(status.flags() & ~4).as(what(number)).isEqualTo(frame.flags & ~4);
        }
        assertThat(acknowledged).as("seed %d", seed).isPositive();
    }

    private void checkCounters(int copies) {
        long candidates = sent.stream().mapToLong(frame -> frame.candidates.size()).sum();
        long unheard = value(AirCounter.DROPPED_NO_BUFFER);
        assertThat(value(AirCounter.FRAMES)).as("seed %d", seed).isEqualTo(sent.size());
        assertThat(value(AirCounter.STATUSES)).as("seed %d", seed).isEqualTo(sent.size());
        assertThat(value(AirCounter.COPIES) + unheard).as("seed %d", seed).isEqualTo(candidates);
        assertThat(unheard).as("seed %d", seed).isPositive();
        long received = 0;
        for (Node node : nodes) {
            received += node.kernel.guest.counters().value(GuestCounter.RECEPTIONS);
            assertThat(node.kernel.guest.counters().value(GuestCounter.STATUSES_LOST)).isZero();
        }
        assertThat(value(AirCounter.COPIES)).as("seed %d", seed).isEqualTo(received);
        assertThat((long) copies).as("seed %d", seed).isLessThanOrEqualTo(received);
        assertThat(
                        value(AirCounter.ACKNOWLEDGED)
                                + value(AirCounter.NOT_ACKNOWLEDGED)
                                + value(AirCounter.NO_ACK_EXPECTED))
                .as("seed %d", seed)
                .isEqualTo(sent.size());
        long tooShort = sent.stream().filter(frame -> frame.length < 10).count();
        long tooLong = sent.stream().filter(frame -> frame.length > 2304).count();
        assertThat(value(AirCounter.DROPPED_FRAME_TOO_SHORT)).isEqualTo(tooShort);
        assertThat(value(AirCounter.DROPPED_FRAME_TOO_LONG)).isEqualTo(tooLong);
    }

    private long value(AirCounter counter) {
        return air.counters().value(counter);
    }

    private String what(int number) {
        return "seed " + seed + ", frame " + number;
    }

    /// The number in the frame of a reception: behind headers, key and attribute header.
    private static int number(byte[] octets) {
        return ByteBuffer.wrap(octets)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(20 + 12 + 4 + NUMBER_OFFSET);
    }
}
