package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpWordsTest {
    /// The examples of RFC 5952 §4 among them.
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "fe800000000000000000000000000000, fe80::",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010db8000000000000000000020001, 2001:db8::2:1",
        "00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
        "00000002000300040005000600070000, 0:2:3:4:5:6:7:0",
        "00010000000000040000000000000008, 1:0:0:4::8"
    })
    void writesIpv6AddressesAsEverybodyDoes(String hex, String text) {
        assertThat(IpWords.ipv6Address(Frames.segment(Frames.octets(hex)), 0)).isEqualTo(text);
    }
}
