package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is an address and what is none.
class InterfaceAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "172.16.16.1/24",
                "0.0.0.0/1",
                "255.255.255.255/32",
                "fd00::1/64",
                "::1/128",
                "fe80::/10",
                "1:2:3:4:5:6:7:8/128",
                "::ffff:10.0.0.1/96",
                "2001:db8::a:b/32"
            })
    void takes(String text) {
        assertThat(InterfaceAddress.parse(text)).isNotNull().hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "172.16.16.1", "172.16.16/24", "172.16.16.1/33", "172.16.16.1/0",
                "172.16.16.01/24", "1.2.3.4.5/8", "::/129", "1::2::3/64", "1:2:3/64", ":1::2/64",
                "12345::/64", "1:2:3:4:5:6:7:8:9/64", "host/24", "10.0.0.1/24; reboot", ":::/64"
            })
    void refuses(String text) {
        assertThat(InterfaceAddress.parse(text)).isNull();
    }
}
