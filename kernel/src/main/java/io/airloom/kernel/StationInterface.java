package io.airloom.kernel;

/// An interface of this kernel that joins networks as a station does.
///
/// @param index its number in its network namespace
/// @param name as people call it; it may be renamed
/// @param wiphy the number of its radio
/// @param wiphyName of its radio: `phy0`
/// @param permanentAddress the one that it was made with, whatever it uses now; of its radio, if
///   the kernel does not say; as in [io.airloom.ieee80211.MacAddress]
public record StationInterface(
        int index, String name, int wiphy, String wiphyName, long permanentAddress) {}
