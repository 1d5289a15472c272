package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests that are none, and what is in those that are.
class RequestCodecTest {
    private static final byte[] CONNECT =
            RequestCodec.encode(
                    new Request.Connect(
                            Ssid.of("x"),
                            2,
                            8,
                            2,
                            List.of(0x000f_ac02),
                            List.of(0x000f_ac04),
                            0,
                            NetworkKey.copyOf(new byte[32])));

    @ParameterizedTest
    @CsvSource({
        "01 20000000 0100, a body of 32 octets for SCAN_REQUEST, 1",
        "01 ffffffff 0100, a body of 4294967295 octets for SCAN_REQUEST, 1",
        "03 4b000000 0100, a body of 75 octets for CONNECT_REQUEST, 1",
        "03 4c010000 0100, a body of 332 octets for CONNECT_REQUEST, 1",
        "05 09000000 0100, a body of 9 octets for DISCONNECT_REQUEST, 1",
        "01 21000000 0200, 'version 2, not 1', 5",
        "00 00000000 0100, operation 0 is no request, 0",
        "02 09000000 0100, operation 2 is no request, 0",
        "ff 00000000 0100, operation 255 is no request, 0"
    })
    @DisplayName("item 71: headers that no body may follow")
    void headersThatNoBodyMayFollow(String header, String reason, int offset) {
        byte[] octets = HexFormat.of().parseHex(header.replace(" ", ""));
        assertThat(RequestCodec.refusal(Header.read(octets)))
                .isEqualTo(new Decoded.Malformed<>(reason, offset));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 33, an SSID of 33 octets",
        "41, 3, 3 AKM suites",
        "50, 6, 6 pairwise ciphers",
        "75, 31, a key of 31 octets in a body of 108",
        "75, 33, a key of 33 octets in a body of 108"
    })
    @DisplayName("item 77: counts and lengths that do not fit")
    void countsThatDoNotFit(int offset, int value, String reason) {
        byte[] message = CONNECT.clone();
        message[Header.LENGTH + offset] = (byte) value;
        assertThat(decode(message)).isEqualTo(new Decoded.Malformed<>(reason, offset));
    }

    @Test
    @DisplayName("item 78: an authentication type from 8 on is automatic")
    void anAutomaticAuthenticationType() {
        assertThat(((Decoded.Whole<Request>) decode(CONNECT)).value())
                .isInstanceOfSatisfying(
                        Request.Connect.class, c -> assertThat(c.isAutomatic()).isTrue());
    }

    @Test
    @DisplayName("item 88: any octets are a name")
    void anyOctetsAreAName() {
        for (byte[] name :
                List.of(
                        new byte[] {0},
                        "\"<&>'".getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0xc3, 0x28},
                        "ü".repeat(16).getBytes(StandardCharsets.UTF_8),
                        new byte[0])) {
            Request scan = new Request.Scan(Ssid.of(name));
            assertThat(decode(RequestCodec.encode(scan))).isEqualTo(new Decoded.Whole<>(scan));
        }
    }

    @Test
    @DisplayName("item 55: a name in logs is text and octets")
    void aNameInLogs() {
        assertThat(Ssid.of("home")).hasToString("\"home\" [686f6d65]");
        assertThat(Ssid.WILDCARD).hasToString("\"\" []");
        assertThat(Ssid.of(new byte[] {'a', 0x1b, '"', (byte) 0xff}))
                .hasToString("\"a...\" [611b22ff]");
    }

    @Test
    void nothingShowsAKey() {
        byte[] secret = "geheimgeheim".getBytes(StandardCharsets.UTF_8);
        NetworkKey key = NetworkKey.copyOf(secret);
        Request.Connect connect =
                new Request.Connect(Ssid.of("x"), 0, 0, 2, List.of(), List.of(), 0, key);
        assertThat(connect.toString()).contains("a key of 12 octets").doesNotContain("geheim");
        assertThat(connect.toString()).doesNotContain(HexFormat.of().formatHex(secret));
        key.close();
        assertThat(key.isNone()).isTrue();
        assertThat(key.copy()).isEmpty();
    }

    private static Decoded<Request> decode(byte[] message) {
        Header header = Header.read(message);
        assertThat(RequestCodec.refusal(header)).isNull();
        return RequestCodec.decode(
                header, Arrays.copyOfRange(message, Header.LENGTH, message.length));
    }
}
