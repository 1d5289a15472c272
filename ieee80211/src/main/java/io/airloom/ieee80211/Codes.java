package io.airloom.ieee80211;

/// Reason codes, status codes and authentication algorithms in words (IEEE 802.11-2020 §9.4.1).
public final class Codes {
    private static final WordTable REASONS =
            new WordTable(
                    "reason",
"""
1 unspecified reason; 2 authentication no longer valid; 3 sender is leaving; 4 inactivity;
5 access point cannot handle more stations; 6 class 2 frame from an unauthenticated station;
7 class 3 frame from an unassociated station; 8 sender is leaving the BSS;
9 association without authentication; 10 unacceptable power capability;
11 unacceptable supported channels; 12 BSS transition; 13 invalid element; 14 MIC failure;
15 4-way handshake timeout; 16 group key handshake timeout;
17 element differs from the one announced; 18 invalid group cipher; 19 invalid pairwise cipher;
20 invalid AKM; 21 unsupported RSN version; 22 invalid RSN capabilities;
23 802.1X authentication failed; 24 cipher rejected by policy; 25 TDLS peer unreachable;
26 TDLS teardown, unspecified; 27 SSP requested disassociation; 28 no SSP roaming agreement;
29 cipher or AKM refused by SSP; 30 not authorized at this location;
31 change of service precludes the traffic stream; 32 unspecified QoS reason;
33 not enough bandwidth; 34 too many missing acknowledgments; 35 TXOP limit exceeded;
36 station is leaving; 37 end of traffic stream or block ack;
38 unknown traffic stream or block ack;
39 timeout; 45 cipher suite mismatch; 46 started by the peer; 47 request of the access point;
48 invalid FT action frame count; 49 invalid PMKID; 50 invalid mobility domain element;
51 invalid fast BSS transition element; 52 mesh peering canceled; 53 mesh has too many peers;
54 mesh configuration policy violation; 55 mesh peering close received;
56 mesh peering retries exhausted; 57 mesh peering confirm timeout; 58 mesh GTK invalid;
59 mesh parameters inconsistent; 60 mesh security capability invalid;
61 mesh path without proxy information; 62 mesh path without forwarding information;
63 mesh destination unreachable; 64 MAC address already in the mesh;
65 mesh channel switch by regulation; 66 mesh channel switch; 71 poor signal
""");

    private static final WordTable STATUSES =
            new WordTable(
                    "status",
"""
0 success; 1 unspecified failure; 2 TDLS schedule rejected, alternative offered;
3 TDLS schedule rejected; 5 security disabled; 6 unacceptable lifetime; 7 not in the same BSS;
10 capabilities cannot be supported; 11 no association to confirm; 12 denied;
13 unsupported authentication algorithm; 14 authentication out of sequence; 15 challenge failed;
16 authentication timeout; 17 access point has no room; 18 basic rates not supported;
19 short preamble not supported; 22 spectrum management required; 23 power capability unacceptable;
24 supported channels unacceptable; 25 short slot time not supported; 27 HT required;
28 R0 key holder unreachable; 29 PCO transition time not supported;
30 refused for now, try again later; 31 robust management frame policy violation;
32 unspecified QoS failure; 33 not enough bandwidth; 34 poor channel conditions;
35 QoS not supported; 37 request declined; 38 invalid parameters;
39 rejected with suggested changes; 40 invalid element; 41 invalid group cipher;
42 invalid pairwise cipher; 43 invalid AKM; 44 unsupported RSN version;
45 invalid RSN capabilities; 46 cipher rejected by policy; 47 traffic stream may come later;
48 direct link not allowed; 49 destination not present; 50 destination without QoS;
51 listen interval too large; 52 invalid FT action frame count; 53 invalid PMKID;
54 invalid mobility domain element; 55 invalid fast BSS transition element;
56 TCLAS not supported; 57 not enough TCLAS resources; 58 try another BSS;
59 GAS protocol not supported; 60 no outstanding GAS request; 61 no GAS response from server;
62 GAS query timeout; 63 GAS response too large; 64 rejected, home has suggested changes;
65 server unreachable; 67 no SSP permission; 68 unauthenticated access refused; 72 invalid RSNE;
73 U-APSD coexistence not supported; 74 U-APSD coexistence mode not supported;
75 bad interval with U-APSD coexistence; 76 anti-clogging token required;
77 finite cyclic group not supported; 78 no alternative TBTT; 79 transmission failure;
80 TCLAS not supported; 81 TCLAS resources exhausted; 82 rejected, try the suggested BSS;
83 rejected with schedule; 84 no wakeup specified; 85 invalid power save mode;
86 pending FST session; 87 performing FST now; 88 pending gap in block ack window;
89 U-PID setting rejected; 92 refused for an external reason; 93 access point out of memory;
94 emergency services not supported; 95 query response outstanding;
96 rejected by registered location; 97 TCLAS processing terminated; 98 schedule conflict;
99 denied, band and channel suggested; 100 MCCAOP reservation conflict; 101 MAF limit exceeded;
102 MCCA track limit exceeded; 103 denied by spectrum management; 104 VHT required;
105 enablement denied; 106 restricted by geolocation database; 107 deenabled;
112 FILS authentication failed; 113 unknown authentication server;
123 unknown password identifier; 124 HE required; 126 hash to element; 127 SAE public key;
130 MLD is already associated; 133 TID-to-link mapping denied;
134 TID-to-link mapping suggested; 135 EHT required; 136 invalid public key;
137 PASN base AKM failed; 138 operating channel mismatch
""");

    private static final WordTable ALGORITHMS =
            new WordTable(
                    "algorithm",
                    """
                    0 open; 1 shared key; 2 FT; 3 SAE; 4 FILS; 5 FILS with PFS; 6 FILS public key;
                    7 PASN; 128 network EAP; 65535 vendor specific
                    """);

    private Codes() {}

    /// Why somebody was sent away: `4-way handshake timeout`; `reason 300` if unknown.
    public static String reason(int code) {
        return REASONS.of(code);
    }

    /// How a request ended: `success`; `status 300` if unknown.
    public static String status(int code) {
        return STATUSES.of(code);
    }

    /// Authentication algorithm: `open`, `SAE` …
    public static String authenticationAlgorithm(int number) {
        return ALGORITHMS.of(number);
    }
}
