package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Words for Action frames (IEEE 802.11-2020 §9.6): `category, action, fields`.
final class ActionWords {
    private static final int P2P = 0x506f9a09;
    private static final int NAN = 0x506f9a13;
    private static final int DPP = 0x506f9a1a;
    private static final int PMKID_LENGTH = 16;

    private static final WordTable P2P_ACTIONS =
            new WordTable(
                    "P2P action",
                    """
                    0 P2P GO Negotiation Request; 1 P2P GO Negotiation Response;
                    2 P2P GO Negotiation Confirmation; 3 P2P Invitation Request;
                    4 P2P Invitation Response; 5 P2P Device Discoverability Request;
                    6 P2P Device Discoverability Response; 7 P2P Provision Discovery Request;
                    8 P2P Provision Discovery Response
                    """);

    private static final WordTable DPP_ACTIONS =
            new WordTable(
                    "DPP action",
                    """
                    0 DPP Authentication Request; 1 DPP Authentication Response;
                    2 DPP Authentication Confirm; 5 DPP Peer Discovery Request;
                    6 DPP Peer Discovery Response; 7 PKEX Version 1 Exchange Request;
                    8 PKEX Exchange Response; 9 PKEX Commit-Reveal Request;
                    10 PKEX Commit-Reveal Response; 11 DPP Configuration Result;
                    12 DPP Connection Status Result; 13 DPP Presence Announcement;
                    14 DPP Reconfiguration Announcement;
                    15 DPP Reconfiguration Authentication Request;
                    16 DPP Reconfiguration Authentication Response;
                    17 DPP Reconfiguration Authentication Confirm; 18 PKEX Exchange Request
                    """);

    private ActionWords() {}

    static void write(Draft draft) {
        if (ManagementWords.fixed(draft, 1)) {
            write(draft, draft.view.bodyOffset(), draft.view.bodyLength());
        }
    }

    /// Also for TDLS, whose action fields travel in data frames.
    ///
    /// @param at offset of the category, of which there are `length` ≥ 1 octets from here on
    static void write(Draft draft, long at, int length) {
        MemorySegment segment = draft.view.segment();
        int category = Octets.u8(segment, at);
        if (category == ActionName.VENDOR || category == ActionName.VENDOR_PROTECTED) {
            vendor(draft, ActionName.category(category), at + 1, length - 1);
            return;
        }
        if (length < 2) {
            draft.add(ActionName.category(category));
            draft.bad(FrameProblem.BODY_CUT, "", at + length);
            return;
        }
        int action = Octets.u8(segment, at + 1);
        long fields = at + 2;
        int available = length - 2;
        if (category == ActionName.PUBLIC && action == 9) {
            vendor(draft, "Vendor-specific", fields, available);
            return;
        }
        draft.add(ActionName.of(category, action));
        switch (category) {
            case ActionName.SPECTRUM_MANAGEMENT -> channelSwitch(draft, action, fields, available);
            case ActionName.BLOCK_ACK -> blockAck(draft, action, fields, available);
            case ActionName.PUBLIC, ActionName.PROTECTED_DUAL ->
                    publicAction(draft, action, fields, available);
            case ActionName.WNM -> wirelessManagement(draft, action, fields, available);
            case ActionName.SELF_PROTECTED -> peering(draft, action, fields, available);
            case ActionName.SA_QUERY -> {
                if (enough(draft, 2, fields, available)) {
                    draft.add("transaction " + Octets.u16(segment, fields));
                }
            }
            case ActionName.TDLS -> {
                // Teardown carries a reason, responses a status.
                if (action == 3 && enough(draft, 2, fields, available)) {
                    draft.add(Codes.reason(Octets.u16(segment, fields)));
                } else if ((action == 1 || action == 2) && enough(draft, 2, fields, available)) {
                    draft.add(Codes.status(Octets.u16(segment, fields)));
                }
            }
            default -> {}
        }
    }

    private static boolean enough(Draft draft, int wanted, long fields, int available) {
        if (available >= wanted) {
            return true;
        }
        draft.bad(FrameProblem.BODY_CUT, "", fields + available);
        return false;
    }

    private static void channelSwitch(Draft draft, int action, long fields, int available) {
        if (action != 4) {
            return;
        }
        Network network = Network.of(draft.view.segment(), fields, available);
        if (network.channelSwitch() != null) {
            draft.add(network.channelSwitch());
        }
        if (network.problem() != FrameProblem.NONE) {
            draft.bad(network.problem(), network.problemElement(), network.problemAt());
        }
    }

    /// ```
    ///  octets   1        2                   2                2        2
    ///  request  dialog,  parameters,         timeout,         starting sequence control
    ///  response dialog,  status,             parameters,      timeout
    ///  DELBA    parameters (2), reason (2)
    /// ```
    ///
    /// Parameters: A-MSDU allowed, immediate, TID (bits 2–5), buffer size (bits 6–15).
    private static void blockAck(Draft draft, int action, long fields, int available) {
        MemorySegment segment = draft.view.segment();
        switch (action) {
            case 0 -> {
                if (enough(draft, 7, fields, available)) {
                    session(draft, Octets.u16(segment, fields + 1));
                    draft.add("from " + (Octets.u16(segment, fields + 5) >> 4));
                }
            }
            case 1 -> {
                if (enough(draft, 7, fields, available)) {
                    draft.add(Codes.status(Octets.u16(segment, fields + 1)));
                    session(draft, Octets.u16(segment, fields + 3));
                }
            }
            case 2 -> {
                if (enough(draft, 4, fields, available)) {
                    draft.add("TID " + (Octets.u16(segment, fields) >> 12));
                    draft.add(Codes.reason(Octets.u16(segment, fields + 2)));
                }
            }
            default -> {}
        }
    }

