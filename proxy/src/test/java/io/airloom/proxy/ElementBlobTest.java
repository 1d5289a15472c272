package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ElementBlobTest {
    @Test
    @DisplayName("item 52: octets in hexadecimal")
    void octetsInHexadecimal() {
        assertThat(ElementBlob.of(new byte[] {8, 10, 20})).hasToString("080a14");
        assertThat(ElementBlob.of(new byte[0])).hasToString("");
    }

    @Test
    @DisplayName("item 53: hexadecimal in octets")
    void hexadecimalInOctets() {
        assertThat(ElementBlob.parse("080a14").octets()).containsExactly(8, 10, 20);
        assertThat(ElementBlob.parse("FFff").octets()).containsExactly(-1, -1);
        assertThat(ElementBlob.parse("").octets()).isEmpty();
        for (String wrong : List.of("080", "0g", "08 0a")) {
            assertThatThrownBy(() -> ElementBlob.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("item 69: the elements of made-up networks")
    void elementsOfMadeUpNetworks() {
        assertThat(ElementBlob.ofWpa2Psk(Ssid.of("ethernet")))
                .hasToString(
                        "000865746865726e6574" + "30140100000fac040100000fac040100000fac020000");
        assertThat(ElementBlob.of(Ssid.of("open"))).hasToString("00046f70656e");
        assertThat(ElementBlob.of(Ssid.WILDCARD)).hasToString("0000");
    }

    @Test
    @DisplayName("item 88: any octets are a name in elements")
    void anyOctetsAreAName() {
        for (byte[] name : AnyName.LIST) {
            ElementBlob elements = ElementBlob.ofWpa2Psk(Ssid.of(name));
            assertThat(elements.ssid()).isEqualTo(Ssid.of(name));
            assertThat(elements.rsn()).isNotNull();
        }
    }

    @Test
    void aNameThatIsNoneIsNotTaken() {
        assertThat(ElementBlob.of(new byte[0]).ssid()).isNull();
        assertThat(ElementBlob.parse("0004616263").ssid()).isNull();
        byte[] tooLong = new byte[2 + 33];
        Arrays.fill(tooLong, (byte) 'x');
        tooLong[0] = 0;
        tooLong[1] = 33;
        assertThat(ElementBlob.of(tooLong).ssid()).isNull();
        assertThat(ElementBlob.parse("0301060002c3fc").ssid())
                .isEqualTo(Ssid.of(new byte[] {(byte) 0xc3, (byte) 0xfc}));
    }

    /// Names that are no words.
    static final class AnyName {
        static final List<byte[]> LIST =
                List.of(
                        new byte[] {0},
                        new byte[] {'a', 0, 'b'},
                        "\"<&>'".getBytes(StandardCharsets.UTF_8),
                        "]]><![CDATA[ ${x} %s\n".getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0xc3, 0x28},
                        "ü".repeat(16).getBytes(StandardCharsets.UTF_8),
                        new byte[32]);

        private AnyName() {}
    }
}
