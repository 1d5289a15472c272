package io.airloom.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What the reference (proxy-wifi.md §2.12) says that goes over the wire, octet for octet.
class GoldenVectorsTest {
    private static final long BSSID_1 = 1;
    private static final int PSK = 0x000f_ac02;
    private static final int CCMP = 0x000f_ac04;
    private static final byte[] PMK =
            hex("38b4872e652742beaeb9d49376e5e987b74b844b262cd6a223b7413b00ce036f");
    private static final String RSN_PSK = "3014 0100 000fac04 0100 000fac04 0100 000fac02 0000";

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] message(String text, int zeros) {
        byte[] beginning = hex(text);
        return Arrays.copyOf(beginning, beginning.length + zeros);
    }

    private static Decoded<Request> request(byte[] message) {
        Header header = Header.read(message);
        assertThat(RequestCodec.refusal(header)).isNull();
        return RequestCodec.decode(header, body(message));
    }

    private static byte[] body(byte[] message) {
        return Arrays.copyOfRange(message, Header.LENGTH, message.length);
    }

    private static void isBothWays(byte[] message, Answer answer, ScanLayout layout) {
        assertThat(AnswerCodec.encode(answer, layout)).isEqualTo(message);
        assertThat(AnswerCodec.answer(Header.read(message), body(message), layout))
                .isEqualTo(new Decoded.Whole<>(answer));
    }

    private static void isBothWays(byte[] message, Notification notification) {
        assertThat(AnswerCodec.encode(notification)).isEqualTo(message);
        assertThat(AnswerCodec.notification(Header.read(message), body(message)))
                .isEqualTo(new Decoded.Whole<>(notification));
    }

    @Test
    @DisplayName("item 69: scan requests")
    void scanRequests() {
        byte[] wildcard = message("01 21000000 0100 00", 32);
        assertThat(RequestCodec.encode(new Request.Scan(Ssid.WILDCARD))).isEqualTo(wildcard);
        assertThat(request(wildcard))
                .isEqualTo(new Decoded.Whole<>(new Request.Scan(Ssid.WILDCARD)));
        byte[] directed = message("01 21000000 0100 08 70697a7a616e6574", 24);
        Request pizza = new Request.Scan(Ssid.of("pizzanet"));
        assertThat(RequestCodec.encode(pizza)).isEqualTo(directed);
        assertThat(request(directed)).isEqualTo(new Decoded.Whole<>(pizza));
    }

    @Test
    @DisplayName("item 69: empty scan results in both layouts")
    void emptyScanResults() {
        ScanResults none = new ScanResults(true, List.of());
        isBothWays(hex("02 09000000 0100 01 00000000 09000000"), none, ScanLayout.C);
        isBothWays(hex("02 08000000 0100 00000000 08000000"), none, ScanLayout.B);
    }

    @Test
    @DisplayName("item 69: one made-up network")
    void oneNetwork() {
        Bss ethernet =
                new Bss(
                        BSSID_1,
                        0x0011,
                        -50,
                        0,
                        5_240_000,
                        ElementBlob.of(hex("0008 65746865726e6574" + RSN_PSK)));
        isBothWays(
                hex(
                        """
                        02 43000000 0100 01 01000000 43000000
                        000000000001 1100 ceffffff 0000 c0f44f00 20000000 1a000000
                        0008 65746865726e6574
                        """
                                        .replace("\n", " ")
                                + RSN_PSK),
                new ScanResults(true, List.of(ethernet)),
                ScanLayout.C);
    }

    @Test
    @DisplayName("items 69, 70: two networks at offsets 0x34 and 0x36, up to the very end")
    void twoNetworks() {
        Bss psk =
                new Bss(
                        0x0001_0203_0405L,
                        0x0011,
                        -56,
                        100,
                        2_412_000,
                        ElementBlob.of(hex("0004 77706132" + RSN_PSK)));
        Bss open =
                new Bss(
                        0x0607_0809_0a0bL,
                        1,
                        -80,
                        100,
                        5_745_000,
                        ElementBlob.of(hex("0004 6f70656e")));
        byte[] message =
                hex(
                        """
                        02 5f000000 0100 01 02000000 5f000000
                        000102030405 1100 c8ffffff 6400 e0cd2400 1c000000 34000000
                        060708090a0b 0100 b0ffffff 6400 68a95700 06000000 36000000
                        0004 77706132 3014 0100000fac040100000fac040100000fac020000
                        0004 6f70656e
                        """
                                .replace("\n", " "));
        ScanResults both = new ScanResults(true, List.of(psk, open));
        isBothWays(message, both, ScanLayout.C);
        isBothWays(message, both);
    }

    @Test
    @DisplayName("item 69: connect requests")
    void connectRequests() {
        byte[] psk =
                hex(
                        ("03 6c000000 0100 0b 46616b655770613250736b"
                                + "00".repeat(21)
                                + "000000000001 00 02 01 02ac0f00 00000000"
                                + "01 04ac0f00"
                                + "00".repeat(16)
                                + "04ac0f00 20"
                                + HexFormat.of().formatHex(PMK)));
        Request.Connect connect =
                new Request.Connect(
                        Ssid.of("FakeWpa2Psk"),
                        BSSID_1,
                        0,
                        2,
                        List.of(PSK),
                        List.of(CCMP),
                        CCMP,
                        NetworkKey.copyOf(PMK));
        assertThat(RequestCodec.encode(connect)).isEqualTo(psk);
        Request.Connect read = connect(request(psk));
        assertThat(read.key().matches(connect.key())).isTrue();
        assertThat(read).usingRecursiveComparison().ignoringFields("key").isEqualTo(connect);
        byte[] open = message("03 4c000000 0100 08 46616b654f70656e", 67);
        Request.Connect toOpen =
                new Request.Connect(
                        Ssid.of("FakeOpen"), 0, 0, 0, List.of(), List.of(), 0, NetworkKey.none());
        assertThat(RequestCodec.encode(toOpen)).isEqualTo(open);
        assertThat(connect(request(open)).key().isNone()).isTrue();
    }

    private static Request.Connect connect(Decoded<Request> decoded) {
        if (decoded instanceof Decoded.Whole<Request>(Request.Connect connect)) {
            return connect;
        }
        throw new AssertionError(decoded);
    }

    @Test
    @DisplayName("items 69, 73: answers to connect and disconnect")
    void answers() {
        isBothWays(
                hex("04 10000000 0100 0000 000000000001 0100000000000000"),
                new Answer.Connected(0, BSSID_1, 1),
                ScanLayout.C);
        isBothWays(
                hex("04 10000000 0100 0100 000000000000 0200000000000000"),
                new Answer.Connected(1, 0, 2),
                ScanLayout.C);
        isBothWays(hex("06 00000000 0100"), new Answer.Disconnected(), ScanLayout.C);
        byte[] ofWindows = hex("06 01000000 0100 00");
        assertThat(AnswerCodec.answer(Header.read(ofWindows), body(ofWindows), ScanLayout.C))
                .isEqualTo(new Decoded.Whole<>(new Answer.Disconnected()));
        isBothWays(hex("00 00000000 0100"), new Answer.Invalid(), ScanLayout.C);
    }

    @Test
    @DisplayName("item 69: a disconnect request")
    void disconnectRequest() {
        byte[] message = hex("05 08000000 0100 0100000000000000");
        assertThat(RequestCodec.encode(new Request.Disconnect(1))).isEqualTo(message);
        assertThat(request(message)).isEqualTo(new Decoded.Whole<>(new Request.Disconnect(1)));
    }

    @Test
    @DisplayName("items 69, 73: notifications")
    void notifications() {
        isBothWays(hex("07 08000000 0100 0100000000000000"), new Notification.Disconnected(1));
        isBothWays(hex("08 01000000 0100 c4"), new Notification.Signal(-60));
    }
}
