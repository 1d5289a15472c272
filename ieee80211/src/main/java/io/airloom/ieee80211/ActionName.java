package io.airloom.ieee80211;

/// Categories and actions of Action frames (IEEE 802.11-2020 Table 9-51 and §9.6, and 802.11ax, az
/// and be).
public final class ActionName {
    /// Spectrum management: measurements, TPC, channel switch.
    public static final int SPECTRUM_MANAGEMENT = 0;

    /// Block acknowledgement sessions.
    public static final int BLOCK_ACK = 3;

    /// Public: GAS, TDLS discovery, FTM, P2P.
    public static final int PUBLIC = 4;

    /// SA Query.
    public static final int SA_QUERY = 8;

    /// Public actions, protected.
    public static final int PROTECTED_DUAL = 9;

    /// Wireless network management: BSS transition and many others.
    public static final int WNM = 10;

    /// Direct links.
    public static final int TDLS = 12;

    /// Mesh peering.
    public static final int SELF_PROTECTED = 15;

    /// Vendor specific, protected.
    public static final int VENDOR_PROTECTED = 126;

    /// Vendor specific.
    public static final int VENDOR = 127;

    /// Added to a category to tell that an action was not understood.
    private static final int ERROR = 128;

    private static final WordTable CATEGORIES =
            new WordTable(
                    "category",
                    """
                    0 Spectrum Management; 1 QoS; 2 DLS; 3 Block Ack; 4 Public;
                    5 Radio Measurement; 6 Fast BSS Transition; 7 HT; 8 SA Query;
                    9 Protected Dual of Public; 10 WNM; 11 Unprotected WNM; 12 TDLS; 13 Mesh;
                    14 Multihop; 15 Self-protected; 16 DMG; 17 WMM; 18 Fast Session Transfer;
                    19 Robust AV Streaming; 20 Unprotected DMG; 21 VHT; 22 Unprotected S1G; 23 S1G;
                    24 Flow Control; 25 Control Response MCS; 26 FILS; 27 CDMG; 28 CMMG; 29 GLK;
                    30 HE; 31 Protected HE; 34 Protected FTM; 36 EHT; 37 Protected EHT;
                    126 Vendor-specific Protected; 127 Vendor-specific
                    """);

