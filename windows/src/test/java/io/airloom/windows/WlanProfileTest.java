package io.airloom.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.airloom.proxy.Join;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/// Profiles as an XML parser reads them.
class WlanProfileTest {
    private static Document parsed(WlanProfile profile) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(new String(profile.text()))));
    }

    private static String only(Document document, String element) {
        assertThat(document.getElementsByTagName(element).getLength()).as(element).isEqualTo(1);
        return document.getElementsByTagName(element).item(0).getTextContent();
    }

    private static Join join(Ssid ssid, NetworkSecurity security, byte[] key) {
        return new Join(ssid, 0, security, NetworkKey.copyOf(key));
    }

    @Test
    void aPmkIsOf64Digits() throws Exception {
        byte[] pmk = new byte[32];
        for (int i = 0; i < pmk.length; i++) {
            pmk[i] = (byte) (i * 37 + 200);
        }
        Join join = join(Ssid.of("net"), NetworkSecurity.WPA2_PSK, pmk);
        Document profile = parsed(WlanProfile.temporary(join, false));
        assertThat(only(profile, "keyType")).isEqualTo("networkKey");
        assertThat(only(profile, "keyMaterial")).isEqualTo(HexFormat.of().formatHex(pmk));
        assertThat(only(profile, "authentication")).isEqualTo("WPA2PSK");
        assertThat(only(profile, "encryption")).isEqualTo("AES");
        assertThat(only(profile, "connectionMode")).isEqualTo("manual");
        assertThat(only(profile, "nonBroadcast")).isEqualTo("false");
        assertThat(only(profile, "protected")).isEqualTo("false");
    }

    @Test
    void passwordsAreText() throws Exception {
        String password = "a<b>&\"'ü " + "x".repeat(23);
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        Document profile =
                parsed(
                        WlanProfile.temporary(
                                join(Ssid.of("net"), NetworkSecurity.WPA3_SAE, octets), true));
        assertThat(only(profile, "keyMaterial")).isEqualTo(password);
        assertThat(only(profile, "keyType")).isEqualTo("passPhrase");
        assertThat(only(profile, "authentication")).isEqualTo("WPA3SAE");
        assertThat(only(profile, "nonBroadcast")).isEqualTo("true");
        // As many octets as a PMK, and yet none.
        byte[] thirtyTwo = "p".repeat(32).getBytes(StandardCharsets.US_ASCII);
        assertThat(
                        only(
                                parsed(
                                        WlanProfile.temporary(
                                                join(
                                                        Ssid.of("net"),
                                                        NetworkSecurity.WPA3_SAE,
                                                        thirtyTwo),
                                                true)),
                                "keyMaterial"))
                .isEqualTo("p".repeat(32));
    }

    @Test
    void theLongestPasswordFits() throws Exception {
        byte[] octets = "&".repeat(255).getBytes(StandardCharsets.US_ASCII);
        Join join = join(Ssid.of("x".repeat(32)), NetworkSecurity.WPA3_SAE, octets);
        assertThat(only(parsed(WlanProfile.temporary(join, false)), "keyMaterial")).hasSize(255);
    }

    @Test
    @DisplayName("item 88: any name survives in a profile of Windows")
    void anyNameSurvives() throws Exception {
        for (byte[] name :
                List.of(
                        new byte[] {0},
                        "\"<&>']]>".getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0xc3, 0x28},
                        new byte[32])) {
            Join join = join(Ssid.of(name), NetworkSecurity.OPEN, new byte[0]);
            Document profile = parsed(WlanProfile.temporary(join, false));
            assertThat(HexFormat.of().parseHex(only(profile, "hex"))).isEqualTo(name);
            assertThat(only(profile, "authentication")).isEqualTo("open");
            assertThat(only(profile, "encryption")).isEqualTo("none");
            assertThat(profile.getElementsByTagName("sharedKey").getLength()).isZero();
        }
    }

    @Test
    void nothingOfAProfileIsLeftOrShown() {
        Join join =
                join(
                        Ssid.of("net"),
                        NetworkSecurity.WPA2_PSK,
                        "geheimgeheim".getBytes(StandardCharsets.US_ASCII));
        WlanProfile profile = WlanProfile.temporary(join, false);
        assertThat(profile.toString()).doesNotContain("geheim");
        profile.close();
        assertThat(profile.text()).containsOnly('\0');
    }
}
