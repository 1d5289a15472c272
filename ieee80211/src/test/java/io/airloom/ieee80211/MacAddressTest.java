package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void readsFirstOctetAsTheMostSignificant() {
        MemorySegment segment = Frames.segment(Frames.octets("ee 02 00 00 00 01 ff ee"));
        assertThat(MacAddress.read(segment, 1)).isEqualTo(0x0200_0000_01ffL);
    }

    @Test
    void writesWhatItReadsAndNothingElse() {
        MemorySegment segment = Frames.segment(new byte[8]);
        MacAddress.write(segment, 1, 0xfedc_ba98_7654L);
        assertThat(segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                .isEqualTo(Frames.octets("00 fedcba987654 00"));
        assertThat(MacAddress.read(segment, 1)).isEqualTo(0xfedc_ba98_7654L);
    }

    @Test
    void printsAndParsesTheSameText() {
        assertThat(MacAddress.toString(0x0200_0000_0abcL)).isEqualTo("02:00:00:00:0a:bc");
        assertThat(MacAddress.parse("02-00-00-00-0A-bc")).isEqualTo(0x0200_0000_0abcL);
        assertThat(MacAddress.parse("ff:ff:ff:ff:ff:ff")).isEqualTo(MacAddress.BROADCAST);
        assertThat(MacAddress.toString(MacAddress.NONE)).isEqualTo("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02:00:00:00:00",
                "02:00:00:00:00:0g",
                "02:00:00:00:00:000",
                "02:00-00:00:00:00",
                "02.00.00.00.00.00",
                "٠2:00:00:00:00:00"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> MacAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a MAC address");
    }

    @Test
    void knowsGroupAndLocalAddresses() {
        assertThat(MacAddress.isGroup(MacAddress.BROADCAST)).isTrue();
        assertThat(MacAddress.isGroup(MacAddress.parse("33:33:00:00:00:16"))).isTrue();
        assertThat(MacAddress.isGroup(MacAddress.parse("02:00:00:00:01:00"))).isFalse();
        assertThat(MacAddress.isGroup(MacAddress.NONE)).isFalse();
        assertThat(MacAddress.isLocal(MacAddress.parse("02:00:00:00:01:00"))).isTrue();
        assertThat(MacAddress.isLocal(MacAddress.parse("00:11:22:33:44:55"))).isFalse();
        assertThat(MacAddress.isLocal(MacAddress.NONE)).isFalse();
    }
}
