package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What the elements of one management frame say of a network: its name, channel and security.
///
/// Walks every element, so it also finds what is malformed. Reads as far as it can.
public final class Network {
    private static final int WPA_TYPE = 0x0050f201;
    private static final int OWE_TRANSITION_TYPE = 0x506f9a1c;
    private static final int MAX_SSID = 32;

    private @Nullable String ssid;
    private boolean ssidHidden;
    private @Nullable String meshId;
    private int channel;
    private int widthMhz = 20;
    private @Nullable Rsn rsn;
    private @Nullable Rsn wpa;
    private boolean oweTransition;
    private boolean fastTransition;
    private boolean signed;
    private boolean multiLink;
    private boolean hashToElement;
    private @Nullable String channelSwitch;
    private FrameProblem problem = FrameProblem.NONE;
    private long problemAt;
    private String problemElement = "";

    private Network() {}

    /// Walks the elements in these octets.
    ///
    /// @throws IndexOutOfBoundsException if that range is not within the segment
    public static Network of(MemorySegment segment, long offset, int length) {
        Network network = new Network();
        Elements elements = new Elements().wrap(segment, offset, length);
        while (elements.next()) {
            network.learn(segment, elements);
            if (elements.id() == Elements.MIC) {
                // What follows it in mesh peering frames is encrypted (§14.5.3).
                return network;
            }
        }
        if (elements.problem() != FrameProblem.NONE) {
            String name =
                    elements.problem() == FrameProblem.ELEMENT_CUT
                            ? ElementName.of(Octets.u8(segment, elements.elementOffset()), 0)
                            : "";
            network.bad(elements.problem(), elements.elementOffset(), name);
        }
        return network;
    }

    /// The SSID, quoted and escaped; `any SSID` for the wildcard; null if there is no such element.
    public @Nullable String ssid() {
        return ssid;
    }

    /// Is there an SSID element that does not tell the name (empty, or all zeros)?
    public boolean ssidHidden() {
        return ssidHidden;
    }

    /// The Mesh ID, quoted and escaped, or null.
    public @Nullable String meshId() {
        return meshId;
    }

    /// Primary channel number, or {@link Channel#NONE}.
    public int channel() {
        return channel;
    }

    /// Width of the network in MHz: 20 to 320.
    public int widthMhz() {
        return widthMhz;
    }

    /// The RSN element, or null.
    public @Nullable Rsn rsn() {
        return rsn;
    }

    /// The WPA element, or null.
    public @Nullable Rsn wpa() {
        return wpa;
    }

    /// An open network that is the other face of an OWE network.
    public boolean oweTransition() {
        return oweTransition;
    }

    /// Is there a Mobility Domain element?
    public boolean fastTransition() {
        return fastTransition;
    }

    /// Does a Management MIC element sign the frame?
    public boolean signed() {
        return signed;
    }

    /// Does a Multi-Link element tell of more links?
    public boolean multiLink() {
        return multiLink;
    }

    /// Does RSNXE offer SAE's hash-to-element (§9.4.2.241, bit 5)?
    public boolean hashToElement() {
        return hashToElement;
    }

    /// `to ch 6 in 3 beacons`, or null if no switch is announced.
    public @Nullable String channelSwitch() {
        return channelSwitch;
    }

    /// What is malformed, or {@link FrameProblem#NONE}; the first such thing.
    public FrameProblem problem() {
        return problem;
    }

    /// Where in the segment the malformed element starts.
    public long problemAt() {
        return problemAt;
    }

    /// Name of the malformed element; may be empty.
    public String problemElement() {
        return problemElement;
    }

    private void learn(MemorySegment segment, Elements element) {
        long at = element.offset();
        int length = element.length();
        boolean good =
                switch (element.id()) {
                    case Elements.SSID -> learnSsid(segment, at, length);
                    case Elements.MESH_ID -> {
                        meshId = Printable.quoted(segment, at, Math.min(length, MAX_SSID));
                        yield length <= MAX_SSID;
                    }
                    case Elements.DSSS_PARAMETER_SET -> {
                        channel = length == 1 ? Octets.u8(segment, at) : channel;
                        yield length == 1;
                    }
                    case Elements.CHANNEL_SWITCH -> learnSwitch(segment, at, length, 3);
                    case Elements.EXTENDED_CHANNEL_SWITCH -> learnSwitch(segment, at, length, 4);
                    case Elements.TIM -> length >= 4;
                    case Elements.COUNTRY -> length >= 6;
                    case Elements.RSN -> {
                        rsn = rsn == null ? Rsn.parse(segment, at, length) : rsn;
                        yield !rsn.malformed();
                    }
                    case Elements.MOBILITY_DOMAIN -> {
                        fastTransition = true;
                        yield length == 3;
                    }
                    case Elements.MANAGEMENT_MIC -> {
                        signed = true;
                        yield length >= 16;
                    }
                    case Elements.RSN_EXTENSION -> {
                        hashToElement = length > 0 && (Octets.u8(segment, at) & 1 << 5) != 0;
                        yield length > 0;
                    }
                    case Elements.HT_OPERATION -> learnHtOperation(segment, at, length);
                    case Elements.VHT_OPERATION -> learnVhtOperation(segment, at, length);
                    case Elements.VENDOR_SPECIFIC -> learnVendor(segment, at, length);
                    case Elements.EXTENSION -> learnExtension(segment, element);
                    default -> true;
                };
        if (!good) {
            bad(FrameProblem.ELEMENT_MALFORMED, element.elementOffset(), element.name());
        }
    }

