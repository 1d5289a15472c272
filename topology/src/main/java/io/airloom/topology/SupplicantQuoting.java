package io.airloom.topology;

import java.util.Set;

/// How wpa_supplicant.conf wants its values. Fields that hold text stand in double quotes there;
/// without them they are hexadecimal digits. A person should not have to know which, so Airloom
/// adds the quotes.
///
/// A value that already is in the file's own form stays: `"text"`, `P"te\x78t"`, a raw 64-digit
/// PSK, `hash:…` and `ext:…` passwords, hexadecimal WEP keys.
final class SupplicantQuoting {
    /// Text fields of a network block.
    static final Set<String> TEXT_FIELDS =
            Set.of(
                    "ssid",
                    "psk",
                    "sae_password",
                    "sae_password_id",
                    "id_str",
                    "identity",
                    "anonymous_identity",
                    "imsi_identity",
                    "machine_identity",
                    "password",
                    "machine_password",
                    "ca_cert",
                    "ca_path",
                    "client_cert",
                    "private_key",
                    "private_key_passwd",
                    "dh_file",
                    "subject_match",
                    "check_cert_subject",
                    "altsubject_match",
                    "domain_suffix_match",
                    "domain_match",
                    "ca_cert2",
                    "ca_path2",
                    "client_cert2",
                    "private_key2",
                    "private_key2_passwd",
                    "dh_file2",
                    "subject_match2",
                    "check_cert_subject2",
                    "altsubject_match2",
                    "domain_suffix_match2",
                    "domain_match2",
                    "phase1",
                    "phase2",
                    "pcsc",
                    "pin",
                    "engine_id",
                    "key_id",
                    "cert_id",
                    "ca_cert_id",
                    "pac_file",
                    "openssl_ciphers",
                    "dpp_connector",
                    "wep_key0",
                    "wep_key1",
                    "wep_key2",
                    "wep_key3");

    private SupplicantQuoting() {}

    /// `value` as it must stand after `key=`.
    static String rendered(String key, String value) {
        return !TEXT_FIELDS.contains(key) || isInOwnForm(key, value) ? value : '"' + value + '"';
    }

    /// The text inside the quotes, or the value itself if it has none.
    static String unquoted(String value) {
        return isQuoted(value) ? value.substring(1, value.length() - 1) : value;
    }

    /// A pairwise master key written out: 64 hexadecimal digits.
    static boolean isRawPsk(String value) {
        return value.matches("[0-9A-Fa-f]{64}");
    }

    private static boolean isQuoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    }

    private static boolean isInOwnForm(String key, String value) {
        if (isQuoted(value) || (value.startsWith("P\"") && value.endsWith("\""))) {
            return true;
        }
        return switch (key) {
            case "psk" -> isRawPsk(value) || value.startsWith("ext:");
            case "password", "machine_password" ->
                    value.startsWith("hash:") || value.startsWith("ext:");
            case "wep_key0", "wep_key1", "wep_key2", "wep_key3" ->
                    value.matches("[0-9A-Fa-f]{10}|[0-9A-Fa-f]{26}");
            default -> false;
        };
    }
}
