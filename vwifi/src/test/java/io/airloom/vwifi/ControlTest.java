package io.airloom.vwifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Every order in every numbering, octet for octet as the specification says it.
class ControlTest extends VwifiFixture {
    private static final String NOTHING = "";

    private final SpecControl control = new SpecControl(this);

    private void serve(ControlVersion version) {
        server.close();
        server = server(new VwifiOptions(false, version, false, 1640, false, 8211, 8212));
    }

    private static String hex(ByteBuffer answer) {
        byte[] octets = new byte[answer.remaining()];
        answer.duplicate().get(octets);
        return hex(octets);
    }

    private static byte[] named(int cid, String name) {
        byte[] octets = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = SpecClient.little(9 + octets.length);
        return SpecClient.octets(out.putInt(cid).putInt(octets.length).put(octets).put((byte) 0));
    }

    private static byte[] real(double metres) {
        return SpecClient.octets(SpecClient.little(8).putDouble(metres));
    }

    private static byte[] real(float metres) {
        return SpecClient.octets(SpecClient.little(4).putFloat(metres));
    }

    @Test
    void v7ListsSpiesAndClientsWithTheirNamesInOneWrite() {
        spy(383);
        client(46016);
        client(46272);
        control.order(3, 46016, 1, -2, 3);
        control.orderWith(4, named(46272, "sta1"));
        assertThat(hex(control.order(1)))
                .isEqualTo(
                        "01000000"
                                + ("7f010000" + "000000000000000000000000" + "00000000")
                                + "02000000"
                                + ("c0b30000" + "01000000feffffff03000000" + "00000000")
                                + ("c0b40000" + "000000000000000000000000")
                                + ("04000000" + "7374613100"));
    }

    @Test
    void countsAreThoseOfTheEntriesAlsoWhenSomebodyHasLeft() {
        client(46016);
        SpecClient gone = client(46272);
        gone.socket.close();
        settle();
        ByteBuffer list = control.order(1);
        assertThat(list.getInt(0)).isZero();
        assertThat(list.getInt(4)).isEqualTo(1);
        assertThat(list.remaining()).isEqualTo(8 + 20);
    }

    @Test
    void v5AndV4ListPositionsFirstAndV4NoSpies() {
        serve(ControlVersion.V5);
        spy(383);
        client(46016);
        control.order(3, 46016, 1, 2, 3);
        String spy = "000000000000000000000000" + "7f010000";
        String client = "010000000200000003000000" + "c0b30000";
        assertThat(hex(control.order(1))).isEqualTo("01000000" + spy + "01000000" + client);
        serve(ControlVersion.V4);
        client(46016);
        assertThat(hex(control.order(1)))
                .isEqualTo("01000000" + "000000000000000000000000" + "c0b30000");
    }

    @Test
    void showAndStatusSayWhatIsSetInTheWidthOfTheVersion() {
        model.loss(true);
        model.scale(0.5);
        spy(383);
        String scale = "000000000000e03f";
        String narrow = "0000003f";
        String ports = "1320" + "1420" + "0f000000";
        assertThat(hex(control.order(2))).isEqualTo("01" + scale + "01");
        assertThat(hex(control.order(6))).isEqualTo("01" + scale + ports + "01");
        serve(ControlVersion.V5);
        assertThat(hex(control.order(2))).isEqualTo("01" + scale + "00");
        assertThat(hex(control.order(5))).isEqualTo("01" + scale + ports + "00");
        serve(ControlVersion.V5_0);
        assertThat(hex(control.order(2))).isEqualTo("01" + narrow + "00");
        assertThat(hex(control.order(5))).isEqualTo("01" + narrow + ports + "00");
        serve(ControlVersion.V4);
        assertThat(hex(control.order(2))).isEqualTo("0100");
        assertThat(hex(control.order(5))).isEqualTo("01" + ports + "00");
    }

    @Test
    void distancesAreScaledAndOfConnectedAndRememberedClients() {
        client(46016);
        SpecClient gone = client(46272);
        control.order(3, 46016, 0, 0, 0);
        control.order(3, 46272, 30, 40, 0);
        gone.socket.close();
        settle();
        model.scale(2);
        assertThat(hex(control.order(7, 46016, 46272))).isEqualTo("00000000" + "0000000000005940");
        assertThat(hex(control.order(7, 99, 46272))).isEqualTo("ffffffff");
        assertThat(hex(control.order(7, 46016, 99))).isEqualTo("feffffff");
        control.order(3, 46016, Integer.MIN_VALUE, 0, 0);
        control.order(3, 46272, Integer.MAX_VALUE, 0, 0);
        assertThat(control.order(7, 46016, 46272).getDouble(4)).isEqualTo(2 * 4_294_967_295.0);
    }

