package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Words for IPv4 and IPv6 packets: protocol, addresses, ports. Lengths are checked, checksums not.
final class IpWords {
    private static final int ICMP = 1;
    private static final int IGMP = 2;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int DHCP_SERVER = 67;
    private static final int DHCP_CLIENT = 68;
    private static final int DNS = 53;

    /// BOOTP's fields and the magic cookie that stand before DHCP's options.
    private static final int DHCP_OPTIONS = 240;

    private static final int MAX_EXTENSION_HEADERS = 8;

    private static final WordTable ICMP_TYPES =
            new WordTable(
                    "ICMP type",
                    """
                    0 ICMP echo reply; 3 ICMP unreachable; 5 ICMP redirect; 8 ICMP echo request;
                    9 ICMP router advertisement; 10 ICMP router solicitation; 11 ICMP time exceeded;
                    12 ICMP parameter problem
                    """);

    private static final WordTable ICMPV6_TYPES =
            new WordTable(
                    "ICMPv6 type",
                    """
                    1 ICMPv6 unreachable; 2 ICMPv6 packet too big; 3 ICMPv6 time exceeded;
                    4 ICMPv6 parameter problem; 128 ICMPv6 echo request; 129 ICMPv6 echo reply;
                    130 ICMPv6 listener query; 131 ICMPv6 listener report; 132 ICMPv6 listener done;
                    133 ICMPv6 router solicitation; 134 ICMPv6 router advertisement;
                    135 ICMPv6 neighbor solicitation; 136 ICMPv6 neighbor advertisement;
                    137 ICMPv6 redirect; 143 ICMPv6 listener report v2
                    """);

    private static final WordTable PROTOCOLS =
            new WordTable(
                    "protocol",
                    """
                    2 IGMP; 41 IPv6 in IP; 47 GRE; 50 ESP; 51 AH; 59 no next header; 89 OSPF;
                    112 VRRP; 132 SCTP
                    """);

    private static final WordTable DHCP_TYPES =
            new WordTable(
                    "DHCP type",
                    """
                    1 discover; 2 offer; 3 request; 4 decline; 5 ack; 6 nak; 7 release; 8 inform
                    """);

    private IpWords() {}

    static void ipv4(Draft draft, long at, int length, boolean firstOfMany) {
        MemorySegment segment = draft.view.segment();
        draft.type = "IPv4";
        if (length < IPV4_HEADER) {
            draft.bad(FrameProblem.PACKET_CUT, "IPv4", at + length);
            return;
        }
        int header = (Octets.u8(segment, at) & 15) * 4;
        int total = Octets.u16BigEndian(segment, at + 2);
        if (header < IPV4_HEADER || header > length || total < header) {
            draft.bad(FrameProblem.PACKET_CUT, "IPv4", at);
            return;
        }
        if (total > length && !firstOfMany) {
            draft.bad(FrameProblem.PACKET_CUT, "IPv4", at + length);
            return;
        }
        String from = ipv4Address(segment, at + 12);
        String to = ipv4Address(segment, at + 16);
        int protocol = Octets.u8(segment, at + 9);
        if ((Octets.u16BigEndian(segment, at + 6) & 0x1fff) != 0) {
            draft.add(from + " > " + to);
            draft.add("later IP fragment");
            return;
        }
        // Padding may follow the packet.
        int payload = Math.min(total, length) - header;
        payload(draft, protocol, from, to, at + header, payload);
    }

    static void ipv6(Draft draft, long at, int length, boolean firstOfMany) {
        MemorySegment segment = draft.view.segment();
        draft.type = "IPv6";
        if (length < IPV6_HEADER) {
            draft.bad(FrameProblem.PACKET_CUT, "IPv6", at + length);
            return;
        }
        int payload = Octets.u16BigEndian(segment, at + 4);
        if (payload > length - IPV6_HEADER) {
            if (!firstOfMany) {
                draft.bad(FrameProblem.PACKET_CUT, "IPv6", at + length);
                return;
            }
            payload = length - IPV6_HEADER;
        }
        String from = ipv6Address(segment, at + 8);
        String to = ipv6Address(segment, at + 24);
        int next = Octets.u8(segment, at + 6);
        long header = at + IPV6_HEADER;
        // Hop-by-hop, routing and destination options come before the payload (RFC 8200 §4).
        for (int i = 0; i < MAX_EXTENSION_HEADERS && isOptions(next) && payload >= 8; i++) {
            int size = 8 + 8 * Octets.u8(segment, header + 1);
            if (size > payload) {
                draft.bad(FrameProblem.PACKET_CUT, "IPv6 options", header);
                return;
            }
            next = Octets.u8(segment, header);
            header += size;
            payload -= size;
        }
        payload(draft, next, from, to, header, payload);
    }

