package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// A view of one MPDU without its FCS (IEEE 802.11-2020 §9.2.3), reused for frame after frame.
///
/// ```
///  octets   2              2         6   6     6     2         6     2     4
///  data     frame control, duration, a1, a2,   a3,   sequence, [a4], [QoS],[HT]   body
///  mgmt     frame control, duration, RA, TA,   a3,   sequence,             [HT]   body
///  control  frame control, duration, RA, [TA]                                     body
/// ```
///
/// `a4` is there with To DS and From DS both set, HT Control with the +HTC/Order bit of QoS data
/// and management frames.
///
/// **Total**: any octets may be wrapped and every accessor called, nothing throws. What is absent
/// or cut off reads as {@link MacAddress#NONE}, {@link #ABSENT} or 0; {@link #problem()} says what
/// is wrong with the header. Only the header is judged here; bodies are judged by who reads them.
///
/// Not thread-safe. Nothing allocates. Valid as long as the wrapped memory is.
public final class FrameView {
    /// A number that the frame does not carry.
    public static final int ABSENT = -1;

    /// Octets of the shortest frames, CTS and Ack.
    public static final int MIN_LENGTH = 10;

    private static final int MANAGEMENT_HEADER = 24;
    private static final int SEQUENCE_CONTROL = 22;
    private static final int ADDRESS_1 = 4;
    private static final int ADDRESS_2 = 10;
    private static final int ADDRESS_3 = 16;
    private static final int ADDRESS_4 = 24;
    private static final int HT_CONTROL_LENGTH = 4;

    private static final int TO_DS = 1 << 8;
    private static final int FROM_DS = 1 << 9;
    private static final int MORE_FRAGMENTS = 1 << 10;
    private static final int RETRY = 1 << 11;
    private static final int POWER_MANAGEMENT = 1 << 12;
    private static final int MORE_DATA = 1 << 13;
    private static final int PROTECTED = 1 << 14;
    private static final int ORDER = 1 << 15;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int length;
    private int frameControl;
    private FrameType type = FrameType.DATA;
    private int headerLength;
    private FrameProblem problem = FrameProblem.TOO_SHORT;
    private int problemOffset;

    /// A view of nothing, to be wrapped around frames.
    public FrameView() {}

