package io.airloom.proxy;

import java.time.Instant;

/// That a guest is connected.
///
/// @param radio by what
/// @param ssid the network
/// @param bssid the access point that the guest was told
/// @param session the number of the answer that said so
/// @param since when
record Link(Radio radio, Ssid ssid, long bssid, long session, Instant since) {}
