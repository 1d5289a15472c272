package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Words for the content of unprotected data frames: LLC/SNAP (IEEE 802.2), then what it carries.
///
/// ```
///  octets   1     1     1        3    2
///           DSAP  SSAP  control  OUI  EtherType      packet
///           aa    aa    03       00 00 00 (or 00 00 f8)
/// ```
final class PacketWords {
    private static final int SNAP_LENGTH = 8;
    private static final int SNAP = 0xaaaa03;
    private static final int BRIDGE_TUNNEL = 0xf8;

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int VLAN = 0x8100;
    private static final int IPV6 = 0x86dd;
    private static final int EAPOL = 0x888e;
    private static final int TDLS = 0x890d;
    private static final int PREAUTHENTICATION = 0x88c7;

    private static final int ARP_LENGTH = 28;
    private static final int TDLS_PAYLOAD = 2;

    private static final WordTable EAPOL_TYPES =
            new WordTable(
                    "EAPOL type",
                    """
                    0 EAP; 1 EAPOL-Start; 2 EAPOL-Logoff; 3 EAPOL-Key; 4 EAPOL alert; 5 EAPOL-MKA;
                    6 EAPOL announcement; 7 EAPOL announcement; 8 EAPOL announcement request
                    """);

    private static final WordTable EAP_CODES =
            new WordTable(
                    "EAP code",
                    """
                    1 EAP Request; 2 EAP Response; 3 EAP Success; 4 EAP Failure; 5 EAP Initiate;
                    6 EAP Finish
                    """);

    private static final WordTable EAP_METHODS =
            new WordTable(
                    "method",
                    """
                    1 identity; 2 notification; 3 nak; 4 MD5; 5 OTP; 6 GTC; 13 TLS; 17 LEAP; 18 SIM;
                    21 TTLS; 23 AKA; 25 PEAP; 26 MSCHAPv2; 29 MSCHAPv2; 43 FAST; 46 PAX; 47 PSK;
                    48 SAKE; 49 IKEv2; 50 AKA'; 51 GPSK; 52 PWD; 53 EKE; 55 TEAP; 254 WSC
                    """);

    private PacketWords() {}

    /// @param length octets from `at` on, at least 1
    /// @param firstOfMany the rest is in further fragments, so lengths reach beyond the end
    static void write(Draft draft, long at, int length, boolean firstOfMany) {
        MemorySegment segment = draft.view.segment();
        if (length < 3) {
            draft.bad(FrameProblem.PACKET_CUT, "LLC", at + length);
            return;
        }
        int llc = Octets.u16BigEndian(segment, at) << 8 | Octets.u8(segment, at + 2);
        if (llc != SNAP) {
            draft.add(llc == 0x424203 ? "STP" : "LLC %06x".formatted(llc));
            return;
        }
        if (length < SNAP_LENGTH) {
            draft.bad(FrameProblem.PACKET_CUT, "SNAP", at + length);
            return;
        }
        int oui = Octets.u16BigEndian(segment, at + 3) << 8 | Octets.u8(segment, at + 5);
        int etherType = Octets.u16BigEndian(segment, at + 6);
        if (oui != 0 && oui != BRIDGE_TUNNEL) {
            draft.add("SNAP %06x".formatted(oui));
            return;
        }
        etherType(draft, etherType, at + SNAP_LENGTH, length - SNAP_LENGTH, firstOfMany);
    }

