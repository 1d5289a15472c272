package io.airloom.proxy;

/// What an interface of the host shall join.
///
/// @param ssid the network, one octet or more
/// @param bssid the access point that the guest means, 0 for any: a wish, not a condition
/// @param security [NetworkSecurity#OPEN], [NetworkSecurity#WPA2_PSK] or [NetworkSecurity#WPA3_SAE]
/// @param key nothing, a PMK of 32 octets (or a passphrase of 8 to 63 printable ones), or a
///   password; it is the caller's, who wipes it when the call is over
public record Join(Ssid ssid, long bssid, NetworkSecurity security, NetworkKey key)
        implements ConnectDecision {}