    private boolean learnSsid(MemorySegment segment, long at, int length) {
        if (ssid != null || ssidHidden) {
            // Only the first counts; a second one comes with nontransmitted BSSIDs.
            return true;
        }
        boolean zeros = true;
        for (int i = 0; i < length; i++) {
            zeros &= Octets.u8(segment, at + i) == 0;
        }
        ssidHidden = zeros;
        if (!zeros) {
            ssid = Printable.quoted(segment, at, Math.min(length, MAX_SSID));
        }
        return length <= MAX_SSID;
    }

    /// @param fields octets of the element: mode, [operating class,] channel, count
    private boolean learnSwitch(MemorySegment segment, long at, int length, int fields) {
        if (length != fields) {
            return false;
        }
        int count = Octets.u8(segment, at + fields - 1);
        channelSwitch =
                "to ch "
                        + Octets.u8(segment, at + fields - 2)
                        + (count == 0
                                ? " now"
                                : " in " + count + (count == 1 ? " beacon" : " beacons"));
        return true;
    }

    /// Primary channel; secondary channel offset and STA channel width (§9.4.2.56).
    private boolean learnHtOperation(MemorySegment segment, long at, int length) {
        if (length < 22) {
            return false;
        }
        channel = Octets.u8(segment, at);
        int subset = Octets.u8(segment, at + 1);
        if ((subset & 3) != 0 && (subset & 4) != 0) {
            widthMhz = Math.max(widthMhz, 40);
        }
        return true;
    }

    /// Channel width 1 means 80, 160 or 80+80 by the centre segments (§9.4.2.158).
    private boolean learnVhtOperation(MemorySegment segment, long at, int length) {
        if (length < 5) {
            return false;
        }
        int width = Octets.u8(segment, at);
        int distance = Math.abs(Octets.u8(segment, at + 2) - Octets.u8(segment, at + 1));
        if (width == 1) {
            boolean second = Octets.u8(segment, at + 2) != 0;
            widthMhz = second && (distance == 8 || distance > 16) ? 160 : 80;
        } else if (width == 2 || width == 3) {
            widthMhz = 160;
        }
        return true;
    }

    private boolean learnVendor(MemorySegment segment, long at, int length) {
        if (length < 3) {
            return false;
        }
        if (length < 4) {
            return true;
        }
        int type = (int) Octets.u32BigEndian(segment, at);
        if (type == WPA_TYPE) {
            wpa = Rsn.parseWpa(segment, at, length);
            return !wpa.malformed();
        }
        oweTransition |= type == OWE_TRANSITION_TYPE;
        return true;
    }

    private boolean learnExtension(MemorySegment segment, Elements element) {
        long at = element.offset();
        int length = element.length();
        switch (element.extensionId()) {
            case Elements.EXT_MULTI_LINK -> multiLink = true;
            case Elements.EXT_HE_OPERATION -> {
                return learnHeOperation(segment, at, length);
            }
            case Elements.EXT_EHT_OPERATION -> {
                // Operation information follows if bit 0 says so; its width is 20 · 2^n MHz.
                if (length < 5) {
                    return false;
                }
                if ((Octets.u8(segment, at) & 1) != 0) {
                    if (length < 8) {
                        return false;
                    }
                    widthMhz = 20 << Math.min(4, Octets.u8(segment, at + 5) & 7);
                }
            }
            default -> {}
        }
        return true;
    }

    /// Parameters (3), BSS colour (1), MCS (2), then what the parameters announce: VHT operation
    /// (3), co-hosted BSSID indicator (1), 6 GHz operation (5) (802.11ax §9.4.2.249).
    private boolean learnHeOperation(MemorySegment segment, long at, int length) {
        if (length < 6) {
            return false;
        }
        int parameters = Octets.u16(segment, at) | Octets.u8(segment, at + 2) << 16;
        int sixGhz =
                6 + ((parameters & 1 << 14) != 0 ? 3 : 0) + ((parameters & 1 << 15) != 0 ? 1 : 0);
        if ((parameters & 1 << 17) == 0) {
            return length >= sixGhz;
        }
        if (length < sixGhz + 5) {
            return false;
        }
        channel = Octets.u8(segment, at + sixGhz);
        widthMhz = Math.max(widthMhz, 20 << (Octets.u8(segment, at + sixGhz + 1) & 3));
        return true;
    }

    private void bad(FrameProblem what, long at, String element) {
        if (problem == FrameProblem.NONE) {
            problem = what;
            problemAt = at;
            problemElement = element;
        }
    }
}
