package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Looks for radiotap headers that throw. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class RadiotapFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsAreAHeaderOrNone(byte[] octets) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packet = arena.allocate(Math.max(1, octets.length));
            MemorySegment.copy(MemorySegment.ofArray(octets), 0, packet, 0, octets.length);
            RadiotapHeader header = RadiotapHeader.parse(packet, 0, octets.length);
            if (header != null) {
                assertThat(header.length()).isBetween(8, octets.length);
            }
        }
    }
}
