package io.airloom.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAddressTest {
    @ParameterizedTest
    @CsvSource({
        "vsock, vsock:8215",
        "vsock:4000000000, vsock:4000000000",
        "unix:/tmp/a:b, unix:/tmp/a:b",
        "serial:/dev/ttyS1, serial:/dev/ttyS1",
        "tcp, tcp:127.0.0.1:8215",
        "tcp::99, tcp:127.0.0.1:99",
        "tcp:10.0.2.2, tcp:10.0.2.2:8215",
        "tcp:host.example:1, tcp:host.example:1",
        "tcp:[::1]:0, tcp:[::1]:0",
        "tcp:[::1], tcp:[::1]:8215"
    })
    void anAddressIsReadAndWritten(String text, String whole) {
        assertThat(AgentAddress.parse(text)).hasToString(whole);
        assertThat(AgentAddress.parse(whole)).isEqualTo(AgentAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "udp:1",
                "unix:",
                "serial",
                "vsock:-1",
                "vsock:4294967295",
                "vsock:x",
                "tcp:a:65536",
                "tcp:a:",
                "tcp:::1:80",
                "tcp:[::1",
                "tcp:[]:1",
                "tcp:[::1]x"
            })
    void whatIsNoneIsRefusedWithAReason(String text) {
        assertThatThrownBy(() -> AgentAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\": the address of an agent ");
    }
}
