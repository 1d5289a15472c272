package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// Names of elements (IEEE 802.11-2020 Table 9-92, and 802.11ax, ay, ba and be).
public final class ElementName {
    private static final WordTable BY_ID =
            new WordTable(
                    "Element",
"""
0 SSID; 1 Supported Rates; 3 DSSS Parameter Set; 4 CF Parameter Set; 5 TIM; 6 IBSS Parameter Set;
7 Country; 10 Request; 11 BSS Load; 12 EDCA Parameter Set; 13 TSPEC; 14 TCLAS; 15 Schedule;
16 Challenge Text; 32 Power Constraint; 33 Power Capability; 34 TPC Request; 35 TPC Report;
36 Supported Channels; 37 Channel Switch Announcement; 38 Measurement Request;
39 Measurement Report; 40 Quiet; 41 IBSS DFS; 42 ERP; 43 TS Delay; 44 TCLAS Processing;
45 HT Capabilities; 46 QoS Capability; 48 RSN; 50 Extended Supported Rates; 51 AP Channel Report;
52 Neighbor Report; 53 RCPI; 54 Mobility Domain; 55 Fast BSS Transition; 56 Timeout Interval;
57 RIC Data; 58 DSE Registered Location; 59 Supported Operating Classes;
60 Extended Channel Switch Announcement; 61 HT Operation; 62 Secondary Channel Offset;
63 BSS Average Access Delay; 64 Antenna; 65 RSNI; 66 Measurement Pilot Transmission;
67 BSS Available Admission Capacity; 68 BSS AC Access Delay; 69 Time Advertisement;
70 RM Enabled Capabilities; 71 Multiple BSSID; 72 20/40 BSS Coexistence;
73 20/40 BSS Intolerant Channel Report; 74 Overlapping BSS Scan Parameters; 75 RIC Descriptor;
76 Management MIC; 78 Event Request; 79 Event Report; 80 Diagnostic Request;
81 Diagnostic Report; 82 Location Parameters; 83 Nontransmitted BSSID Capability; 84 SSID List;
85 Multiple BSSID-Index; 86 FMS Descriptor; 87 FMS Request; 88 FMS Response;
89 QoS Traffic Capability; 90 BSS Max Idle Period; 91 TFS Request; 92 TFS Response;
93 WNM Sleep Mode; 94 TIM Broadcast Request; 95 TIM Broadcast Response;
96 Collocated Interference Report; 97 Channel Usage; 98 Time Zone; 99 DMS Request;
100 DMS Response; 101 Link Identifier; 102 Wakeup Schedule; 104 Channel Switch Timing;
105 PTI Control; 106 TPU Buffer Status; 107 Interworking; 108 Advertisement Protocol;
109 Expedited Bandwidth Request; 110 QoS Map; 111 Roaming Consortium;
112 Emergency Alert Identifier; 113 Mesh Configuration; 114 Mesh ID; 115 Mesh Link Metric Report;
116 Congestion Notification; 117 Mesh Peering Management; 118 Mesh Channel Switch Parameters;
119 Mesh Awake Window; 120 Beacon Timing; 121 MCCAOP Setup Request; 122 MCCAOP Setup Reply;
123 MCCAOP Advertisement; 124 MCCAOP Teardown; 125 GANN; 126 RANN; 127 Extended Capabilities;
130 PREQ; 131 PREP; 132 PERR; 137 PXU; 138 PXUC; 139 Authenticated Mesh Peering Exchange; 140 MIC;
141 Destination URI; 142 U-APSD Coexistence; 143 DMG Wakeup Schedule; 144 Extended Schedule;
145 STA Availability; 146 DMG TSPEC; 147 Next DMG ATI; 148 DMG Capabilities; 151 DMG Operation;
152 DMG BSS Parameter Change; 153 DMG Beam Refinement; 154 Channel Measurement Feedback;
157 Awake Window; 158 Multi-band; 159 ADDBA Extension; 160 NextPCP List; 161 PCP Handover;
162 DMG Link Margin; 163 Switching Stream; 164 Session Transition; 166 Cluster Report;
167 Relay Capabilities; 168 Relay Transfer Parameter Set; 169 BeamLink Maintenance;
170 Multiple MAC Sublayers; 171 U-PID; 172 DMG Link Adaptation Acknowledgment;
174 MCCAOP Advertisement Overview; 175 Quiet Period Request; 177 Quiet Period Response;
181 QMF Policy; 182 ECAPC Policy; 183 Cluster Time Offset; 184 Intra-Access Category Priority;
185 SCS Descriptor; 186 QLoad Report; 187 HCCA TXOP Update Count; 188 Higher Layer Stream ID;
189 GCR Group Address; 190 Antenna Sector ID Pattern; 191 VHT Capabilities; 192 VHT Operation;
193 Extended BSS Load; 194 Wide Bandwidth Channel Switch; 195 Transmit Power Envelope;
196 Channel Switch Wrapper; 197 AID; 198 Quiet Channel; 199 Operating Mode Notification;
200 UPSIM; 201 Reduced Neighbor Report; 202 TVHT Operation; 204 Device Location;
205 White Space Map; 206 Fine Timing Measurement Parameters;
207 S1G Open-Loop Link Margin Index; 208 RPS; 209 Page Slice; 210 AID Request; 211 AID Response;
212 S1G Sector Operation; 213 S1G Beacon Compatibility; 214 Short Beacon Interval;
215 Change Sequence; 216 TWT; 217 S1G Capabilities; 220 Subchannel Selective Transmission;
221 Vendor Specific; 222 Authentication Control; 223 TSF Timer Accuracy; 224 S1G Relay;
225 Reachable Address; 226 S1G Relay Discovery; 228 AID Announcement;
229 PV1 Probe Response Option; 230 EL Operation; 231 Sectorized Group ID List; 232 S1G Operation;
233 Header Compression; 234 SST Operation; 235 MAD; 236 S1G Relay Activation; 237 CAG Number;
239 AP-CSN; 240 FILS Indication; 241 DILS; 242 Fragment; 244 RSN Extension
""");

