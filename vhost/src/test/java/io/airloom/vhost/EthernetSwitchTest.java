package io.airloom.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Who gets which frame.
final class EthernetSwitchTest {
    private static final long ONE = 0x0600_0000_0100L;
    private static final long TWO = 0x0600_0000_0200L;
    private static final int LENGTH = 60;

    private final EthernetSwitch lan = new EthernetSwitch();
    private final Port one = new Port();
    private final Port two = new Port();
    private final Port three = new Port();
    private final MemorySegment frame = Arena.ofAuto().allocate(2048);

    EthernetSwitchTest() {
        List.of(one, two, three).forEach(lan::join);
    }

    @Test
    void floodsWhatItDoesNotKnowAndNeverBack() {
        send(one, ONE, TWO, LENGTH);
        assertThat(one.frames).isEmpty();
        assertThat(two.frames).containsExactly(ONE);
        assertThat(three.frames).containsExactly(ONE);
        assertThat(lan.counters().value(EthernetCounter.COPIES)).isEqualTo(2);
    }

    @Test
    void learnsWhereAnAddressIs() {
        send(two, TWO, MacAddress.BROADCAST, LENGTH);
        clear();
        send(one, ONE, TWO, LENGTH);
        assertThat(two.frames).containsExactly(ONE);
        assertThat(three.frames).isEmpty();
        send(three, TWO, MacAddress.BROADCAST, LENGTH);
        clear();
        send(one, ONE, TWO, LENGTH);
        assertThat(three.frames).as("where it was heard last").containsExactly(ONE);
        assertThat(two.frames).isEmpty();
    }

    @Test
    void keepsAFrameForTheSameSideThere() {
        send(one, TWO, MacAddress.BROADCAST, LENGTH);
        clear();
        send(one, ONE, TWO, LENGTH);
        assertThat(two.frames).isEmpty();
        assertThat(three.frames).isEmpty();
    }

    @Test
    void forgetsWhoLeft() {
        send(two, TWO, MacAddress.BROADCAST, LENGTH);
        lan.leave(two);
        clear();
        send(one, ONE, TWO, LENGTH);
        assertThat(two.frames).isEmpty();
        assertThat(three.frames).as("flooded").containsExactly(ONE);
    }

    @Test
    void countsWhatFoundNoRoom() {
        two.room = false;
        send(one, ONE, MacAddress.BROADCAST, LENGTH);
        assertThat(lan.counters().value(EthernetCounter.DROPPED_NO_BUFFER)).isEqualTo(1);
        assertThat(lan.counters().value(EthernetCounter.COPIES)).isEqualTo(1);
    }

    @Test
    void dropsWhatIsNoFrame() {
        send(one, ONE, TWO, 13);
        send(one, ONE, TWO, -12);
        send(one, ONE, TWO, EthernetSwitch.MAX_LENGTH + 1);
        send(one, MacAddress.BROADCAST, TWO, LENGTH);
        assertThat(two.frames).isEmpty();
        assertThat(lan.counters().value(EthernetCounter.DROPPED_MALFORMED)).isEqualTo(4);
        send(one, ONE, TWO, EthernetSwitch.MAX_LENGTH);
        assertThat(two.frames).hasSize(1);
    }

    @Test
    void aFloodOfAddressesOnlyCostsItsSenderTheTable() {
        long seed = Long.getLong("airloom.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long source = 0x0600_0000_0000L | (random.nextInt() & 0xffff_ffffL);
            send(one, source, MacAddress.BROADCAST, LENGTH);
        }
        clear();
        send(two, TWO, MacAddress.BROADCAST, LENGTH);
        clear();
        send(three, ONE, TWO, LENGTH);
        assertThat(two.frames).as("still reached").containsExactly(ONE);
    }

    private void send(Port from, long source, long destination, int length) {
        MacAddress.write(frame, 0, destination);
        MacAddress.write(frame, 6, source);
        lan.forward(from, frame, 0, length);
    }

    private void clear() {
        List.of(one, two, three).forEach(port -> port.frames.clear());
    }

    /// Keeps the source of each frame.
    private static final class Port implements EthernetPort {
        final List<Long> frames = new ArrayList<>();
        boolean room = true;

        @Override
        public boolean deliver(MemorySegment frame, long offset, int length) {
            if (room) {
                frames.add(MacAddress.read(frame, offset + 6));
            }
            return room;
        }

        @Override
        public void flush() {}
    }
}
