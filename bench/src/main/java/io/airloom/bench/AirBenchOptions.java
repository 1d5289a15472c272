package io.airloom.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What [AirBench] shall do.
///
/// @param socket of the back end to load; null to bring the air along, in this process
/// @param guests how many connections
/// @param radios in each guest, up to 100
/// @param frames to send in all, after a warm-up
/// @param frameLength octets of each frame, without FCS
public record AirBenchOptions(
        @Nullable Path socket, int guests, int radios, long frames, int frameLength) {
    /// Checks the numbers.
    public AirBenchOptions {
        require(guests >= 1 && guests <= 250, "guests", guests);
        require(radios >= 1 && radios <= 100, "radios", radios);
        require(guests * radios >= 2, "guests * radios", (long) guests * radios);
        require(frames >= 1, "frames", frames);
        require(
                frameLength >= BenchGuest.MIN_FRAME_LENGTH && frameLength <= 2304,
                "frameLength",
                frameLength);
    }

    /// Two guests of one radio each, a million frames of 256 octets, on an air of our own.
    public static AirBenchOptions usual() {
        return new AirBenchOptions(null, 2, 1, 1_000_000, 256);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + "=" + value);
        }
    }
}