    /// Number: category · 256 + action.
    private static final WordTable ACTIONS =
            new WordTable(
                    "action",
                    table(
                            0,
                            """
                            Measurement Request|Measurement Report|TPC Request|TPC Report|
                            Channel Switch Announcement\
                            """,
                            1,
                            """
                            ADDTS Request|ADDTS Response|DELTS|Schedule|QoS Map Configure|
                            ADDTS Reserve Request|ADDTS Reserve Response\
                            """,
                            2,
                            "DLS Request|DLS Response|DLS Teardown",
                            3,
                            "ADDBA Request|ADDBA Response|DELBA",
                            4,
                            """
                            20/40 BSS Coexistence Management|DSE Enablement|DSE Deenablement|
                            DSE Registered Location Announcement|
                            Extended Channel Switch Announcement|DSE Measurement Request|
                            DSE Measurement Report|Measurement Pilot|DSE Power Constraint|
                            Vendor Specific|GAS Initial Request|GAS Initial Response|
                            GAS Comeback Request|GAS Comeback Response|TDLS Discovery Response|
                            Location Track Notification|QAB Request|QAB Response|QMF Policy|
                            QMF Policy Change|QLoad Request|QLoad Report|HCCA TXOP Advertisement|
                            HCCA TXOP Response|Public Key|Channel Availability Query|
                            Channel Schedule Management|Contact Verification Signal|
                            GDD Enablement Request|GDD Enablement Response|
                            Network Channel Control|White Space Map Announcement|
                            Fine Timing Measurement Request|Fine Timing Measurement|
                            FILS Discovery\
                            """,
                            5,
                            """
                            Radio Measurement Request|Radio Measurement Report|
                            Link Measurement Request|Link Measurement Report|
                            Neighbor Report Request|Neighbor Report Response\
                            """,
                            6,
                            "|FT Request|FT Response|FT Confirm|FT Ack",
                            7,
                            """
                            Notify Channel Width|SM Power Save|PSMP|Set PCO Phase|CSI|
                            Noncompressed Beamforming|Compressed Beamforming|
                            ASEL Indices Feedback\
                            """,
                            8,
                            "SA Query Request|SA Query Response",
                            10,
                            """
                            Event Request|Event Report|Diagnostic Request|Diagnostic Report|
                            Location Configuration Request|Location Configuration Response|
                            BSS Transition Management Query|BSS Transition Management Request|
                            BSS Transition Management Response|FMS Request|FMS Response|
                            Collocated Interference Request|Collocated Interference Report|
                            TFS Request|TFS Response|TFS Notify|WNM Sleep Mode Request|
                            WNM Sleep Mode Response|TIM Broadcast Request|TIM Broadcast Response|
                            QoS Traffic Capability Update|Channel Usage Request|
                            Channel Usage Response|DMS Request|DMS Response|
                            Timing Measurement Request|WNM Notification Request|
                            WNM Notification Response\
                            """,
                            11,
                            "TIM|Timing Measurement",
                            12,
                            """
                            TDLS Setup Request|TDLS Setup Response|TDLS Setup Confirm|
                            TDLS Teardown|TDLS Peer Traffic Indication|
                            TDLS Channel Switch Request|TDLS Channel Switch Response|
                            TDLS Peer PSM Request|TDLS Peer PSM Response|
                            TDLS Peer Traffic Response|TDLS Discovery Request\
                            """,
                            13,
                            """
                            Mesh Link Metric Report|HWMP Mesh Path Selection|Gate Announcement|
                            Congestion Control Notification|MCCA Setup Request|MCCA Setup Reply|
                            MCCA Advertisement Request|MCCA Advertisement|MCCA Teardown|
                            TBTT Adjustment Request|TBTT Adjustment Response\
                            """,
                            14,
                            "Proxy Update|Proxy Update Confirmation",
                            15,
                            """
                            |Mesh Peering Open|Mesh Peering Confirm|Mesh Peering Close|
                            Mesh Group Key Inform|Mesh Group Key Acknowledge\
                            """,
                            16,
                            """
                            Power Save Configuration Request|Power Save Configuration Response|
                            Information Request|Information Response|Handover Request|
                            Handover Response|DTP Request|DTP Response|Relay Search Request|
                            Relay Search Response|Multi-relay Channel Measurement Request|
                            Multi-relay Channel Measurement Report|RLS Request|RLS Response|
                            RLS Announcement|RLS Teardown|Relay Ack Request|Relay Ack Response|
                            TPA Request|TPA Response|TPA Report|ROC Request|ROC Response\
                            """,
                            17,
                            "ADDTS Request|ADDTS Response|DELTS",
                            18,
                            """
                            FST Setup Request|FST Setup Response|FST Teardown|FST Ack Request|
                            FST Ack Response|On-channel Tunnel Request\
                            """,
                            19,
                            """
                            SCS Request|SCS Response|Group Membership Request|
                            Group Membership Response|MSCS Request|MSCS Response\
                            """,
                            20,
                            "Announce|BRP",
                            21,
                            """
                            VHT Compressed Beamforming|Group ID Management|
                            Operating Mode Notification\
                            """,
                            22,
                            """
                            AID Switch Request|AID Switch Response|Sync Control|
                            STA Information Announcement|EDCA Parameter Set|EL Operation|
                            TWT Setup|TWT Teardown|Sectorized Group ID List|Sector ID Feedback||
                            TWT Information\
                            """,
                            26,
                            "FILS Container",
                            30,
                            "HE Compressed Beamforming/CQI|Quiet Time Period|OPS",
                            34,
                            """
                            |Fine Timing Measurement Request|Fine Timing Measurement|
                            Location Measurement Report\
                            """,
                            36,
                            "EHT Compressed Beamforming/CQI",
                            37,
                            """
                            TID-To-Link Mapping Request|TID-To-Link Mapping Response|
                            TID-To-Link Mapping Teardown|EPCS Enable Request|
                            EPCS Enable Response|EPCS Teardown\
                            """));

    private ActionName() {}

    /// The name of a category; those of 128 and above report an error.
    public static String category(int category) {
        return category >= ERROR
                ? "error of " + CATEGORIES.of(category - ERROR)
                : CATEGORIES.of(category);
    }

    /// The name of an action, or its category and number.
    public static String of(int category, int action) {
        if (category >= ERROR) {
            return "error of " + of(category - ERROR, action);
        }
        int key = (category == PROTECTED_DUAL ? PUBLIC : category) << 8 | action;
        return ACTIONS.has(key) ? ACTIONS.of(key) : category(category) + " action " + action;
    }

    /// Numbers the names, which stand in the order of their actions from 0 on.
    ///
    /// @param categoriesAndNames a category, its actions between bars, the next category …
    private static String table(Object... categoriesAndNames) {
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < categoriesAndNames.length; i += 2) {
            int number = (Integer) categoriesAndNames[i] << 8;
            for (String name : ((String) categoriesAndNames[i + 1]).split("\\|", -1)) {
                if (!name.isBlank()) {
                    table.append(number).append(' ').append(name).append(';');
                }
                number++;
            }
        }
        return table.toString();
    }
}
