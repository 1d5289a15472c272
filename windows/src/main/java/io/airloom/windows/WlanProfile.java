package io.airloom.windows;

import io.airloom.proxy.Join;
import io.airloom.proxy.NetworkKey;
import io.airloom.proxy.NetworkSecurity;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// How Windows is told what to connect to: the name of a profile that it has, or a profile that is
/// only for this connection (an XML document with a key in it, for which it is wiped).
///
/// The document names the network by its octets in hexadecimal; the text that people see is made of
/// these digits too, since an SSID need not be text, nor fit into XML.
final class WlanProfile implements AutoCloseable {
    /// `wlan_connection_mode_profile`.
    static final int MODE_PROFILE = 0;

    /// `wlan_connection_mode_temporary_profile`.
    static final int MODE_TEMPORARY = 1;

    private static final int LONGEST_KEY = 6 * NetworkKey.MAX_LENGTH;

    private final int mode;
    private final char[] text;

    private WlanProfile(int mode, char[] text) {
        this.mode = mode;
        this.text = text;
    }

    /// One that Windows has.
    static WlanProfile named(String name) {
        return new WlanProfile(MODE_PROFILE, name.toCharArray());
    }

    /// One for a single connection.
    ///
    /// @param hides whether the access point does not tell its name
    static WlanProfile temporary(Join join, boolean hides) {
        String ssid = HexFormat.of().withUpperCase().formatHex(join.ssid().octets());
        String beginning =
                """
                <?xml version="1.0"?>
                <WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1">\
                <name>Airloom %s</name>\
                <SSIDConfig><SSID><hex>%s</hex></SSID>\
                <nonBroadcast>%s</nonBroadcast></SSIDConfig>\
                <connectionType>ESS</connectionType><connectionMode>manual</connectionMode>\
                <MSM><security><authEncryption><authentication>%s</authentication>\
                <encryption>%s</encryption><useOneX>false</useOneX></authEncryption>\
                """
                        .formatted(ssid, ssid, hides, authentication(join), encryption(join));
        String end = "</security></MSM></WLANProfile>";
        CharBuffer out = CharBuffer.allocate(beginning.length() + LONGEST_KEY + 256 + end.length());
        out.put(beginning);
        if (!join.key().isNone()) {
            out.put("<sharedKey><keyType>").put(isPmk(join) ? "networkKey" : "passPhrase");
            out.put("</keyType><protected>false</protected><keyMaterial>");
            putKey(out, join);
            out.put("</keyMaterial></sharedKey>");
        }
        out.put(end);
        char[] text = Arrays.copyOf(out.array(), out.position());
        Arrays.fill(out.array(), '\0');
        return new WlanProfile(MODE_TEMPORARY, text);
    }

    private static String authentication(Join join) {
        return switch (join.security()) {
            case OPEN -> "open";
            case WPA3_SAE -> "WPA3SAE";
            default -> "WPA2PSK";
        };
    }

    private static String encryption(Join join) {
        return switch (join.security()) {
            case OPEN -> "none";
            default -> "AES";
        };
    }

    /// Of 64 digits if it is a PMK, else the text that it is in UTF-8.
    private static void putKey(CharBuffer out, Join join) {
        byte[] octets = join.key().copy();
        if (isPmk(join)) {
            for (byte octet : octets) {
                out.put(Character.forDigit(octet >> 4 & 15, 16));
                out.put(Character.forDigit(octet & 15, 16));
            }
        } else {
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
            while (text.hasRemaining()) {
                char character = text.get();
                switch (character) {
                    case '<' -> out.put("&lt;");
                    case '>' -> out.put("&gt;");
                    case '&' -> out.put("&amp;");
                    default -> out.put(character);
                }
            }
            Arrays.fill(text.array(), '\0');
        }
        Arrays.fill(octets, (byte) 0);
    }

    private static boolean isPmk(Join join) {
        return join.security() == NetworkSecurity.WPA2_PSK && join.key().isPmk();
    }

    /// A `WLAN_CONNECTION_MODE`.
    int mode() {
        return mode;
    }

    /// The text itself, not a copy.
    char[] text() {
        return text;
    }

    /// Wipes it.
    @Override
    public void close() {
        Arrays.fill(text, '\0');
    }

    /// What kind it is, and nothing of it.
    @Override
    public String toString() {
        return mode == MODE_PROFILE ? "a profile by name" : "a profile for one connection";
    }
}
