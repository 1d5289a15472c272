package io.airloom.machine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Looks for lines of a guest that throw. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class AgentReplyFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsBecomeAReply(byte[] octets) {
        AgentReply reply = AgentReply.parse(new String(octets, StandardCharsets.UTF_8));
        assertThat(reply.exitCode()).isBetween(0, 255);
        assertThat(reply.signal()).isBetween(0, 127);
    }
}
