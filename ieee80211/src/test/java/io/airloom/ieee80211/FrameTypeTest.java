package io.airloom.ieee80211;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameTypeTest {
    @Test
    void everyFrameControlFieldHasATypeWithItsTypeAndSubtype() {
        Set<FrameType> seen = EnumSet.noneOf(FrameType.class);
        for (int frameControl = 0; frameControl <= 0xffff; frameControl++) {
            FrameType type = FrameType.of(frameControl);
            seen.add(type);
            assertThat(type.type()).isEqualTo(frameControl >> 2 & 3);
            if (!type.isExtension()) {
                assertThat(type.subtype()).isEqualTo(frameControl >> 4 & 15);
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(FrameType.values());
    }

    @Test
    void namesTheTypesThatThePeopleMeet() {
        assertThat(FrameType.of(0x0080)).isEqualTo(FrameType.BEACON);
        assertThat(FrameType.of(0x4188)).isEqualTo(FrameType.QOS_DATA);
        assertThat(FrameType.of(0x00d4)).isEqualTo(FrameType.ACK);
        assertThat(FrameType.of(0x0024)).isEqualTo(FrameType.TRIGGER);
        assertThat(FrameType.of(0x0054)).isEqualTo(FrameType.NDP_ANNOUNCEMENT);
        assertThat(FrameType.of(0x000c)).isEqualTo(FrameType.DMG_BEACON);
        assertThat(FrameType.of(0x001c)).isEqualTo(FrameType.S1G_BEACON);
        assertThat(FrameType.of(0x0864)).isEqualTo(FrameType.SSW);
        assertThat(FrameType.of(0x0164)).isEqualTo(FrameType.CONTROL_FRAME_EXTENSION);
    }

    @Test
    void onlyQosDataIsQos() {
        assertThat(FrameType.QOS_NULL.isQos()).isTrue();
        assertThat(FrameType.BEACON.isQos()).isFalse();
        assertThat(FrameType.DATA.isQos()).isFalse();
        assertThat(FrameType.NULL.isWithoutBody()).isTrue();
        assertThat(FrameType.QOS_DATA.isWithoutBody()).isFalse();
    }
}
