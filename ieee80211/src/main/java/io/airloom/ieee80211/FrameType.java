package io.airloom.ieee80211;

/// Every type and subtype of frame of IEEE 802.11-2020 §9.2.4.1.3 (Table 9-1) with the standard's
/// names, plus the control frame extensions of Table 9-2 and the trigger frame of 802.11ax.
///
/// ```
///  frame control   b15 … b8          b7 … b4   b3 b2   b1 b0
///                  flags             subtype   type    version
///                  (b11 … b8: extension, of control subtype 6)
/// ```
public enum FrameType {
    /// Management, subtype 0.
    ASSOCIATION_REQUEST("Association Request", 0, 0),
    /// Management, subtype 1.
    ASSOCIATION_RESPONSE("Association Response", 0, 1),
    /// Management, subtype 2.
    REASSOCIATION_REQUEST("Reassociation Request", 0, 2),
    /// Management, subtype 3.
    REASSOCIATION_RESPONSE("Reassociation Response", 0, 3),
    /// Management, subtype 4.
    PROBE_REQUEST("Probe Request", 0, 4),
    /// Management, subtype 5.
    PROBE_RESPONSE("Probe Response", 0, 5),
    /// Management, subtype 6.
    TIMING_ADVERTISEMENT("Timing Advertisement", 0, 6),
    /// Management, subtype 7.
    MANAGEMENT_RESERVED_7("Management, reserved subtype 7", 0, 7),
    /// Management, subtype 8.
    BEACON("Beacon", 0, 8),
    /// Management, subtype 9.
    ATIM("ATIM", 0, 9),
    /// Management, subtype 10.
    DISASSOCIATION("Disassociation", 0, 10),
    /// Management, subtype 11.
    AUTHENTICATION("Authentication", 0, 11),
    /// Management, subtype 12.
    DEAUTHENTICATION("Deauthentication", 0, 12),
    /// Management, subtype 13.
    ACTION("Action", 0, 13),
    /// Management, subtype 14.
    ACTION_NO_ACK("Action No Ack", 0, 14),
    /// Management, subtype 15.
    MANAGEMENT_RESERVED_15("Management, reserved subtype 15", 0, 15),

    /// Control, subtype 0.
    CONTROL_RESERVED_0("Control, reserved subtype 0", 1, 0),
    /// Control, subtype 1.
    CONTROL_RESERVED_1("Control, reserved subtype 1", 1, 1),
    /// Control, subtype 2 (802.11ax).
    TRIGGER("Trigger", 1, 2),
    /// Control, subtype 3 (sub-1 GHz).
    TACK("TACK", 1, 3),
    /// Control, subtype 4.
    BEAMFORMING_REPORT_POLL("Beamforming Report Poll", 1, 4),
    /// Control, subtype 5: VHT, and HE, EHT and ranging by its sounding dialog token.
    NDP_ANNOUNCEMENT("VHT/HE NDP Announcement", 1, 5),
    /// Control, subtype 6 with an extension that is reserved.
    CONTROL_FRAME_EXTENSION("Control Frame Extension", 1, 6),
    /// Control, subtype 7.
    CONTROL_WRAPPER("Control Wrapper", 1, 7),
    /// Control, subtype 8.
    BLOCK_ACK_REQUEST("BlockAckReq", 1, 8),
    /// Control, subtype 9.
    BLOCK_ACK("BlockAck", 1, 9),
    /// Control, subtype 10.
    PS_POLL("PS-Poll", 1, 10),
    /// Control, subtype 11.
    RTS("RTS", 1, 11),
    /// Control, subtype 12.
    CTS("CTS", 1, 12),
    /// Control, subtype 13.
    ACK("Ack", 1, 13),
    /// Control, subtype 14.
    CF_END("CF-End", 1, 14),
    /// Control, subtype 15.
    CF_END_CF_ACK("CF-End +CF-Ack", 1, 15),

    /// Data, subtype 0.
    DATA("Data", 2, 0),
    /// Data, subtype 1.
    DATA_CF_ACK("Data +CF-Ack", 2, 1),
    /// Data, subtype 2.
    DATA_CF_POLL("Data +CF-Poll", 2, 2),
    /// Data, subtype 3.
    DATA_CF_ACK_CF_POLL("Data +CF-Ack +CF-Poll", 2, 3),
    /// Data, subtype 4.
    NULL("Null", 2, 4),
    /// Data, subtype 5.
    CF_ACK("CF-Ack", 2, 5),
    /// Data, subtype 6.
    CF_POLL("CF-Poll", 2, 6),
    /// Data, subtype 7.
    CF_ACK_CF_POLL("CF-Ack +CF-Poll", 2, 7),
    /// Data, subtype 8.
    QOS_DATA("QoS Data", 2, 8),
    /// Data, subtype 9.
    QOS_DATA_CF_ACK("QoS Data +CF-Ack", 2, 9),
    /// Data, subtype 10.
    QOS_DATA_CF_POLL("QoS Data +CF-Poll", 2, 10),
    /// Data, subtype 11.
    QOS_DATA_CF_ACK_CF_POLL("QoS Data +CF-Ack +CF-Poll", 2, 11),
    /// Data, subtype 12.
    QOS_NULL("QoS Null", 2, 12),
    /// Data, subtype 13.
    DATA_RESERVED_13("Data, reserved subtype 13", 2, 13),
    /// Data, subtype 14.
    QOS_CF_POLL("QoS CF-Poll", 2, 14),
    /// Data, subtype 15.
    QOS_CF_ACK_CF_POLL("QoS CF-Ack +CF-Poll", 2, 15),

