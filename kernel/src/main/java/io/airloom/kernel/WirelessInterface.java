package io.airloom.kernel;

/// A wireless network interface of this kernel.
///
/// @param index its number in its network namespace
/// @param wiphy the number of its radio
/// @param address as in [io.airloom.ieee80211.MacAddress]
/// @param isUp whether it has been brought up
/// @param freqMhz of its channel; 0 if it is on none
public record WirelessInterface(
        int index, String name, int wiphy, long address, boolean isUp, int freqMhz) {}
