package io.airloom.hwsim;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Looks for octets that make the decoder throw or point outside (`JAZZER_FUZZ=1`); without that,
/// replays the corpus.
class HwsimMessageFuzzTest {
    @FuzzTest
    void anyOctetsAreAMessageOrAProblem(byte[] octets) {
        HwsimMessageTest.check(octets, "fuzz");
    }
}
