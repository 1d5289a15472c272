package io.airloom.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Looks for octets that make the reader throw or point outside (`JAZZER_FUZZ=1`); without that,
/// replays the corpus.
class WireMessageFuzzTest {
    @FuzzTest
    void anyOctetsAreAMessageOrAProblem(byte[] octets) {
        WireMessageTest.check(octets, "fuzz");
    }
}
