package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Words for management frames (IEEE 802.11-2020 §9.3.3).
final class ManagementWords {
    private static final int ESS = 1;
    private static final int IBSS = 1 << 1;
    private static final int PRIVACY = 1 << 4;

    private ManagementWords() {}

    static void write(Draft draft, @Nullable String cipher) {
        FrameView view = draft.view;
        if (view.protectedFrame()) {
            DataWords.protection(draft, cipher);
            return;
        }
        switch (view.type()) {
            case BEACON, PROBE_RESPONSE -> network(draft, 12, 10);
            case TIMING_ADVERTISEMENT -> network(draft, 10, -1);
            case PROBE_REQUEST -> request(draft, 0, -1);
            case ASSOCIATION_REQUEST -> request(draft, 4, 0);
            case REASSOCIATION_REQUEST -> request(draft, 10, 0);
            case ASSOCIATION_RESPONSE, REASSOCIATION_RESPONSE -> associationResponse(draft);
            case AUTHENTICATION -> AuthenticationWords.write(draft);
            case DEAUTHENTICATION, DISASSOCIATION -> {
                if (fixed(draft, 2)) {
                    draft.add(Codes.reason(Octets.u16(view.segment(), view.bodyOffset())));
                    if (elements(draft, 2).signed()) {
                        draft.add("signed");
                    }
                }
            }
            case ACTION, ACTION_NO_ACK -> ActionWords.write(draft);
            default -> {}
        }
    }

    /// Has the body its fixed fields? If not, the frame is bad.
    static boolean fixed(Draft draft, int octets) {
        FrameView view = draft.view;
        if (view.bodyLength() >= octets) {
            return true;
        }
        draft.bad(FrameProblem.BODY_CUT, "", view.offset() + view.length());
        return false;
    }

    /// The elements after the fixed fields; what is malformed in them makes the frame bad.
    static Network elements(Draft draft, int fixed) {
        FrameView view = draft.view;
        Network network =
                Network.of(view.segment(), view.bodyOffset() + fixed, view.bodyLength() - fixed);
        if (network.problem() != FrameProblem.NONE) {
            draft.bad(network.problem(), network.problemElement(), network.problemAt());
        }
        return network;
    }

    /// A network that tells of itself.
    ///
    /// @param capabilityAt offset of the capability field in the body, or −1
    private static void network(Draft draft, int fixed, int capabilityAt) {
        if (!fixed(draft, fixed)) {
            return;
        }
        FrameView view = draft.view;
        int capability =
                capabilityAt < 0
                        ? ESS
                        : Octets.u16(view.segment(), view.bodyOffset() + capabilityAt);
        Network network = elements(draft, fixed);
        StringBuilder identity = new StringBuilder();
        if (network.meshId() != null) {
            identity.append("mesh ").append(network.meshId());
        } else if (network.ssid() != null) {
            identity.append(network.ssid());
        } else if (network.ssidHidden()) {
            identity.append("hidden SSID");
        }
        if (network.channel() != Channel.NONE) {
            identity.append(identity.isEmpty() ? "ch " : " ch ").append(network.channel());
            if (network.widthMhz() > 20) {
                identity.append(" (").append(network.widthMhz()).append(" MHz)");
            }
        }
        if (!identity.isEmpty()) {
            draft.add(identity.toString());
        }
        if (capabilityAt >= 0) {
            if (network.problem() == FrameProblem.NONE) {
                draft.add(security(network, capability));
            }
            if ((capability & (ESS | IBSS)) == IBSS) {
                draft.add("IBSS");
            }
            if (network.hashToElement()) {
                draft.add("H2E");
            }
        }
        if (network.multiLink()) {
            draft.add("multi-link");
        }
        if (network.channelSwitch() != null) {
            draft.add("switching " + network.channelSwitch());
        }
    }

    private static String security(Network network, int capability) {
        String text = Security.text((capability & PRIVACY) != 0, network.rsn(), network.wpa());
        return network.oweTransition() && network.rsn() == null ? text + " (OWE transition)" : text;
    }

    /// A station that asks for a network.
    private static void request(Draft draft, int fixed, int capabilityAt) {
        if (!fixed(draft, fixed)) {
            return;
        }
        Network network = elements(draft, fixed);
        if (network.meshId() != null && !network.meshId().equals("\"\"")) {
            draft.add("mesh " + network.meshId());
        } else if (network.ssid() != null) {
            draft.add(network.ssid());
        } else if (network.ssidHidden()) {
            draft.add("any SSID");
        }
        if (capabilityAt >= 0) {
            FrameView view = draft.view;
            int capability = Octets.u16(view.segment(), view.bodyOffset() + capabilityAt);
            if (network.problem() == FrameProblem.NONE) {
                draft.add(security(network, capability));
            }
        }
        if (network.multiLink()) {
            draft.add("multi-link");
        }
    }

    private static void associationResponse(Draft draft) {
        if (!fixed(draft, 6)) {
            return;
        }
        MemorySegment segment = draft.view.segment();
        long body = draft.view.bodyOffset();
        int status = Octets.u16(segment, body + 2);
        draft.add(Codes.status(status));
        if (status == 0) {
            draft.add("AID " + (Octets.u16(segment, body + 4) & 0x3fff));
        }
        if (elements(draft, 6).multiLink()) {
            draft.add("multi-link");
        }
    }
}
