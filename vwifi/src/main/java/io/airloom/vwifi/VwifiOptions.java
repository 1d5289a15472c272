package io.airloom.vwifi;

/// How vwifi's clients are served.
///
/// @param portInCid is the TCP port part of a client's number (vwifi-server `-u`)?
/// @param control which vwifi-ctrl comes
/// @param oldFraming are clients taken for v1.5 to v3 until they have said something?
/// @param maxMessage octets of the longest message that a client takes until it has sent a longer
///   one: 1640 up to v6.3, 2352 since v6.4
/// @param allChannels does every client get the frames of all channels, as from vwifi-server? For
///   machines with a monitor beside a station.
/// @param vsockPort what STATUS says; 0 for none
/// @param tcpPort what STATUS says; 0 for none
public record VwifiOptions(
        boolean portInCid,
        ControlVersion control,
        boolean oldFraming,
        int maxMessage,
        boolean allChannels,
        int vsockPort,
        int tcpPort) {
    /// Port of clients over vsock.
    public static final int VSOCK_PORT = 8211;

    /// Port of clients over TCP.
    public static final int TCP_PORT = 8212;

    /// Port of spies.
    public static final int SPY_PORT = 8213;

    /// Port of control programs.
    public static final int CONTROL_PORT = 8214;

    /// What every version from v4 on takes.
    public static final int OLD_MAX_MESSAGE = 1640;

    /// What v6.4 and later take.
    public static final int NEW_MAX_MESSAGE = 2352;

    /// For v4 to v7.1 clients and the control programs of v6 and v7.
    public static VwifiOptions defaults() {
        return new VwifiOptions(
                false, ControlVersion.V7, false, OLD_MAX_MESSAGE, false, VSOCK_PORT, TCP_PORT);
    }
}
