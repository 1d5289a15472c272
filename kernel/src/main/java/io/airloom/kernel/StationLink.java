package io.airloom.kernel;

/// What the kernel knows of a station and its access point (`NL80211_CMD_GET_STATION`).
///
/// @param isAuthorized whether data may be sent: the handshake is over, or there is none
/// @param signalDbm of the last frame, −128 to 127; 0 if the driver does not say
public record StationLink(boolean isAuthorized, int signalDbm) {}
