package io.airloom.kernel;

import static io.airloom.kernel.KernelMessages.attribute;
import static io.airloom.kernel.KernelMessages.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class AttributesTest {
    @Test
    void readsEachKindOfValue() {
        Attributes attributes =
                read(
                        join(
                                attribute(1, "phy0"),
                                attribute(2, (byte) 1, (byte) 2),
                                attribute(3, (byte) 1, (byte) 2, (byte) 3, (byte) 4),
                                attribute(4, new byte[] {2, 0, 0, 0, 1, 0})));

        assertThat(attributes.text(1)).isEqualTo("phy0");
        assertThat(attributes.u16(2)).isEqualTo(0x0201);
        assertThat(attributes.u32(3)).isEqualTo(0x04030201);
        assertThat(MacAddress.toString(attributes.address(4))).isEqualTo("02:00:00:00:01:00");
    }

    @Test
    void theKeyIsTheLastOfARadiosAddresses() {
        byte[] list =
                join(
                        attribute(1, new byte[] {2, 0, 0, 0, 1, 0}),
                        attribute(2, new byte[] {0x42, 0, 0, 0, 1, 0}));

        long key = read(attribute(166 | 0x8000, list)).lastAddress(166);

        assertThat(MacAddress.toString(key)).isEqualTo("42:00:00:00:01:00");
    }

    @Test
    void whatIsNotThereIsNothing() {
        Attributes attributes = read(attribute(3, (byte) 1));

        assertThat(attributes.has(3)).isTrue();
        assertThat(attributes.has(4)).isFalse();
        assertThat(attributes.u16(3)).isZero();
        assertThat(attributes.u32(4)).isZero();
        assertThat(attributes.text(4)).isEmpty();
        assertThat(attributes.address(3)).isEqualTo(MacAddress.NONE);
        assertThat(attributes.lastAddress(4)).isEqualTo(MacAddress.NONE);
    }

    @Test
    void theFirstOfATypeCountsAndABadLengthEndsTheList() {
        byte[] bad = {3, 0, 9, 0};
        Attributes attributes =
                read(join(attribute(1, "a"), attribute(1, "b"), bad, attribute(2, "never read")));

        assertThat(attributes.text(1)).isEqualTo("a");
        assertThat(attributes.has(2)).isFalse();
    }

    private static Attributes read(byte[] octets) {
        return Attributes.read(MemorySegment.ofArray(octets), 0, octets.length);
    }
}