    @Test
    void everySettingIsSetInEveryNumbering() {
        record Numbers(ControlVersion version, int loss, int scale, boolean narrow) {}
        for (Numbers numbers :
                new Numbers[] {
                    new Numbers(ControlVersion.V7, 5, 8, false),
                    new Numbers(ControlVersion.V5, 4, 7, false),
                    new Numbers(ControlVersion.V5_0, 4, 7, true),
                }) {
            serve(numbers.version);
            model.scale(1);
            assertThat(hex(control.order(numbers.loss, 1))).isEqualTo(NOTHING);
            assertThat(model.loss()).isTrue();
            control.order(numbers.loss, 0);
            assertThat(model.loss()).isFalse();
            control.orderWith(numbers.scale, numbers.narrow ? real(2.5f) : real(2.5));
            assertThat(model.scale()).isEqualTo(2.5);
        }
        serve(ControlVersion.V4);
        control.order(4, 1);
        assertThat(model.loss()).isTrue();
    }

    @Test
    void closeAllEndsClientsAndSpiesInEveryNumbering() {
        record CloseAll(ControlVersion version, int order) {}
        for (CloseAll number :
                new CloseAll[] {
                    new CloseAll(ControlVersion.V7, 9),
                    new CloseAll(ControlVersion.V5, 8),
                    new CloseAll(ControlVersion.V4, 7)
                }) {
            serve(number.version);
            SpecClient client = client(46016);
            SpecClient spy = spy(383);
            control.order(number.order);
            assertThat(client.isOver()).isTrue();
            assertThat(spy.isOver()).isTrue();
            assertThat(air.radios()).isZero();
        }
    }

    @Test
    void servedAsV7TheOrdersOfV5AreRecognisedWhereTheyFitNothingElse() {
        client(46016);
        client(46272);
        control.order(3, 46272, 3, 4, 0);
        control.order(4, 1);
        assertThat(model.loss()).as("4: LOSS with one argument").isTrue();
        assertThat(hex(control.order(5))).as("5: STATUS").startsWith("01").hasSize(2 * 18);
        assertThat(control.order(6, 46016, 46272).getDouble(4)).as("6: DISTANCE").isEqualTo(5);
        control.orderWith(7, real(0.25));
        assertThat(model.scale()).as("7: SCALE").isEqualTo(0.25);
        control.orderAndHangUp(7, real(0.5f));
        assertThat(model.scale()).as("7: SCALE of v5.0").isEqualTo(0.5);
        assertThat(air.radios()).isEqualTo(2);
        control.orderAndHangUp(8, new byte[0]);
        assertThat(air.radios()).as("8: CLOSE_ALL").isZero();
        client(46016);
        control.orderAndHangUp(7, new byte[0]);
        assertThat(air.radios()).as("7: CLOSE_ALL of v4").isZero();
    }

    @Test
    void whoIsPlacedOrNamedBeforeItComesHasBothWhenItComes() {
        control.order(3, 46016, 7, 8, 9);
        control.orderWith(4, named(46016, "ap"));
        client(46016);
        assertThat(hex(control.order(1)))
                .endsWith("c0b30000" + "070000000800000009000000" + "02000000" + "617000");
    }

    @Test
    void ordersThatCannotBeChangeNothing() {
        client(46016);
        control.order(3, 2, 1, 1, 1);
        control.orderWith(4, named(46016, "thirteen char"));
        control.orderWith(8, real(Double.NaN));
        control.orderWith(8, real(-1.0));
        control.orderWith(8, real(Double.POSITIVE_INFINITY));
        control.order(10);
        control.order(-1);
        assertThat(hex(control.order(0))).isEqualTo(NOTHING);
        assertThat(model.scale()).isEqualTo(1);
        assertThat(hex(control.order(1))).isEqualTo("0000000001000000c0b30000" + "00".repeat(16));
        assertThat(value(VwifiCounter.BAD_ORDERS)).isEqualTo(6);
    }

    @Test
    void aControlProgramThatSaysNothingIsHungUpOnAndKeepsNobodyWaiting() {
        UnixSocket silent = control.begin();
        UnixSocket half = control.begin();
        SpecControl.send(half, SpecClient.little(4).putInt(3));
        assertThat(control.order(2).remaining()).isEqualTo(10);
        assertThat(hex(control.answer(silent))).isEqualTo(NOTHING);
        assertThat(hex(control.answer(half))).isEqualTo(NOTHING);
    }
}
