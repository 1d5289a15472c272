package io.airloom.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GuidTest {
    @Test
    @DisplayName("item 54: GUIDs in capitals and braces, MAC addresses in small letters and colons")
    void inWords() {
        assertThat(Guid.text(new ServiceId(12345).guid()))
                .isEqualTo("{00003039-FACB-11E6-BD58-64006A7986D3}");
        assertThat(MacAddress.toString(0x0a0b_0c01_02ffL)).isEqualTo("0a:0b:0c:01:02:ff");
        assertThat(MacAddress.toString(1)).isEqualTo("00:00:00:00:00:01");
    }

    @Test
    void inMemory() {
        UUID guid = UUID.fromString("fffefdfc-fbfa-f9f8-f7f6-f5f4f3f2f1f0");
        MemorySegment segment = MemorySegment.ofArray(new byte[17]);
        Guid.write(segment, 1, guid);
        assertThat(segment.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 0xfc);
        assertThat(Guid.read(segment, 1)).isEqualTo(guid);
    }
}
