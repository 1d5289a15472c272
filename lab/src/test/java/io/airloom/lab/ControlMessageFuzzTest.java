package io.airloom.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Looks for lines on a lab's control socket that throw. Replays its corpus; searches on with
/// `JAZZER_FUZZ=1`.
class ControlMessageFuzzTest {
    private static final int LIMIT = 1 << 16;

    @FuzzTest(maxDuration = "2m")
    void anyOctetsAreAMessageOrNone(byte[] octets) throws IOException {
        ControlMessage.parse(octets);
        ByteArrayInputStream in = new ByteArrayInputStream(octets);
        int before = in.available() + 1;
        while (in.available() > 0 && in.available() < before) {
            before = in.available();
            ControlMessage.read(in, LIMIT);
        }
        assertThat(in.available()).isLessThanOrEqualTo(octets.length);
    }
}
