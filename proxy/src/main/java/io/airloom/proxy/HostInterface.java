package io.airloom.proxy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One Wi-Fi interface of the host. Any thread may call: [#join] and [#leave] one at a time,
/// [#networks] and [#scan] one at a time, [#connection] at any time, also while others are at it.
///
/// What it does not do in time it takes back: after an exception the interface is as it was, or on
/// no network, but never joins one later.
public interface HostInterface {
    /// Who it is.
    InterfaceId id();

    /// The network that it is on now, whoever asked for it; null if none, or not yet. Answers at
    /// once, from what is known.
    @Nullable Connection connection();

    /// The networks that it heard of lately, the one that it is on among them. Answers at once.
    ///
    /// @throws HostWifiException if the host does not say
    List<Heard> networks() throws HostWifiException;

    /// Starts to look for networks, and does not wait: [HostWifi.Listener#scanned] tells of the
    /// end, exactly once, whether it was good or not. Where the host scans already, or has just
    /// done so, that scan counts.
    ///
    /// @param ssid one that may hide, or [Ssid#WILDCARD]
    /// @throws HostWifiException if the host does not want to; no end is told of then
    void scan(Ssid ssid) throws HostWifiException;

    /// Joins a network, and waits until it stands or has failed. The network that it was on is left
    /// for it, and remembered: see [#leave].
    ///
    /// @param within at most so long
    /// @throws HostWifiException if it is not on that network now
    Connection join(Join join, Duration within) throws HostWifiException, InterruptedException;

    /// Ends the connection that [#join] has made, and waits; what the interface was on before is
    /// asked for again, without waiting. A connection that somebody else has made since is left
    /// alone. Nothing of ours stays in the host's configuration.
    ///
    /// @param within at most so long
    /// @throws HostWifiException if the host does not want to
    void leave(Duration within) throws HostWifiException, InterruptedException;
}