    private static final WordTable BY_EXTENSION =
            new WordTable(
                    "Extended Element",
"""
1 Association Delay Info; 2 FILS Request Parameters; 3 FILS Key Confirmation; 4 FILS Session;
5 FILS HLP Container; 6 FILS IP Address Assignment; 7 Key Delivery; 8 FILS Wrapped Data;
9 FTM Synchronization Information; 10 Extended Request; 11 Estimated Service Parameters Inbound;
12 FILS Public Key; 13 FILS Nonce; 14 Future Channel Guidance; 15 Service Hint; 16 Service Hash;
17 CDMG Capabilities; 18 Dynamic Bandwidth Control; 19 CDMG Extended Schedule; 20 SSW Report;
21 Cluster Probe; 22 Extended Cluster Report; 23 Cluster Switch Announcement;
24 Enhanced Beam Tracking; 25 SPSH Report; 26 Clustering Interference Assessment;
27 CMMG Capabilities; 28 CMMG Operation; 29 CMMG Operating Mode Notification;
30 CMMG Link Margin; 31 CMMG Link Adaptation Acknowledgment;
32 OWE Diffie-Hellman Parameter; 33 Password Identifier; 34 GLK-GCR Parameter Set;
35 HE Capabilities; 36 HE Operation; 37 UORA Parameter Set; 38 MU EDCA Parameter Set;
39 Spatial Reuse Parameter Set; 40 GAS Extension; 41 NDP Feedback Report Parameter Set;
42 BSS Color Change Announcement; 43 Quiet Time Period Setup; 44 Vendor Specific Request;
45 ESS Report; 46 OPS; 47 HE BSS Load; 52 Max Channel Switch Time;
53 Estimated Service Parameters Outbound; 54 OCI; 55 Multiple BSSID Configuration;
56 Non-Inheritance; 57 Known BSSID; 58 Short SSID List; 59 HE 6 GHz Band Capabilities;
60 UL MU Power Capabilities; 88 MSCS Descriptor; 89 TCLAS Mask;
90 Supplemental Class 2 Capabilities; 91 OCT Source; 92 Rejected Groups;
93 Anti-Clogging Token Container; 106 EHT Operation; 107 Multi-Link; 108 EHT Capabilities;
109 TID-To-Link Mapping; 110 Multi-Link Traffic Indication; 113 QoS Characteristics
""");

    private static final int MICROSOFT = 0x0050f2;
    private static final int WIFI_ALLIANCE = 0x506f9a;
    private static final WordTable MICROSOFT_KINDS =
            new WordTable("Microsoft", "1 WPA; 2 WMM; 4 WPS; 17 Network Cost");
    private static final WordTable WIFI_ALLIANCE_KINDS =
            new WordTable(
                    "Wi-Fi Alliance",
                    """
                    9 P2P; 10 Wi-Fi Display; 16 Hotspot 2.0 Indication; 18 OSEN; 19 NAN; 22 MBO;
                    27 Multi-AP; 28 OWE Transition; 32 Wi-Fi 6 Capability; 33 Wi-Fi Capability
                    """);

    private ElementName() {}

    /// The name for an Element ID, and for ID 255 the Element ID Extension.
    public static String of(int id, int extensionId) {
        return id == Elements.EXTENSION ? BY_EXTENSION.of(extensionId) : BY_ID.of(id);
    }

    /// The name of a Vendor Specific element, given what follows its length: an OUI and a type.
    static String ofVendor(MemorySegment segment, long offset, int length) {
        if (length < 4) {
            return BY_ID.of(Elements.VENDOR_SPECIFIC);
        }
        int oui = Octets.u16BigEndian(segment, offset) << 8 | Octets.u8(segment, offset + 2);
        int type = Octets.u8(segment, offset + 3);
        return switch (oui) {
            case MICROSOFT -> MICROSOFT_KINDS.of(type);
            case WIFI_ALLIANCE -> WIFI_ALLIANCE_KINDS.of(type);
            default -> "Vendor Specific %06x".formatted(oui);
        };
    }
}
