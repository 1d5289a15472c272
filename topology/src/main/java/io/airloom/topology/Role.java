package io.airloom.topology;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a node does with its radio.
public enum Role {
    /// hostapd runs on `wlan0`.
    AP,
    /// wpa_supplicant runs on `wlan0` and joins an access point.
    STATION,
    /// wpa_supplicant runs on `wlan0` and joins or starts an independent BSS (ad hoc).
    IBSS,
    /// wpa_supplicant runs on `wlan0` as an 802.11s mesh point.
    MESH,
    /// Nothing runs: the node has its radio and its address, the steps do the rest.
    BARE;

    /// The word for this role in a topology file.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The role that a topology file calls `word`, or null.
    public static @Nullable Role of(String word) {
        return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst().orElse(null);
    }

    /// Whether wpa_supplicant drives the radio, so that the node has a `network` section.
    public boolean usesSupplicant() {
        return this == STATION || this == IBSS || this == MESH;
    }

    /// Where in the node its daemon writes, with a time before each line; null if it has none.
    public @Nullable String daemonLog() {
        return switch (this) {
            case AP -> NodeFiles.HOSTAPD_LOG;
            case STATION, IBSS, MESH -> NodeFiles.SUPPLICANT_LOG;
            case BARE -> null;
        };
    }
}
