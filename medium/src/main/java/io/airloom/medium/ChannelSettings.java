package io.airloom.medium;

import java.util.Map;

/// What people say of a channel ([ChannelModel]).
///
/// @param exponent how fast signals fall with distance: 2 in free space, about 3 in houses
/// @param noiseFigureDb how much a receiver's own noise adds to the thermal one
/// @param positions of nodes; who has none is one metre from everybody
public record ChannelSettings(double exponent, int noiseFigureDb, Map<String, Position> positions) {
    /// Of offices and houses.
    public static final double USUAL_EXPONENT = 3;

    /// With the thermal noise of 20 MHz, −101 dBm, it makes the −92 dBm that mac80211_hwsim's
    /// radios report of every channel.
    public static final int USUAL_NOISE_FIGURE_DB = 9;

    public static final double MIN_EXPONENT = 1.5;
    public static final double MAX_EXPONENT = 6;
    public static final int MAX_NOISE_FIGURE_DB = 30;

    /// @throws IllegalArgumentException if something is beyond its limits
    public ChannelSettings {
        if (!(exponent >= MIN_EXPONENT && exponent <= MAX_EXPONENT)) {
            throw new IllegalArgumentException("exponent=" + exponent);
        }
        if (noiseFigureDb < 0 || noiseFigureDb > MAX_NOISE_FIGURE_DB) {
            throw new IllegalArgumentException("noiseFigureDb=" + noiseFigureDb);
        }
        positions = Map.copyOf(positions);
    }
}
