package io.airloom.topology;

/// The 20 MHz channels that an access point can be put on by number alone (IEEE 802.11-2020 Annex
/// E): 2.4 GHz and 5 GHz. 6 GHz numbers overlap these and need an operating class.
final class WifiChannel {
    private WifiChannel() {}

    /// Whether `channel` is a channel of 2.4 or 5 GHz.
    static boolean isKnown(int channel) {
        return isLow(channel)
                || (channel >= 36 && channel <= 64 && channel % 4 == 0)
                || (channel >= 100 && channel <= 144 && channel % 4 == 0)
                || (channel >= 149 && channel <= 177 && channel % 4 == 1);
    }

    /// Whether `channel` is in the 2.4 GHz band.
    static boolean isLow(int channel) {
        return channel >= 1 && channel <= 14;
    }

    /// Centre frequency in MHz, or 0 for no known channel.
    static int freqMhz(int channel) {
        if (channel == 14) {
            return 2484;
        }
        return isLow(channel) ? 2407 + 5 * channel : isKnown(channel) ? 5000 + 5 * channel : 0;
    }

    /// Centre frequency in MHz of a 6 GHz channel, or 0 for none.
    static int sixGhzFreqMhz(int channel) {
        boolean known = channel >= 1 && channel <= 233 && channel % 4 == 1;
        return known ? 5950 + 5 * channel : 0;
    }
}