    private static void session(Draft draft, int parameters) {
        draft.add("TID " + (parameters >> 2 & 15));
        draft.add("buffer " + (parameters >> 6));
    }

    /// GAS starts with a dialog token; an initial request then names its protocol.
    private static void publicAction(Draft draft, int action, long fields, int available) {
        MemorySegment segment = draft.view.segment();
        switch (action) {
            case 4 -> {
                if (enough(draft, 4, fields, available)) {
                    draft.add("to ch " + Octets.u8(segment, fields + 2));
                }
            }
            case 10, 11 -> {
                int protocolAt = action == 10 ? 1 : 5;
                if (enough(draft, protocolAt + 4, fields, available)) {
                    if (action == 11) {
                        draft.add(Codes.status(Octets.u16(segment, fields + 1)));
                    }
                    // Advertisement Protocol element: ID, length, tuple {response info, protocol}.
                    boolean element = Octets.u8(segment, fields + protocolAt) == 108;
                    int protocol = Octets.u8(segment, fields + protocolAt + 3);
                    if (element) {
                        draft.add(protocol == 0 ? "ANQP" : "protocol " + protocol);
                    }
                }
            }
            default -> {}
        }
    }

    /// BSS transition: request {dialog, mode, …}, response {dialog, status, delay, perhaps target}.
    private static void wirelessManagement(Draft draft, int action, long fields, int available) {
        MemorySegment segment = draft.view.segment();
        if (action == 7 && enough(draft, 5, fields, available)) {
            int mode = Octets.u8(segment, fields + 1);
            if ((mode & 1 << 2) != 0) {
                draft.add("disassociation imminent");
            }
        } else if (action == 8 && enough(draft, 3, fields, available)) {
            int status = Octets.u8(segment, fields + 1);
            draft.add(status == 0 ? "accepted" : "rejected (" + status + ")");
            if (status == 0 && available >= 9) {
                draft.add("target " + draft.name(MacAddress.read(segment, fields + 3)));
            }
        }
    }

    /// Open: capability (2); confirm: capability (2), AID (2); close: elements only.
    private static void peering(Draft draft, int action, long fields, int available) {
        int fixed =
                switch (action) {
                    case 1 -> 2;
                    case 2 -> 4;
                    case 3 -> 0;
                    default -> -1;
                };
        if (fixed < 0 || !enough(draft, fixed, fields, available)) {
            return;
        }
        Network network = Network.of(draft.view.segment(), fields + fixed, available - fixed);
        if (network.meshId() != null) {
            draft.add("mesh " + network.meshId());
        }
        if (action == 3) {
            closeReason(draft, fields, available);
        }
        if (network.problem() != FrameProblem.NONE) {
            draft.bad(network.problem(), network.problemElement(), network.problemAt());
        }
    }

    /// Mesh Peering Management (§9.4.2.101): protocol (2), link identifiers (2 each), reason (2),
    /// and with protocol 1 the chosen PMK (16).
    private static void closeReason(Draft draft, long fields, int available) {
        MemorySegment segment = draft.view.segment();
        Elements elements = new Elements().wrap(segment, fields, available);
        if (!elements.find(Elements.MESH_PEERING_MANAGEMENT) || elements.length() < 2) {
            return;
        }
        boolean authenticated = Octets.u16(segment, elements.offset()) == 1;
        int rest = elements.length() - (authenticated ? PMKID_LENGTH : 0);
        if (rest >= 6) {
            draft.add(Codes.reason(Octets.u16(segment, elements.offset() + rest - 2)));
        }
    }

    /// OUI (3), type (1), then the vendor's.
    private static void vendor(Draft draft, String otherwise, long fields, int available) {
        if (!enough(draft, 3, fields, available)) {
            draft.add(otherwise);
            return;
        }
        MemorySegment segment = draft.view.segment();
        int type = available < 4 ? 0 : (int) Octets.u32BigEndian(segment, fields);
        // A P2P action frame has its subtype here; DPP puts its crypto suite before it.
        if (type == P2P && available > 4) {
            draft.add(P2P_ACTIONS.of(Octets.u8(segment, fields + 4)));
        } else if (type == DPP && available > 5) {
            draft.add(DPP_ACTIONS.of(Octets.u8(segment, fields + 5)));
        } else if (type == NAN) {
            draft.add("NAN Service Discovery");
        } else {
            int oui = Octets.u16BigEndian(segment, fields) << 8 | Octets.u8(segment, fields + 2);
            draft.add(otherwise + " " + "%06x".formatted(oui));
        }
    }
}
