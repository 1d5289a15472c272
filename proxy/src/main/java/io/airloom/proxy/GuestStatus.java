package io.airloom.proxy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a guest.
///
/// @param id who it is
/// @param network what it is connected to; null if to nothing
/// @param scans how often it has asked which networks there are
/// @param connects how often it has asked to be connected
/// @param disconnects how often it has asked to leave
/// @param session the number of the last answer to a connect
public record GuestStatus(
        GuestId id,
        @Nullable Network network,
        long scans,
        long connects,
        long disconnects,
        long session) {
    /// What a guest is connected to.
    ///
    /// @param kind whether the host is there for this guest's sake
    /// @param bssid the access point that the guest was told
    public record Network(
            Ssid ssid, long bssid, InterfaceId on, ConnectionKind kind, Instant since) {}

    /// @param kind null if it is connected to nothing
    static GuestStatus of(GuestRecord guest, @Nullable ConnectionKind kind) {
        Link link = guest.link;
        return new GuestStatus(
                guest.id(),
                link == null || kind == null
                        ? null
                        : new Network(
                                link.ssid(), link.bssid(), link.radio().id(), kind, link.since()),
                guest.scans,
                guest.connects,
                guest.disconnects,
                guest.session);
    }
}
