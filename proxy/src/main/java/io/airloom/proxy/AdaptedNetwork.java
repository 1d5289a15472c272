package io.airloom.proxy;

import io.airloom.ieee80211.Elements;
import io.airloom.ieee80211.Rsn;
import io.airloom.ieee80211.Suites;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes of a network what a guest can ask to be connected to. Its driver knows open networks and
/// WPA2 with a pre-shared key and CCMP or GCMP:
///
/// - one of those is left as it was heard;
/// - of one in transition to WPA3 the SAE half is taken away, with the need to protect management
///   frames;
/// - any other one looks like WPA2-PSK with CCMP, so that a guest can ask to share the connection
///   that the host has with it.
///
/// Only the elements of security change: rates, channel width, country and all others stay.
/// Elements that are cut off at the end, and SSIDs that are too long, are left out.
final class AdaptedNetwork {
    /// IEEE 802.11-2020 §9.4.1.4.
    static final int CAPABILITY_ESS = 1;

    static final int CAPABILITY_PRIVACY = 1 << 4;

    private static final int CAPABILITY_IBSS = 1 << 1;
    private static final int WAPI = 68;
    private static final int WPA_TYPE = 0x0050f201;
    private static final int WFA_OUI = 0x506f9a;

    private AdaptedNetwork() {}

    /// The network as guests see it.
    ///
    /// @param connectedTo the network that the host is on there, null if it is not: its name goes
    ///   into the elements of an access point that hides it
    static Bss of(Bss heard, @Nullable Ssid connectedTo) {
        ElementBlob elements = heard.elements();
        Rsn rsn = elements.rsn();
        int capabilities = heard.capabilities();
        if (isPlain(heard)) {
            rsn = null;
        } else if (isTransition(heard) && rsn != null) {
            rsn = rsn.withoutSae();
        } else {
            rsn = Rsn.PSK_CCMP;
            capabilities = (capabilities & ~CAPABILITY_IBSS) | CAPABILITY_ESS | CAPABILITY_PRIVACY;
        }
        Ssid name = Objects.equals(connectedTo, elements.ssid()) ? null : connectedTo;
        return new Bss(
                heard.bssid(),
                capabilities,
                heard.rssiDbm(),
                heard.beaconIntervalTu(),
                heard.centerFreqKhz(),
                rewritten(elements, name, rsn));
    }

    /// Whether a guest can ask the host to join it: what it is shown as is what it is.
    static boolean isJoinable(Bss heard) {
        return isPlain(heard) || isTransition(heard);
    }

    private static boolean isPlain(Bss bss) {
        return switch (NetworkSecurity.of(bss.capabilities(), bss.elements())) {
            case OPEN -> true;
            case WPA2_PSK -> hasCipher(bss.elements().rsn());
            default -> false;
        };
    }

    private static boolean isTransition(Bss bss) {
        return NetworkSecurity.of(bss.capabilities(), bss.elements()) == NetworkSecurity.WPA2_WPA3
                && hasCipher(bss.elements().rsn());
    }

    private static boolean hasCipher(@Nullable Rsn rsn) {
        return rsn != null
                && (rsn.pairwiseCiphers().contains(Suites.CCMP)
                        || rsn.pairwiseCiphers().contains(Suites.GCMP));
    }

    /// @param ssid null to leave it as it is
    /// @param rsn instead of all elements of security; null to leave these as they are
    private static ElementBlob rewritten(ElementBlob blob, @Nullable Ssid ssid, @Nullable Rsn rsn) {
        byte[] octets = blob.octets();
        MemorySegment segment = MemorySegment.ofArray(octets);
        Elements element = new Elements().wrap(segment, 0, octets.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + 64);
        if (ssid != null) {
            out.writeBytes(ElementBlob.of(ssid).octets());
        }
        boolean rsnIsDue = rsn != null;
        while (element.next()) {
            // Where elements are in the order of their numbers, it stays so.
            if (rsn != null && rsnIsDue && element.id() > Elements.RSN) {
                out.writeBytes(rsn.element());
                rsnIsDue = false;
            }
            if (element.id() == Elements.SSID
                    ? ssid == null && element.length() <= Ssid.MAX_LENGTH
                    : rsn == null || !isSecurity(segment, element)) {
                int start = (int) element.elementOffset();
                out.write(octets, start, (int) element.offset() + element.length() - start);
            }
        }
        if (rsn != null && rsnIsDue) {
            out.writeBytes(rsn.element());
        }
        return ElementBlob.of(out.toByteArray());
    }

    private static boolean isSecurity(MemorySegment segment, Elements element) {
        return switch (element.id()) {
            case Elements.RSN, Elements.RSN_EXTENSION, WAPI -> true;
            case Elements.VENDOR_SPECIFIC -> {
                int type = ElementBlob.vendorType(segment, element);
                yield type == WPA_TYPE || (type >>> 8 == WFA_OUI && isWfaSecurity(type & 0xff));
            }
            default -> false;
        };
    }

    /// OSEN, OWE transition, RSN override, RSN override 2, RSN extension override.
    private static boolean isWfaSecurity(int type) {
        return switch (type) {
            case 18, 28, 41, 42, 43 -> true;
            default -> false;
        };
    }
}
