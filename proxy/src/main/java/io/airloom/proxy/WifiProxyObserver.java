package io.airloom.proxy;

import org.jspecify.annotations.Nullable;

/// Is told of what happens to guests and to the host's Wi-Fi. All calls come from one thread at a
/// time, in order, and never from a thread that the program has called the proxy with: whoever
/// holds a lock while it calls [WifiProxy] may take the same lock here.
///
/// What is said of a guest is said before it is answered, and its answer waits until the call
/// returns (at most for the time that its request has): keep it short. What is said of the host
/// holds up nobody, but those after it. Exceptions are logged.
///
/// The order of calls is always
///
/// | a guest | calls |
/// | --- | --- |
/// | has the host join a network | [#hostConnected], [#guestConnectionCompleted] |
/// | leaves it | [#guestDisconnectionRequested], [#hostDisconnected], [#guestDisconnectionCompleted] |
/// | shares the host's network | [#guestConnectionCompleted] |
/// | leaves it | [#guestDisconnectionRequested], [#guestDisconnectionCompleted] |
/// | scans | [#guestScanRequested], [#guestScanCompleted] |
///
/// with the word of the [Authorizer] before a connection. A guest that leaves what it is not on
/// causes none.
public interface WifiProxyObserver {
    /// Does not care.
    WifiProxyObserver NONE = new WifiProxyObserver() {};

    /// An interface of the host is on a network, for whatever reason; also once for each that is
    /// when the proxy starts.
    ///
    /// @param security as guests see it: open or WPA2-PSK
    default void hostConnected(InterfaceId on, Ssid ssid, NetworkSecurity security) {}

    /// An interface of the host is on its network no more, for whatever reason.
    default void hostDisconnected(InterfaceId on, Ssid ssid) {}

    /// A guest's request to be connected has been decided.
    ///
    /// @param status what the guest is answered (IEEE 802.11-2020 table 9-50); 0 is success
    /// @param on null if it failed or was denied before there was one
    /// @param security what it really is; null if there is no interface
    default void guestConnectionCompleted(
            GuestId guest,
            ConnectionKind kind,
            Outcome outcome,
            int status,
            @Nullable InterfaceId on,
            Ssid ssid,
            @Nullable NetworkSecurity security) {}

    /// A guest wants to leave the network that it is on, and will.
    default void guestDisconnectionRequested(GuestId guest, ConnectionKind kind, Ssid ssid) {}

    /// A guest has left its network.
    ///
    /// @param outcome always [Outcome#SUCCEEDED]
    default void guestDisconnectionCompleted(
            GuestId guest, ConnectionKind kind, Outcome outcome, InterfaceId on, Ssid ssid) {}

    /// A guest asks which networks there are.
    ///
    /// @param ssid one that may hide, or [Ssid#WILDCARD]
    default void guestScanRequested(GuestId guest, Ssid ssid) {}

    /// It is about to be told.
    ///
    /// @param outcome always [Outcome#SUCCEEDED]
    /// @param ssid as it was asked for
    /// @param results what it is told now; what is found later it is told without this
    default void guestScanCompleted(
            GuestId guest, Outcome outcome, Ssid ssid, ScanResults results) {}
}