    /// Extension, subtype 0 (60 GHz).
    DMG_BEACON("DMG Beacon", 3, 0),
    /// Extension, subtype 1 (sub-1 GHz).
    S1G_BEACON("S1G Beacon", 3, 1),
    /// Extension, subtypes 2 to 15.
    EXTENSION_RESERVED("Extension, reserved subtype", 3, 2),

    /// Control frame extension 2.
    POLL("Poll", 1, 6),
    /// Control frame extension 3.
    SPR("SPR", 1, 6),
    /// Control frame extension 4.
    GRANT("Grant", 1, 6),
    /// Control frame extension 5.
    DMG_CTS("DMG CTS", 1, 6),
    /// Control frame extension 6.
    DMG_DTS("DMG DTS", 1, 6),
    /// Control frame extension 7.
    GRANT_ACK("Grant Ack", 1, 6),
    /// Control frame extension 8.
    SSW("SSW", 1, 6),
    /// Control frame extension 9.
    SSW_FEEDBACK("SSW-Feedback", 1, 6),
    /// Control frame extension 10.
    SSW_ACK("SSW-Ack", 1, 6);

    /// Value of the type field: management.
    public static final int MANAGEMENT_TYPE = 0;

    /// Value of the type field: control.
    public static final int CONTROL_TYPE = 1;

    /// Value of the type field: data.
    public static final int DATA_TYPE = 2;

    /// Value of the type field: extension.
    public static final int EXTENSION_TYPE = 3;

    // The constants above stand in the order of (type, subtype), so the table is their start.
    private static final FrameType[] BY_SUBTYPE = values();
    private static final FrameType[] BY_CONTROL_EXTENSION = {
        CONTROL_FRAME_EXTENSION,
        CONTROL_FRAME_EXTENSION,
        POLL,
        SPR,
        GRANT,
        DMG_CTS,
        DMG_DTS,
        GRANT_ACK,
        SSW,
        SSW_FEEDBACK,
        SSW_ACK,
        CONTROL_FRAME_EXTENSION,
        CONTROL_FRAME_EXTENSION,
        CONTROL_FRAME_EXTENSION,
        CONTROL_FRAME_EXTENSION,
        CONTROL_FRAME_EXTENSION
    };

    private final String standardName;
    private final int type;
    private final int subtype;

    FrameType(String standardName, int type, int subtype) {
        this.standardName = standardName;
        this.type = type;
        this.subtype = subtype;
    }

    /// The type that a frame control field names; total, and for control subtype 6 by extension.
    public static FrameType of(int frameControl) {
        int type = frameControl >> 2 & 3;
        int subtype = frameControl >> 4 & 15;
        if (type == EXTENSION_TYPE) {
            return BY_SUBTYPE[48 + Math.min(subtype, 2)];
        }
        if (type == CONTROL_TYPE && subtype == 6) {
            return BY_CONTROL_EXTENSION[frameControl >> 8 & 15];
        }
        return BY_SUBTYPE[type << 4 | subtype];
    }

    /// The standard's name, such as `Probe Request`.
    public String standardName() {
        return standardName;
    }

    /// Value of the type field, 0 … 3.
    public int type() {
        return type;
    }

    /// Value of the subtype field, 0 … 15 (2 for every reserved extension subtype).
    public int subtype() {
        return subtype;
    }

    /// Beacons, probes, authentication …
    public boolean isManagement() {
        return type == MANAGEMENT_TYPE;
    }

    /// Acknowledgements, polls … most have no sequence number.
    public boolean isControl() {
        return type == CONTROL_TYPE;
    }

    /// Data and its kin, with or without content.
    public boolean isData() {
        return type == DATA_TYPE;
    }

    /// DMG and S1G beacons.
    public boolean isExtension() {
        return type == EXTENSION_TYPE;
    }

    /// A data frame with a QoS Control field.
    public boolean isQos() {
        return type == DATA_TYPE && (subtype & 8) != 0;
    }

    /// A data frame that carries no content (Null, CF-Poll …).
    public boolean isWithoutBody() {
        return type == DATA_TYPE && (subtype & 4) != 0;
    }

    /// A value that the standard does not define.
    public boolean isReserved() {
        return switch (this) {
            case MANAGEMENT_RESERVED_7,
                    MANAGEMENT_RESERVED_15,
                    CONTROL_RESERVED_0,
                    CONTROL_RESERVED_1,
                    CONTROL_FRAME_EXTENSION,
                    DATA_RESERVED_13,
                    EXTENSION_RESERVED ->
                    true;
            default -> false;
        };
    }
}
