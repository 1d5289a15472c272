package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// A cursor over the elements of a management frame (IEEE 802.11-2020 §9.4.2.1).
///
/// ```
///  octets   1           1        0 or 1             length (− 1)
///           element ID, length, [element ID extension], information
/// ```
///
/// Total: an element that reaches beyond the end is not given; {@link #problem()} then says so. Not
/// thread-safe, nothing allocates, reusable.
public final class Elements {
    /// SSID.
    public static final int SSID = 0;

    /// Supported Rates and BSS Membership Selectors.
    public static final int SUPPORTED_RATES = 1;

    /// DSSS Parameter Set: the channel.
    public static final int DSSS_PARAMETER_SET = 3;

    /// Traffic indication map.
    public static final int TIM = 5;

    /// Country.
    public static final int COUNTRY = 7;

    /// Channel Switch Announcement.
    public static final int CHANNEL_SWITCH = 37;

    /// HT Capabilities.
    public static final int HT_CAPABILITIES = 45;

    /// RSN.
    public static final int RSN = 48;

    /// Mobility Domain (fast BSS transition).
    public static final int MOBILITY_DOMAIN = 54;

    /// Timeout Interval.
    public static final int TIMEOUT_INTERVAL = 56;

    /// Extended Channel Switch Announcement.
    public static final int EXTENDED_CHANNEL_SWITCH = 60;

    /// HT Operation.
    public static final int HT_OPERATION = 61;

    /// Management MIC, at the end of signed group-addressed management frames.
    public static final int MANAGEMENT_MIC = 76;

    /// Mesh ID.
    public static final int MESH_ID = 114;

    /// Mesh Peering Management: links, and why one is closed.
    public static final int MESH_PEERING_MANAGEMENT = 117;

    /// Message integrity code of an authenticated mesh peering exchange; the last element in clear.
    public static final int MIC = 140;

    /// VHT Operation.
    public static final int VHT_OPERATION = 192;

    /// Vendor Specific.
    public static final int VENDOR_SPECIFIC = 221;

    /// RSN Extension (RSNXE).
    public static final int RSN_EXTENSION = 244;

    /// Element ID Extension: {@link #extensionId()} tells more.
    public static final int EXTENSION = 255;

    /// Extension: HE Operation.
    public static final int EXT_HE_OPERATION = 36;

    /// Extension: OWE Diffie-Hellman Parameter.
    public static final int EXT_DIFFIE_HELLMAN = 32;

    /// Extension: EHT Operation.
    public static final int EXT_EHT_OPERATION = 106;

    /// Extension: Multi-Link.
    public static final int EXT_MULTI_LINK = 107;

    /// The element has no extension identifier.
    public static final int ABSENT = -1;

    private MemorySegment segment = MemorySegment.NULL;
    private long next;
    private long end;
    private int id;
    private int extensionId = ABSENT;
    private long offset;
    private int length;
    private FrameProblem problem = FrameProblem.NONE;
    private long problemOffset;

    /// A cursor over nothing.
    public Elements() {}

    /// Starts over these octets.
    ///
    /// @throws IndexOutOfBoundsException if that range is not within the segment
    public Elements wrap(MemorySegment segment, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, segment.byteSize());
        this.segment = segment;
        next = offset;
        end = offset + length;
        problem = FrameProblem.NONE;
        problemOffset = offset;
        return this;
    }

    /// Moves to the next element; false at the end or at one that is cut off.
    public boolean next() {
        if (next >= end || problem != FrameProblem.NONE) {
            return false;
        }
        problemOffset = next;
        if (end - next < 2) {
            problem = FrameProblem.ELEMENT_TRAILER;
            return false;
        }
        id = Octets.u8(segment, next);
        length = Octets.u8(segment, next + 1);
        offset = next + 2;
        extensionId = ABSENT;
        if (length > end - offset) {
            problem = FrameProblem.ELEMENT_CUT;
            return false;
        }
        next = offset + length;
        if (id == EXTENSION) {
            if (length == 0) {
                problem = FrameProblem.ELEMENT_MALFORMED;
                return false;
            }
            extensionId = Octets.u8(segment, offset);
            offset++;
            length--;
        }
        return true;
    }

    /// Moves to the first element from here on with this identifier.
    public boolean find(int wantedId) {
        while (next()) {
            if (id == wantedId) {
                return true;
            }
        }
        return false;
    }

    /// Element ID of the current element.
    public int id() {
        return id;
    }

    /// Element ID Extension, or {@link #ABSENT}.
    public int extensionId() {
        return extensionId;
    }

    /// Where the information starts in the segment, after the extension identifier if there is one.
    public long offset() {
        return offset;
    }

    /// Octets of information from {@link #offset()}.
    public int length() {
        return length;
    }

    /// The standard's name of the current element, `Vendor Specific` ones by their kind if known.
    public String name() {
        return id == VENDOR_SPECIFIC
                ? ElementName.ofVendor(segment, offset, length)
                : ElementName.of(id, extensionId);
    }

    /// {@link FrameProblem#NONE} unless {@link #next()} met something wrong.
    public FrameProblem problem() {
        return problem;
    }

    /// Where the element that is wrong (else the current one) starts in the segment.
    public long elementOffset() {
        return problemOffset;
    }
}
