package io.airloom.ieee80211;

/// A frequency band, as far as radios of a simulated kernel use it.
public enum Band {
    /// 2 412 to 2 484 MHz, channels 1 to 14.
    GHZ_2_4("2.4 GHz"),
    /// 4 910 to 5 895 MHz, channels 182 to 196 and 7 to 177.
    GHZ_5("5 GHz"),
    /// 5 925 to 7 125 MHz, channels 1 to 233.
    GHZ_6("6 GHz"),
    /// 57 to 71 GHz (DMG), channels 1 to 6.
    GHZ_60("60 GHz"),
    /// Anything else, sub-1 GHz among it.
    OTHER("unknown band");

    private final String text;

    Band(String text) {
        this.text = text;
    }

    /// The band of a centre frequency.
    public static Band of(int freqMhz) {
        if (freqMhz >= 2_400 && freqMhz <= 2_500) {
            return GHZ_2_4;
        }
        if (freqMhz >= 4_900 && freqMhz < 5_925) {
            return GHZ_5;
        }
        if (freqMhz >= 5_925 && freqMhz <= 7_125) {
            return GHZ_6;
        }
        return freqMhz >= 57_000 && freqMhz <= 71_000 ? GHZ_60 : OTHER;
    }

    /// `5 GHz`.
    public String text() {
        return text;
    }
}
