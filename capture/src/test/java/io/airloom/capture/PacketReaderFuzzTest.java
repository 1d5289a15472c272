package io.airloom.capture;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/// Looks for files that throw. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class PacketReaderFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsAreReadToAnEnd(byte[] file) throws IOException {
        PacketReaderTest.readAll(file);
    }
}
