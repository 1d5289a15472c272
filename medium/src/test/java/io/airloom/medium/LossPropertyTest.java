package io.airloom.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What holds for each frame on an air on which anything was ordered, and that the same seed loses
/// the same frames.
class LossPropertyTest {
    private static final long SEED = Long.getLong("airloom.seed", System.nanoTime());
    private static final int ROUNDS = 60;
    private static final int FRAMES = 200;
    private static final int MHZ = 5180;

    @BeforeAll
    static void printSeed() {
        System.out.println("LossPropertyTest: -Dairloom.seed=" + SEED);
    }

    /// An air with some nodes on one channel, and what they got.
    private static final class World {
        private final Air air;
        private final List<FakeReceiver> guests = new ArrayList<>();
        private final List<Radio> radios = new ArrayList<>();

        World(int nodes, Duration delay, long seed) {
            air = new Air(new IdealPropagation(), delay, seed);
            for (int i = 0; i < nodes; i++) {
                guests.add(new FakeReceiver(air));
                radios.add(air.join("n" + i, i, guests.get(i)));
                air.addressAdded(radios.get(i), address(i));
            }
            for (int i = 0; i < nodes; i++) {
                air.transmit(radios.get(i), Frames.beacon(address(i), MHZ));
            }
            air.arrive(Long.MAX_VALUE / 2);
            guests.forEach(guest -> guest.receptions.clear());
        }

        static long address(int node) {
            return 0x0200_0000_0000L + (node << 8);
        }

        void order(SplittableRandom random) {
            int count = random.nextInt(2 * radios.size());
            for (int i = 0; i < count; i++) {
                String from = "n" + random.nextInt(radios.size());
                String to = "n" + random.nextInt(radios.size());
                switch (random.nextInt(4)) {
                    case 0 -> air.links().up(from, to, random.nextBoolean());
                    case 1 -> air.links().signal(from, to, -random.nextInt(1, 111));
                    case 2 -> air.links().power(from, random.nextInt(-40, 41));
                    default -> air.links().loss(from, to, random.nextInt(5) / 4.0);
                }
            }
        }

        boolean hears(int from, int to) {
            int signal = air.links().signalDbm("n" + from, "n" + to, -30);
            return air.links().isUp("n" + from, "n" + to) && signal >= Links.SENSITIVITY_DBM;
        }

        long copies(int node, long cookie) {
            return guests.get(node).receptions.stream()
                    .filter(reception -> reception.cookie() == cookie)
                    .count();
        }
    }

    private static Transmission frame(SplittableRandom random, int from, int to, long cookie) {
        Transmission frame = Frames.data(World.address(to), World.address(from), MHZ);
        for (int leg = 0; leg < Transmission.LEGS; leg++) {
            boolean used = leg == 0 || (frame.rateIndex(leg - 1) >= 0 && random.nextInt(4) > 0);
            frame.leg(leg, used ? random.nextInt(8) : -1, random.nextInt(6), 0);
        }
        return frame.marked(0, cookie);
    }

    @Test
    void whateverWasOrdered() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            int nodes = random.nextInt(2, 7);
            Duration delay = random.nextBoolean() ? Duration.ZERO : Duration.ofNanos(1);
            World world = new World(nodes, delay, random.nextLong());
            world.order(random);
            for (long cookie = 1; cookie <= FRAMES; cookie++) {
                int from = random.nextInt(nodes);
                int to = (from + random.nextInt(1, nodes)) % nodes;
                Transmission frame = frame(random, from, to, cookie);
                world.air.transmit(world.radios.get(from), frame);
                world.air.arrive(Long.MAX_VALUE / 2);
                check(world, frame, from, to, cookie);
            }
        }
    }

    private static void check(World world, Transmission frame, int from, int to, long cookie) {
        FakeReceiver.Status status = world.guests.get(from).statuses.getLast();
        String what = "seed " + SEED + ", " + status;
        assertThat(status.cookie()).as(what).isEqualTo(cookie);
        for (int node = 0; node < world.radios.size(); node++) {
            long most = node != from && world.hears(from, node) ? 1 : 0;
            assertThat(world.copies(node, cookie)).as(what).isBetween(0L, most);
            double loss = world.air.links().loss("n" + from, "n" + node);
            if (most == 1 && loss == 0) {
                assertThat(world.copies(node, cookie)).as(what).isEqualTo(1);
            }
        }
        int tries = tries(status);
        if (status.acknowledged()) {
            assertThat(world.copies(to, cookie)).as(what).isEqualTo(1);
            assertThat(world.hears(to, from)).as(what).isTrue();
            assertThat(tries).as(what).isBetween(1, frame.allowedTries());
        } else {
            assertThat(tries).as(what).isEqualTo(frame.allowedTries());
            double there = world.air.links().loss("n" + from, "n" + to);
            double back = world.air.links().loss("n" + to, "n" + from);
            boolean certain = there == 0 && back == 0;
            assertThat(certain && world.hears(from, to) && world.hears(to, from))
                    .as(what)
                    .isFalse();
        }
    }

    private static int tries(FakeReceiver.Status status) {
        int sum = 0;
        for (String leg : status.tries().split(" ", -1)) {
            sum += Integer.parseInt(leg.substring(leg.indexOf('×') + 1));
        }
        return sum;
    }

    @Test
    void theSameSeedLosesTheSameFramesWhateverElseIsAsked() {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        long seed = random.nextLong();
        List<String> once = history(seed, Duration.ZERO, false);
        assertThat(history(seed, Duration.ZERO, false)).as("again").isEqualTo(once);
        assertThat(history(seed, Duration.ofNanos(1), false)).as("delayed").isEqualTo(once);
        assertThat(history(seed, Duration.ZERO, true)).as("overheard").isEqualTo(once);
        assertThat(history(seed + 1, Duration.ZERO, false)).as("another seed").isNotEqualTo(once);
    }

    /// What two nodes with half of all tries lost make of some frames.
    private static List<String> history(long seed, Duration delay, boolean overheard) {
        World world = new World(overheard ? 6 : 2, delay, seed);
        // Each node has sent a beacon; the frames that count have the same numbers.
        for (int i = world.radios.size(); i < 6; i++) {
            world.air.transmit(world.radios.get(0), Frames.beacon(World.address(0), MHZ));
        }
        for (int i = 1; i < world.radios.size(); i++) {
            world.air.links().loss("n0", "n" + i, 0.5);
            world.air.links().loss("n" + i, "n0", 0.5);
        }
        List<String> history = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Transmission frame = Frames.data(World.address(1), World.address(0), MHZ);
            world.air.transmit(world.radios.get(0), frame.marked(0, 100 + i));
            world.air.arrive(Long.MAX_VALUE / 2);
            FakeReceiver.Status status = world.guests.get(0).statuses.getLast();
            history.add(status.tries() + " " + world.copies(1, 100 + i));
        }
        return history;
    }
}