    private static boolean isOptions(int nextHeader) {
        return nextHeader == 0 || nextHeader == 43 || nextHeader == 60;
    }

    private static void payload(
            Draft draft, int protocol, String from, String to, long at, int length) {
        switch (protocol) {
            case ICMP, ICMPV6 -> icmp(draft, protocol == ICMPV6, from, to, at, length);
            case TCP, UDP -> ports(draft, protocol, from, to, at, length);
            case IGMP -> {
                draft.type = "IGMP";
                draft.add(from + " > " + to);
            }
            default -> {
                draft.add(from + " > " + to);
                draft.add(PROTOCOLS.of(protocol));
            }
        }
    }

    private static void icmp(
            Draft draft, boolean six, String from, String to, long at, int length) {
        MemorySegment segment = draft.view.segment();
        draft.type = six ? "ICMPv6" : "ICMP";
        draft.add(from + " > " + to);
        if (length < 4) {
            draft.bad(FrameProblem.PACKET_CUT, draft.type, at + length);
            return;
        }
        int type = Octets.u8(segment, at);
        draft.type = (six ? ICMPV6_TYPES : ICMP_TYPES).of(type);
        boolean echo = six ? type == 128 || type == 129 : type == 0 || type == 8;
        if (echo && length >= 8) {
            draft.add("icmp_seq " + Octets.u16BigEndian(segment, at + 6));
        }
    }

    /// Both start with source port (2), destination port (2); TCP's flags are at octet 13.
    private static void ports(
            Draft draft, int protocol, String from, String to, long at, int length) {
        MemorySegment segment = draft.view.segment();
        draft.type = protocol == TCP ? "TCP" : "UDP";
        if (length < UDP_HEADER) {
            draft.add(from + " > " + to);
            draft.bad(FrameProblem.PACKET_CUT, draft.type, at + length);
            return;
        }
        int source = Octets.u16BigEndian(segment, at);
        int destination = Octets.u16BigEndian(segment, at + 2);
        draft.add(endpoint(from, source) + " > " + endpoint(to, destination));
        if (protocol == TCP) {
            if (length >= 14) {
                String flags = tcpFlags(Octets.u8(segment, at + 13));
                if (!flags.isEmpty()) {
                    draft.add(flags);
                }
            }
        } else if (isDhcp(source, destination)) {
            draft.type = "DHCP";
            dhcp(draft, at + UDP_HEADER, length - UDP_HEADER);
        } else if (source == DNS || destination == DNS) {
            draft.type = source == DNS ? "DNS response" : "DNS query";
        }
    }

    private static String endpoint(String address, int port) {
        return (address.indexOf(':') >= 0 ? "[" + address + "]:" : address + ":") + port;
    }

    private static boolean isDhcp(int source, int destination) {
        return (source == DHCP_CLIENT || source == DHCP_SERVER)
                && (destination == DHCP_CLIENT || destination == DHCP_SERVER);
    }

    private static String tcpFlags(int flags) {
        StringBuilder words = new StringBuilder();
        String[] names = {"FIN", "SYN", "RST"};
        for (int bit = 0; bit < names.length; bit++) {
            if ((flags & 1 << bit) != 0) {
                words.append(words.isEmpty() ? "" : " ").append(names[bit]);
            }
        }
        return words.toString();
    }

    /// Option 53 is the message type (RFC 2132 §9.6).
    private static void dhcp(Draft draft, long at, int length) {
        MemorySegment segment = draft.view.segment();
        int option = DHCP_OPTIONS;
        while (option < length) {
            int code = Octets.u8(segment, at + option);
            if (code == 0) {
                option++;
                continue;
            }
            if (code == 255 || option + 1 >= length) {
                return;
            }
            int size = Octets.u8(segment, at + option + 1);
            if (code == 53 && size == 1 && option + 2 < length) {
                draft.type = "DHCP " + DHCP_TYPES.of(Octets.u8(segment, at + option + 2));
                return;
            }
            option += 2 + size;
        }
    }

    static String ipv4Address(MemorySegment segment, long at) {
        return Octets.u8(segment, at)
                + "."
                + Octets.u8(segment, at + 1)
                + "."
                + Octets.u8(segment, at + 2)
                + "."
                + Octets.u8(segment, at + 3);
    }

    /// RFC 5952: lower case, the longest run of two or more zero groups as `::`.
    static String ipv6Address(MemorySegment segment, long at) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int zeros = 0;
            while (i + zeros < 8 && Octets.u16BigEndian(segment, at + 2L * (i + zeros)) == 0) {
                zeros++;
            }
            if (zeros > runLength) {
                runStart = i;
                runLength = zeros;
            }
            i += zeros;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(Octets.u16BigEndian(segment, at + 2L * i)));
        }
        return text.toString();
    }
}
