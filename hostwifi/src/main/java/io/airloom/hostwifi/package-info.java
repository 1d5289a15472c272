/// The Wi-Fi interfaces of a Linux host as the proxy sees them ([io.airloom.proxy.HostWifi]):
/// NetworkManager, wpa_supplicant or iwd is asked over D-Bus to do things, and the kernel over
/// nl80211 what there is.
@NullMarked
package io.airloom.hostwifi;

import org.jspecify.annotations.NullMarked;
