package io.airloom.kernel;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Looks for octets that make a parser throw or point outside (`JAZZER_FUZZ=1`); without that,
/// replays the corpus.
class NetlinkMessagesFuzzTest {
    @FuzzTest
    void anyOctetsAreMessagesThatLieWithinThem(byte[] octets) {
        NetlinkMessagesTest.check(octets, "fuzz");
    }
}
