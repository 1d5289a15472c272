package io.airloom.ieee80211;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a network is secured, in the words that people use: `Open`, `WEP`, `WPA2-PSK/CCMP`,
/// `WPA3-SAE+WPA2-PSK/CCMP` (transition), `OWE/CCMP`, `WPA2-PSK+FT-PSK/CCMP`.
public final class Security {
    private Security() {}

    /// In words, from what a frame announces or asks for.
    ///
    /// @param privacy the Privacy bit of the capabilities
    /// @param rsn the RSN element, if there is one
    /// @param wpa the WPA element, if there is one
    public static String text(boolean privacy, @Nullable Rsn rsn, @Nullable Rsn wpa) {
        if (rsn == null && wpa == null) {
            return privacy ? "WEP" : "Open";
        }
        // Sets, since a network in transition names the same cipher for both generations.
        Set<String> akms = new LinkedHashSet<>();
        Set<String> ciphers = new LinkedHashSet<>();
        if (rsn != null) {
            addAkms(akms, rsn.akms(), "WPA3-");
            addAkms(akms, rsn.akms(), "WPA2-");
            addAkms(akms, rsn.akms(), "");
            rsn.pairwiseCiphers().forEach(selector -> ciphers.add(Suites.cipher(selector)));
        }
        if (wpa != null) {
            addAkms(akms, wpa.akms(), "WPA-");
            wpa.pairwiseCiphers().forEach(selector -> ciphers.add(Suites.cipher(selector)));
        }
        String who = akms.isEmpty() ? "no AKM" : String.join("+", akms);
        return ciphers.isEmpty() ? who : who + "/" + String.join("+", ciphers);
    }

    private static void addAkms(Set<String> words, List<Integer> akms, String generation) {
        for (int selector : akms) {
            if (Suites.generation(selector).equals(generation)) {
                words.add(generation + Suites.akm(selector));
            }
        }
    }
}
