package io.airloom.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airloom.proxy.Ssid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people may tell a proxy to do.
class ProxyOrderTest {
    @Test
    void readsEachOrder() {
        assertThat(ProxyOrder.parse(" status ")).isEqualTo(new ProxyOrder.Status());
        assertThat(ProxyOrder.parse("networks")).isEqualTo(new ProxyOrder.Networks());
        assertThat(ProxyOrder.parse("signal my  home -70"))
                .isEqualTo(new ProxyOrder.Signal(Ssid.of("my  home"), -70));
        assertThat(ProxyOrder.parse("disconnect hex:00ff"))
                .isEqualTo(new ProxyOrder.Disconnect(Ssid.of(new byte[] {0, -1})));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "statu | unknown order \"statu\", did you mean \"status\"?",
                "status now | status stands alone",
                "signal home | signal wants an SSID and dBm: signal home -70",
                "signal -70 | signal wants an SSID and dBm",
                "signal home 1 | a signal has -128 to 0 dBm, not 1",
                "disconnect | an SSID must have 1 to 32 octets, not 0",
                "disconnect caf� | an SSID has octets that are no text in this locale; write hex:",
                "disconnect hex:0 | an SSID must have 1 to 32 octets of two hexadecimal digits",
            })
    void saysWhatIsWrongWithALine(String line, String message) {
        assertThatThrownBy(() -> ProxyOrder.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
