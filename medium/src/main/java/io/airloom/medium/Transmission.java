package io.airloom.medium;

import io.airloom.ieee80211.FrameType;
import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One frame on its way from a radio to the air.
///
/// Mutable and reused by its sender; valid only during the call that it is passed to. The frame
/// lies in the sender's memory, which the sender may change at any time, so the header fields that
/// decide where it goes are read once, by {@link #frame(MemorySegment, long, int)}.
public final class Transmission {
    /// Rate legs of a transmission.
    public static final int LEGS = 4;

    /// Octets needed for a receiver address.
    public static final int MIN_ADDRESSED_LENGTH = 10;

    /// Octets of the longest frame that a kernel takes in (hwsim.md §4.2).
    static final int MAX_COPIED_LENGTH = 2304;

    private static final int ADDRESS_1_OFFSET = 4;
    private static final int ADDRESS_2_OFFSET = 10;
    private static final int MIN_HEADER_LENGTH = 24;

    private MemorySegment frame = MemorySegment.NULL;
    private long frameOffset;
    private int frameLength;
    private long receiverAddress = MacAddress.NONE;
    private long transmitterAddress = MacAddress.NONE;
    private boolean data;
    private int freqMhz;
    private boolean ackExpected;
    private int flags;
    private long cookie;
    private long number;
    private long announcedNanos;
    private long lostTries;
    private final int[] rateIndex = new int[LEGS];
    private final int[] rateTries = new int[LEGS];
    private final int[] rateFlags = new int[LEGS];

    /// Nothing to send yet.
    public Transmission() {}

    /// Names the frame: an MPDU without FCS, of any length, in native memory.
    public Transmission frame(MemorySegment segment, long offset, int length) {
        frame = segment;
        frameOffset = offset;
        frameLength = length;
        receiverAddress = MacAddress.NONE;
        transmitterAddress = MacAddress.NONE;
        data = false;
        if (length >= MIN_ADDRESSED_LENGTH) {
            receiverAddress = MacAddress.read(segment, offset + ADDRESS_1_OFFSET);
        }
        if (length >= MIN_HEADER_LENGTH) {
            int type = (segment.get(ValueLayout.JAVA_BYTE, offset) >> 2) & 3;
            data = type == FrameType.DATA_TYPE;
            if (data || type == FrameType.MANAGEMENT_TYPE) {
                transmitterAddress = MacAddress.read(segment, offset + ADDRESS_2_OFFSET);
            }
        }
        return this;
    }

    /// Says how it is sent.
    ///
    /// @param freqMhz centre of the primary 20 MHz channel; 0 if the sender does not say
    /// @param ackExpected does the sender wait for an acknowledgement?
    /// @param announcedNanos when the sender announced the frame, on the clock of {@link Air#flush}
    public Transmission sent(int freqMhz, boolean ackExpected, long announcedNanos) {
        this.freqMhz = freqMhz;
        this.ackExpected = ackExpected;
        this.announcedNanos = announcedNanos;
        return this;
    }

    /// What the sender wants back with the status; nothing to the air.
    public Transmission marked(int flags, long cookie) {
        this.flags = flags;
        this.cookie = cookie;
        return this;
    }

    /// One rate leg: the index (negative: not used), how often it is tried, and the flags that say
    /// what the index means ({@link io.airloom.ieee80211.PhyRate}).
    public Transmission leg(int leg, int index, int tries, int flags) {
        rateIndex[leg] = index;
        rateTries[leg] = tries;
        rateFlags[leg] = flags;
        return this;
    }

    /// Becomes the same as another one, with a copy of its frame.
    ///
    /// @param memory has room for the frame at `offset`
    void copy(Transmission other, MemorySegment memory, long offset) {
        MemorySegment.copy(other.frame, other.frameOffset, memory, offset, other.frameLength);
        frame = memory;
        frameOffset = offset;
        frameLength = other.frameLength;
        receiverAddress = other.receiverAddress;
        transmitterAddress = other.transmitterAddress;
        data = other.data;
        number = other.number;
        lostTries = other.lostTries;
        sent(other.freqMhz, other.ackExpected, other.announcedNanos);
        marked(other.flags, other.cookie);
        for (int leg = 0; leg < LEGS; leg++) {
            leg(leg, other.rateIndex[leg], other.rateTries[leg], other.rateFlags[leg]);
        }
    }

    /// It is on the air at that time, which was announced before.
    void announced(long nanos) {
        announcedNanos = nanos;
    }

    /// Nobody hears that try, which is counted from 1; what the air finds out of a copy.
    void loseTry(int attempt) {
        if (attempt < Long.SIZE) {
            lostTries |= 1L << attempt;
        }
    }

    /// Can nobody hear that try?
    boolean isTryLost(int attempt) {
        return attempt < Long.SIZE && (lostTries >>> attempt & 1) != 0;
    }

    void number(long frame) {
        number = frame;
    }

    /// Which frame of the air it is, counted from 1.
    public long number() {
        return number;
    }

    /// Is it neither too short nor too long for the air?
    boolean isCarried() {
        return frameLength >= MIN_ADDRESSED_LENGTH && frameLength <= MAX_COPIED_LENGTH;
    }

    /// The memory that the frame lies in.
    public MemorySegment frame() {
        return frame;
    }

    /// Where in {@link #frame()} it begins.
    public long frameOffset() {
        return frameOffset;
    }

    /// Octets of the frame.
    public int frameLength() {
        return frameLength;
    }

    /// Address 1; {@link MacAddress#NONE} if the frame is too short to have one.
    public long receiverAddress() {
        return receiverAddress;
    }

    /// Address 2 of a management or data frame; else {@link MacAddress#NONE}.
    public long transmitterAddress() {
        return transmitterAddress;
    }

    /// Is it a data frame, whole enough to have three addresses?
    boolean isData() {
        return data;
    }

    /// Centre of the primary 20 MHz channel; 0 if unknown.
    public int freqMhz() {
        return freqMhz;
    }

    /// Does the sender wait for an acknowledgement?
    public boolean ackExpected() {
        return ackExpected;
    }

    /// The sender's flags, as given.
    public int flags() {
        return flags;
    }

    /// The sender's name for this transmission.
    public long cookie() {
        return cookie;
    }

    /// When the sender announced the frame.
    public long announcedNanos() {
        return announcedNanos;
    }

    /// Rate index of a leg; negative if it is not used.
    public int rateIndex(int leg) {
        return rateIndex[leg];
    }

    /// Tries that the sender allows on a leg.
    public int rateTries(int leg) {
        return rateTries[leg];
    }

    /// Tries that there are on a leg that is used: as the sender says, but one on the first leg in
    /// any case.
    int allowedTries(int leg) {
        return leg == 0 ? Math.max(1, rateTries[0]) : rateTries[leg];
    }

    /// Tries that there are on all legs; 1 if the sender names none.
    int allowedTries() {
        int sum = 0;
        for (int leg = 0; leg < LEGS && rateIndex[leg] >= 0; leg++) {
            sum += allowedTries(leg);
        }
        return Math.max(1, sum);
    }

    /// The leg of a try, which is counted from 1.
    int legOf(int attempt) {
        int left = attempt;
        int leg = 0;
        while (leg < LEGS - 1 && rateIndex[leg + 1] >= 0 && left > allowedTries(leg)) {
            left -= allowedTries(leg);
            leg++;
        }
        return leg;
    }

    /// Flags of a leg.
    public int rateFlags(int leg) {
        return rateFlags[leg];
    }
}
