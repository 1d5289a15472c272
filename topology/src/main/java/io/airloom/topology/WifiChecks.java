package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the `hostapd` and `network` sections: any key of those programs goes through, but what is
/// surely wrong is said here, with its place, rather than by a daemon in a guest.
final class WifiChecks {
    /// What Airloom writes itself: another value would only cut its own lines of control.
    static final Set<String> RESERVED_HOSTAPD = Set.of("interface", "driver", "ctrl_interface");

    private static final int MAX_SSID_OCTETS = 32;

    private WifiChecks() {}

    /// Reads a `hostapd` section.
    static SequencedMap<String, List<String>> hostapd(YamlMap map) {
        SequencedMap<String, List<String>> settings = settings(map);
        for (String key : RESERVED_HOSTAPD) {
            YamlValue value = map.value(key);
            if (value != null) {
                value.problem("is set by Airloom; leave it out");
            }
        }
        requireSsid(map, settings, "ssid: lab");
        YamlValue channel = map.value("channel");
        if (channel != null && settings.containsKey("channel")) {
            checkChannel(channel, first(settings, "channel"), settings.containsKey("op_class"));
        }
        checkPassphrase(map.value("wpa_passphrase"), settings);
        checkHexPsk(map.value("wpa_psk"), settings);
        checkKeys(map, settings);
        return settings;
    }

    /// Reads a `network` section.
    static SequencedMap<String, List<String>> network(YamlMap map) {
        SequencedMap<String, List<String>> settings = settings(map);
        requireSsid(map, settings, "ssid: lab");
        YamlValue psk = map.value("psk");
        String text = first(settings, "psk");
        if (psk != null && text != null && !SupplicantQuoting.isRawPsk(text)) {
            checkPassphraseLength(psk, SupplicantQuoting.unquoted(text));
        }
        if (settings.containsKey("wpa_passphrase")) {
            problem(map, "wpa_passphrase", "is hostapd's word; in a network it is \"psk\"");
        }
        return settings;
    }

    private static SequencedMap<String, List<String>> settings(YamlMap map) {
        SequencedMap<String, List<String>> settings = new LinkedHashMap<>();
        for (YamlValue value : map.values().values()) {
            if (!value.key().matches("[A-Za-z0-9_]{1,64}")) {
                value.problem("is no key of a configuration file: use letters, digits and _");
                continue;
            }
            List<String> texts = value.texts();
            if (texts == null) {
                continue;
            }
            if (texts.stream().anyMatch(WifiChecks::hasControlCharacter)) {
                value.problem("holds a line break or a control character");
                continue;
            }
            settings.put(value.key(), texts);
        }
        return settings;
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static void requireSsid(
            YamlMap map, SequencedMap<String, List<String>> settings, String example) {
        YamlValue value = map.value("ssid");
        if (value == null) {
            if (!settings.containsKey("ssid2")) {
                map.problem("has no \"ssid\"; add for example " + example);
            }
            return;
        }
        String ssid = first(settings, "ssid");
        if (ssid == null) {
            return;
        }
        int octets = SupplicantQuoting.unquoted(ssid).getBytes(StandardCharsets.UTF_8).length;
        if (octets < 1 || octets > MAX_SSID_OCTETS) {
            value.problem("must be 1 to " + MAX_SSID_OCTETS + " octets long, not " + octets);
        }
    }

    private static void checkChannel(
            YamlValue value, @Nullable String channel, boolean hasOperatingClass) {
        if (channel == null || channel.equals("acs_survey") || hasOperatingClass) {
            return;
        }
        boolean known =
                channel.matches("\\d{1,3}") && WifiChannel.isKnown(Integer.parseInt(channel));
        if (!known && !channel.equals("0")) {
            value.problem(
                    "must be a channel of 2.4 GHz (1 to 14) or 5 GHz (36, 40 … 64, 100 … 144,"
                            + " 149 … 177), not "
                            + Printable.quoted(channel)
                            + "; for 6 GHz give op_class too");
        }
    }

    private static void checkPassphrase(
            @Nullable YamlValue value, SequencedMap<String, List<String>> settings) {
        String text = first(settings, "wpa_passphrase");
        if (value != null && text != null) {
            checkPassphraseLength(value, text);
            if (!settings.containsKey("wpa")) {
                value.problem("without \"wpa\" makes an open network; add wpa: 2");
            }
        }
    }

    private static void checkPassphraseLength(YamlValue value, String passphrase) {
        int octets = passphrase.getBytes(StandardCharsets.UTF_8).length;
        if (octets < 8 || octets > 63) {
            value.problem("must be a passphrase of 8 to 63 characters, not " + octets);
        }
    }

    private static void checkHexPsk(
            @Nullable YamlValue value, SequencedMap<String, List<String>> settings) {
        String text = first(settings, "wpa_psk");
        if (value != null && text != null && !SupplicantQuoting.isRawPsk(text)) {
            value.problem("must be 64 hexadecimal digits; a passphrase goes into wpa_passphrase");
        }
    }

    /// An access point that asks for a key must have one.
    private static void checkKeys(YamlMap map, SequencedMap<String, List<String>> settings) {
        YamlValue wpa = map.value("wpa");
        String mode = first(settings, "wpa");
        if (wpa == null || mode == null || mode.equals("0")) {
            return;
        }
        String management = settings.getOrDefault("wpa_key_mgmt", List.of("WPA-PSK")).toString();
        boolean psk = management.contains("PSK");
        boolean sae = management.contains("SAE");
        boolean hasPsk = settings.keySet().stream().anyMatch(k -> k.startsWith("wpa_psk"));
        boolean hasPassphrase = settings.containsKey("wpa_passphrase");
        if (psk && !hasPsk && !hasPassphrase) {
            wpa.problem("needs a key; add for example wpa_passphrase: \"eight or more\"");
        } else if (sae && !hasPassphrase && !settings.containsKey("sae_password")) {
            wpa.problem("with SAE needs a key; add for example sae_password: \"eight or more\"");
        }
    }

    private static void problem(YamlMap map, String key, String text) {
        YamlValue value = map.value(key);
        if (value != null) {
            value.problem(text);
        }
    }

    private static @Nullable String first(SequencedMap<String, List<String>> settings, String key) {
        List<String> values = settings.get(key);
        return values == null ? null : values.getFirst();
    }
}
