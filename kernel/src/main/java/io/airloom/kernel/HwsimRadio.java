package io.airloom.kernel;

import java.util.List;

/// A simulated radio of this kernel.
///
/// @param id what mac80211_hwsim calls it
/// @param name of its wiphy: `phy0`, or what it was given
/// @param address its permanent address
/// @param key what it is called in messages of the medium
/// @param interfaces those that frames are sent from
public record HwsimRadio(
        int id, String name, long address, long key, List<WirelessInterface> interfaces) {
    /// Keeps a copy of the list.
    public HwsimRadio {
        interfaces = List.copyOf(interfaces);
    }
}