    private static void etherType(
            Draft draft, int etherType, long at, int length, boolean firstOfMany) {
        switch (etherType) {
            case EAPOL -> eapol(draft, at, length, firstOfMany);
            case PREAUTHENTICATION -> {
                draft.add("preauthentication");
                eapol(draft, at, length, firstOfMany);
            }
            case ARP -> arp(draft, at, length);
            case IPV4 -> IpWords.ipv4(draft, at, length, firstOfMany);
            case IPV6 -> IpWords.ipv6(draft, at, length, firstOfMany);
            case VLAN -> {
                if (length < 4) {
                    draft.bad(FrameProblem.PACKET_CUT, "VLAN tag", at + length);
                    return;
                }
                MemorySegment segment = draft.view.segment();
                draft.add("VLAN " + (Octets.u16BigEndian(segment, at) & 0xfff));
                int inner = Octets.u16BigEndian(segment, at + 2);
                // A tag within a tag is only named, so that this cannot go on for ever.
                if (inner == VLAN) {
                    draft.add("VLAN in VLAN");
                } else {
                    etherType(draft, inner, at + 4, length - 4, firstOfMany);
                }
            }
            case TDLS -> tdls(draft, at, length);
            default -> draft.add("EtherType 0x%04x".formatted(etherType));
        }
    }

    /// Version (1), type (1), length (2), body (IEEE 802.1X-2020 §11.3).
    private static void eapol(Draft draft, long at, int length, boolean firstOfMany) {
        MemorySegment segment = draft.view.segment();
        if (length < 4) {
            draft.type = "EAPOL";
            draft.bad(FrameProblem.EAPOL_CUT, "", at + length);
            return;
        }
        int type = Octets.u8(segment, at + 1);
        int body = Octets.u16BigEndian(segment, at + 2);
        draft.type = EAPOL_TYPES.of(type);
        if (firstOfMany) {
            return;
        }
        if (body > length - 4) {
            draft.bad(FrameProblem.EAPOL_CUT, "", at + length);
            return;
        }
        if (type == 0) {
            eap(draft, at + 4, body);
        } else if (type == 3) {
            EapolKey key = EapolKey.parse(segment, at + 4, body);
            if (key == null) {
                draft.bad(FrameProblem.EAPOL_CUT, "", at + 4);
            } else {
                draft.type = key.message().text();
            }
        }
    }

    /// Code (1), identifier (1), length (2), and in requests and responses the method (1).
    private static void eap(Draft draft, long at, int length) {
        MemorySegment segment = draft.view.segment();
        if (length < 4) {
            draft.bad(FrameProblem.EAPOL_CUT, "EAP", at + length);
            return;
        }
        int code = Octets.u8(segment, at);
        draft.type = EAP_CODES.of(code);
        if (code == 1 || code == 2) {
            if (length < 5) {
                draft.bad(FrameProblem.EAPOL_CUT, "EAP", at + length);
                return;
            }
            draft.add(EAP_METHODS.of(Octets.u8(segment, at + 4)));
        }
    }

    /// Types and sizes (8), SHA (6), SPA (4), THA (6), TPA (4) (RFC 826, Ethernet and IPv4).
    private static void arp(Draft draft, long at, int length) {
        MemorySegment segment = draft.view.segment();
        draft.type = "ARP";
        if (length < ARP_LENGTH) {
            draft.bad(FrameProblem.PACKET_CUT, "ARP", at + length);
            return;
        }
        int operation = Octets.u16BigEndian(segment, at + 6);
        String sender = IpWords.ipv4Address(segment, at + 14);
        String target = IpWords.ipv4Address(segment, at + 24);
        draft.add(
                switch (operation) {
                    case 1 -> "who has " + target + "? tell " + sender;
                    case 2 -> sender + " is at " + draft.name(MacAddress.read(segment, at + 8));
                    default -> "operation " + operation;
                });
    }

    /// Payload type (1), then category and action as in an Action frame.
    private static void tdls(Draft draft, long at, int length) {
        if (length < 3) {
            draft.bad(FrameProblem.PACKET_CUT, "TDLS", at + length);
            return;
        }
        if (Octets.u8(draft.view.segment(), at) == TDLS_PAYLOAD) {
            ActionWords.write(draft, at + 1, length - 1);
        } else {
            draft.add("TDLS payload " + Octets.u8(draft.view.segment(), at));
        }
    }
}
