package io.airloom.ieee80211;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Looks for frames that throw. Replays its corpus; searches on with `JAZZER_FUZZ=1`.
class FrameFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void anyOctetsBecomeALine(byte[] octets) {
        RobustnessTest.look(new Narrator(SampleFrame.NAMES), octets);
    }
}
