package io.airloom.ieee80211;

/// Channel numbers and centre frequencies (IEEE 802.11-2020 §17.3.8.4.2 and Annex E).
public final class Channel {
    /// No channel: not a frequency of any channel, or not a channel of the band.
    public static final int NONE = 0;

    private Channel() {}

    /// The number of the 20 MHz channel at this centre frequency, or {@link #NONE}.
    public static int number(int freqMhz) {
        return switch (Band.of(freqMhz)) {
            case GHZ_2_4 -> {
                if (freqMhz == 2_484) {
                    yield 14;
                }
                yield raster(freqMhz - 2_407, 13);
            }
            case GHZ_5 -> {
                // Channels 182 to 196 count from 4 GHz.
                if (freqMhz >= 5_000) {
                    yield raster(freqMhz - 5_000, 181);
                }
                yield freqMhz >= 4_910 ? raster(freqMhz - 4_000, 196) : NONE;
            }
            // Channel 2 of operating class 136 stands apart.
            case GHZ_6 -> freqMhz == 5_935 ? 2 : raster(freqMhz - 5_950, 233);
            case GHZ_60 -> (freqMhz - 56_160) % 2_160 == 0 ? (freqMhz - 56_160) / 2_160 : NONE;
            case OTHER -> NONE;
        };
    }

    /// Centre frequency of a channel in MHz, or 0 if the band has no such channel.
    public static int freqMhz(Band band, int number) {
        if (number < 1) {
            return 0;
        }
        return switch (band) {
            case GHZ_2_4 -> number == 14 ? 2_484 : number < 14 ? 2_407 + 5 * number : 0;
            case GHZ_5 -> {
                if (number > 196) {
                    yield 0;
                }
                yield number >= 182 ? 4_000 + 5 * number : 5_000 + 5 * number;
            }
            case GHZ_6 -> number == 2 ? 5_935 : number <= 233 ? 5_950 + 5 * number : 0;
            case GHZ_60 -> number <= 6 ? 56_160 + 2_160 * number : 0;
            case OTHER -> 0;
        };
    }

    /// `ch 36`; the frequency (`5171 MHz`) if it is not a channel's.
    public static String text(int freqMhz) {
        int number = number(freqMhz);
        return number == NONE ? freqMhz + " MHz" : "ch " + number;
    }

    private static int raster(int distanceMhz, int highest) {
        int number = distanceMhz / 5;
        return distanceMhz > 0 && distanceMhz % 5 == 0 && number <= highest ? number : NONE;
    }
}