    /// Looks at `length` octets at `offset`; judges the header.
    ///
    /// @return {@link FrameProblem#NONE}, or what is wrong
    /// @throws IndexOutOfBoundsException if that range is not within the segment
    public FrameProblem wrap(MemorySegment segment, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, segment.byteSize());
        this.segment = segment;
        this.offset = offset;
        this.length = length;
        problem = FrameProblem.NONE;
        problemOffset = 0;
        if (length < MIN_LENGTH) {
            frameControl = length >= 2 ? Octets.u16(segment, offset) : 0;
            type = FrameType.of(frameControl);
            headerLength = length;
            return bad(FrameProblem.TOO_SHORT, length);
        }
        frameControl = Octets.u16(segment, offset);
        type = FrameType.of(frameControl);
        headerLength = headerLength(frameControl);
        if ((frameControl & 3) != 0) {
            headerLength = Math.min(headerLength, length);
            return bad(FrameProblem.PROTOCOL_VERSION, 0);
        }
        if (headerLength > length) {
            headerLength = length;
            return bad(FrameProblem.HEADER_CUT, length);
        }
        return type.isReserved() ? bad(FrameProblem.RESERVED_TYPE, 0) : FrameProblem.NONE;
    }

    /// Octets of the MAC header that a frame with this frame control field has, from frame control
    /// to the last field before the body.
    public static int headerLength(int frameControl) {
        FrameType type = FrameType.of(frameControl);
        boolean order = (frameControl & ORDER) != 0;
        return switch (type.type()) {
            case FrameType.MANAGEMENT_TYPE -> MANAGEMENT_HEADER + (order ? HT_CONTROL_LENGTH : 0);
            case FrameType.DATA_TYPE -> {
                int header = isFourAddress(frameControl) ? 30 : MANAGEMENT_HEADER;
                if (type.isQos()) {
                    header += order ? 2 + HT_CONTROL_LENGTH : 2;
                }
                yield header;
            }
            default ->
                    switch (type) {
                        case CTS, ACK, DMG_BEACON, CONTROL_RESERVED_0, CONTROL_RESERVED_1 -> 10;
                        case CONTROL_FRAME_EXTENSION, EXTENSION_RESERVED -> 10;
                        case CONTROL_WRAPPER -> 16;
                        // Addresses of the NAV's source and destination.
                        case DMG_DTS -> 16;
                        case S1G_BEACON -> s1gBeaconHeader(frameControl);
                        default -> 16;
                    };
        };
    }

    /// SA, timestamp and change sequence, then what three bits of frame control announce
    /// (§9.3.4.3): next TBTT, compressed SSID, access network options.
    private static int s1gBeaconHeader(int frameControl) {
        return 15
                + ((frameControl & 1 << 8) != 0 ? 3 : 0)
                + ((frameControl & 1 << 9) != 0 ? 4 : 0)
                + ((frameControl & 1 << 10) != 0 ? 1 : 0);
    }

    /// What is wrong with the header, or {@link FrameProblem#NONE}.
    public FrameProblem problem() {
        return problem;
    }

    /// Octets from the start of the frame to what is wrong.
    public int problemOffset() {
        return problemOffset;
    }

    /// Is the header whole and of a type that we know?
    public boolean isValid() {
        return problem == FrameProblem.NONE;
    }

    /// The memory that the frame lies in.
    public MemorySegment segment() {
        return segment;
    }

    /// Where the frame starts in {@link #segment()}.
    public long offset() {
        return offset;
    }

    /// Octets of the frame, header included, FCS not.
    public int length() {
        return length;
    }

    /// The frame control field.
    public int frameControl() {
        return frameControl;
    }

    /// Type and subtype. Says nothing about frames under two octets.
    public FrameType type() {
        return type;
    }

    /// Octets of the MAC header, never more than {@link #length()}.
    public int headerLength() {
        return headerLength;
    }

    /// Where the body starts in {@link #segment()}.
    public long bodyOffset() {
        return offset + headerLength;
    }

    /// Octets of the body, cipher header and mesh control included.
    public int bodyLength() {
        return length - headerLength;
    }

    /// Receiver address (address 1), or {@link MacAddress#NONE}.
    public long receiverAddress() {
        return switch (type) {
            case S1G_BEACON -> MacAddress.BROADCAST;
            case DMG_BEACON -> MacAddress.BROADCAST;
            case DMG_DTS -> MacAddress.NONE;
            default -> address(ADDRESS_1);
        };
    }

    /// Transmitter address (address 2), or {@link MacAddress#NONE} where the type has none (CTS,
    /// Ack). The group bit that signals a bandwidth in an RTS or its kin is cleared.
    public long transmitterAddress() {
        return switch (type) {
            case S1G_BEACON, DMG_BEACON -> address(ADDRESS_1);
            case CTS, ACK, CONTROL_WRAPPER, DMG_DTS -> MacAddress.NONE;
            case CONTROL_RESERVED_0,
                    CONTROL_RESERVED_1,
                    CONTROL_FRAME_EXTENSION,
                    EXTENSION_RESERVED ->
                    MacAddress.NONE;
            default -> {
                long address = address(ADDRESS_2);
                yield type.isControl() && address != MacAddress.NONE
                        ? address & ~0x0100_0000_0000L
                        : address;
            }
        };
    }

    /// Source address, or {@link MacAddress#NONE}; the transmitter's where there is no other.
    public long sourceAddress() {
        if (!type.isData()) {
            return transmitterAddress();
        }
        if (!fromDs()) {
            return address(ADDRESS_2);
        }
        return address(toDs() ? ADDRESS_4 : ADDRESS_3);
    }

    /// Destination address, or {@link MacAddress#NONE}; the receiver's where there is no other.
    public long destinationAddress() {
        return type.isData() && toDs() ? address(ADDRESS_3) : receiverAddress();
    }

    /// The BSSID, or {@link MacAddress#NONE} (four-address data, most control frames).
    public long bssid() {
        if (type.isManagement()) {
            return address(ADDRESS_3);
        }
        if (type.isData()) {
            if (toDs()) {
                return fromDs() ? MacAddress.NONE : address(ADDRESS_1);
            }
            return address(fromDs() ? ADDRESS_2 : ADDRESS_3);
        }
        return switch (type) {
            case PS_POLL -> address(ADDRESS_1);
            case CF_END, CF_END_CF_ACK, S1G_BEACON, DMG_BEACON -> transmitterAddress();
            default -> MacAddress.NONE;
        };
    }

    /// Duration in microseconds, or the association identifier of a PS-Poll (bits 14 and 15 set).
    public int durationId() {
        return length >= 4 ? Octets.u16(segment, offset + 2) : ABSENT;
    }

    /// Sequence number, 0 … 4095, or {@link #ABSENT}.
    public int sequenceNumber() {
        int control = sequenceControl();
        return control == ABSENT ? ABSENT : control >> 4;
    }

    /// Fragment number, 0 … 15, or {@link #ABSENT}.
    public int fragmentNumber() {
        int control = sequenceControl();
        return control == ABSENT ? ABSENT : control & 15;
    }

    /// Is this one of several fragments of an MSDU or MMPDU?
    public boolean isFragment() {
        return fragmentNumber() > 0 || (moreFragments() && fragmentNumber() == 0);
    }

    /// To DS: to an access point, or through a mesh.
    public boolean toDs() {
        return flag(TO_DS);
    }

    /// From DS: from an access point, or through a mesh.
    public boolean fromDs() {
        return flag(FROM_DS);
    }

    /// More fragments of the same MSDU follow.
    public boolean moreFragments() {
        return flag(MORE_FRAGMENTS);
    }

    /// A retransmission.
    public boolean retry() {
        return flag(RETRY);
    }

    /// The sender will doze after this.
    public boolean powerManagement() {
        return flag(POWER_MANAGEMENT);
    }

    /// The access point has more for the receiver.
    public boolean moreData() {
        return flag(MORE_DATA);
    }

    /// The body is encrypted.
    public boolean protectedFrame() {
        return flag(PROTECTED);
    }

    /// The +HTC/Order bit.
    public boolean order() {
        return flag(ORDER);
    }

    /// A data frame with a QoS Control field.
    public boolean isQos() {
        return type.isQos();
    }

    /// The QoS Control field, or {@link #ABSENT}.
    public int qosControl() {
        int at = isFourAddress(frameControl) ? 30 : MANAGEMENT_HEADER;
        return isQos() && length >= at + 2 ? Octets.u16(segment, offset + at) : ABSENT;
    }

    /// Traffic identifier, 0 … 15, or {@link #ABSENT}.
    public int trafficIdentifier() {
        int control = qosControl();
        return control == ABSENT ? ABSENT : control & 15;
    }

    /// Does the body hold an A-MSDU?
    public boolean isAggregateMsdu() {
        int control = qosControl();
        return control != ABSENT && (control & 1 << 7) != 0 && !type.isWithoutBody();
    }

    /// Does the body start with a Mesh Control field (§9.2.4.7.3)? Bit 8 of QoS Control says so,
    /// but only within a mesh; outside, access points do not set it, and stations do not send the
    /// address combinations that mesh stations use.
    public boolean hasMeshControl() {
        int control = qosControl();
        return control != ABSENT
                && (control & 1 << 8) != 0
                && !type.isWithoutBody()
                && fromDs()
                && (toDs() || MacAddress.isGroup(receiverAddress()));
    }

    private static boolean isFourAddress(int frameControl) {
        return (frameControl & (TO_DS | FROM_DS)) == (TO_DS | FROM_DS);
    }

    private int sequenceControl() {
        boolean has = type.isManagement() || type.isData();
        return has && length >= SEQUENCE_CONTROL + 2
                ? Octets.u16(segment, offset + SEQUENCE_CONTROL)
                : ABSENT;
    }

    /// Control frame extensions and S1G beacons use bits 8 to 11 otherwise.
    private boolean flag(int bit) {
        if (type.isExtension() || (type.isControl() && type.subtype() == 6)) {
            return bit > RETRY && type.isControl() && (frameControl & bit) != 0;
        }
        return (frameControl & bit) != 0;
    }

    private long address(int at) {
        return length >= at + MacAddress.LENGTH
                ? MacAddress.read(segment, offset + at)
                : MacAddress.NONE;
    }

    private FrameProblem bad(FrameProblem what, int at) {
        problem = what;
        problemOffset = at;
        return what;
    }
}
