package io.airloom.kernel;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Looks for messages of nl80211 that make a reader of stations throw (`JAZZER_FUZZ=1`); without
/// that, replays the corpus.
class StationMessagesFuzzTest {
    @FuzzTest
    void anyMessageIsReadOrLeftOut(byte[] octets) {
        StationMessagesTest.check(octets, 0);
    }
}
