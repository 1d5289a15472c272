package io.airloom.proxy;

/// That an interface of the host is on a network: associated, and authorised to send.
///
/// @param ssid the network
/// @param bssid the access point, 48 bits; it changes when the host roams
/// @param security what the two agreed on
public record Connection(Ssid ssid, long bssid, NetworkSecurity security) {}
