package io.airloom.proxy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What guests see of the networks that interfaces have heard: each access point once, in a form
/// that the driver knows ([AdaptedNetwork]), and no more than fit into a message.
///
/// @param layout how the guest reads scan results
/// @param hidesUnusable whether networks that a guest can neither join nor share with the host are
///   left out; else they look like WPA2-PSK, and to ask for one fails
public record ScanView(ScanLayout layout, boolean hidesUnusable) {
    /// After this time a network that the host is not on is not worth telling of.
    public static final long MAX_AGE_MILLIS = 30_000;

    /// A network that an interface has heard.
    ///
    /// @param heard as it was
    /// @param connectedTo the network that this interface is on by this access point; null if it is
    ///   on none or on another. Those that the host makes up it is always on
    public record Candidate(Heard heard, @Nullable Ssid connectedTo) {
        /// The networks of an interface, the one that it is on marked.
        public static List<Candidate> of(List<Heard> heard, @Nullable Connection connection) {
            return heard.stream().map(one -> new Candidate(one, ssidAt(connection, one))).toList();
        }

        private static @Nullable Ssid ssidAt(@Nullable Connection connection, Heard heard) {
            return connection != null && connection.bssid() == heard.bss().bssid()
                    ? connection.ssid()
                    : null;
        }

        private boolean isConnected() {
            return connectedTo != null;
        }
    }

    /// The networks in the order given, without those that
    ///
    /// - are on frequencies that the driver does not know,
    /// - were heard longer ago than [#MAX_AGE_MILLIS], unless the host is on them,
    /// - have the BSSID of one before,
    /// - do not fit: the weakest, those that the host is on last of all.
    public List<Bss> of(List<Candidate> candidates) {
        Set<Ssid> shared = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (candidate.connectedTo() != null) {
                shared.add(candidate.connectedTo());
            }
        }
        Set<Long> bssids = new HashSet<>();
        List<Shown> shown = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Heard heard = candidate.heard();
            Bss bss = heard.bss();
            if (GuestChannels.isUsable(bss.centerFreqKhz())
                    && (heard.ageMillis() <= MAX_AGE_MILLIS || candidate.isConnected())
                    && !(hidesUnusable && isUnusable(candidate, shared))
                    && bssids.add(bss.bssid())) {
                Bss adapted = AdaptedNetwork.of(bss, candidate.connectedTo());
                shown.add(new Shown(adapted, candidate.isConnected()));
            }
        }
        return fitting(shown);
    }

    private static boolean isUnusable(Candidate candidate, Set<Ssid> shared) {
        Bss bss = candidate.heard().bss();
        Ssid ssid = bss.elements().ssid();
        return !candidate.isConnected()
                && !AdaptedNetwork.isJoinable(bss)
                && (ssid == null || !shared.contains(ssid));
    }

    private record Shown(Bss bss, boolean isConnected) {
        static final Comparator<Shown> FIRST_TO_KEEP =
                Comparator.comparingInt((Shown shown) -> shown.isConnected() ? 0 : 1)
                        .thenComparing(
                                Comparator.comparingInt((Shown shown) -> shown.bss().rssiDbm())
                                        .reversed());
    }

    private List<Bss> fitting(List<Shown> shown) {
        int left = AnswerCodec.MAX_BODY_LENGTH - layout.fixedLength();
        Set<Long> kept = new HashSet<>();
        for (Shown candidate : shown.stream().sorted(Shown.FIRST_TO_KEEP).toList()) {
            int length = AnswerCodec.length(candidate.bss());
            if (length <= left) {
                left -= length;
                kept.add(candidate.bss().bssid());
            }
        }
        return shown.stream().map(Shown::bss).filter(bss -> kept.contains(bss.bssid())).toList();
    }
}
