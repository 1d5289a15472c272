package io.airloom.hwsim;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;

/// A view over one message in memory that its sender may change at any time.
///
/// {@link #wrap} reads each length and each number once, checks it and keeps it here; only the
/// frame itself stays where it is, at {@link #frameOffset()}, and lies within the message whatever
/// the sender does. Malformed input is a {@link HwsimProblem}, never an exception. After a problem
/// the attributes that could be read remain readable, so that a transmission can be answered as
/// long as its radio and cookie are known.
///
/// Unknown attributes are skipped. Reused for every message; for one thread.
public final class HwsimMessage {
    /// More than any kernel's message has; bounds the work that a message can cause.
    private static final int MAX_ATTRIBUTES = 64;

    /// Octets of the two headers, with which a message begins.
    public static final int MIN_LENGTH = Netlink.HEADER_LENGTH;

    private static final int TX_INFO_FLAGS_LENGTH = 3 * TxRates.LEGS;
    private static final int UNKNOWN = -1;
    private static final int ANY_LENGTH = -2;

    private HwsimProblem problem = HwsimProblem.OK;
    private long problemOffset;
    private int command;
    private int length;
    private long present;
    private long receiverAddress;
    private long transmitterKey;
    private long frameOffset;
    private int frameLength;
    private int flags;
    private int rxRate;
    private int signalDbm;
    private int freqMhz;
    private long cookie;
    private long rates;
    private long rateFlags;

    /// A view of nothing yet.
    public HwsimMessage() {
        clear();
    }

    /// The octets that the message at `offset` says to have, 0 to 2^32 − 1. Four must be there.
    public static long declaredLength(MemorySegment segment, long offset) {
        return Netlink.u32(segment, offset);
    }

    /// Reads the message at `offset`, of which `available` octets came. The segment must have them.
    ///
    /// @return the first problem, or {@link HwsimProblem#OK}
    public HwsimProblem wrap(MemorySegment segment, long offset, int available) {
        clear();
        if (available < Netlink.HEADER_LENGTH) {
            return note(HwsimProblem.NO_HEADER, offset);
        }
        long declared = Netlink.u32(segment, offset);
        if (declared < Netlink.HEADER_LENGTH) {
            return note(HwsimProblem.LENGTH_TOO_SMALL, offset);
        }
        if (declared > available) {
            note(HwsimProblem.LENGTH_BEYOND_BUFFER, offset);
        }
        length = (int) Math.min(declared, available);
        command = Netlink.u8(segment, offset + Netlink.COMMAND_OFFSET);
        attributes(segment, offset);
        return problem;
    }

    private void attributes(MemorySegment segment, long offset) {
        int position = Netlink.HEADER_LENGTH;
        int count = 0;
        while (length - position >= Netlink.ATTRIBUTE_HEADER_LENGTH) {
            long at = offset + position;
            int attributeLength = Netlink.u16(segment, at);
            int type = Netlink.u16(segment, at + 2) & Netlink.TYPE_MASK;
            if (attributeLength < Netlink.ATTRIBUTE_HEADER_LENGTH) {
                note(HwsimProblem.ATTRIBUTE_TOO_SHORT, at);
                return;
            }
            if (attributeLength > length - position) {
                note(HwsimProblem.ATTRIBUTE_BEYOND_MESSAGE, at);
                return;
            }
            if (++count > MAX_ATTRIBUTES) {
                note(HwsimProblem.TOO_MANY_ATTRIBUTES, at);
                return;
            }
            attribute(
                    segment,
                    type,
                    at + Netlink.ATTRIBUTE_HEADER_LENGTH,
                    attributeLength - Netlink.ATTRIBUTE_HEADER_LENGTH);
            position += Netlink.align(attributeLength);
        }
        if (position < length) {
            note(HwsimProblem.TRAILING_OCTETS, offset + position);
        }
    }

    private void attribute(MemorySegment segment, int type, long value, int valueLength) {
        int wanted = valueLength(type);
        if (wanted == UNKNOWN) {
            return;
        }
        if (has(type)) {
            note(HwsimProblem.ATTRIBUTE_REPEATED, value);
            return;
        }
        if (wanted != ANY_LENGTH && wanted != valueLength) {
            note(HwsimProblem.ATTRIBUTE_SIZE, value);
            return;
        }
        present |= 1L << type;
        switch (type) {
            case HwsimAttribute.ADDR_RECEIVER -> receiverAddress = MacAddress.read(segment, value);
            case HwsimAttribute.ADDR_TRANSMITTER ->
                    transmitterKey = MacAddress.read(segment, value);
            case HwsimAttribute.FRAME -> {
                frameOffset = value;
                frameLength = valueLength;
            }
            case HwsimAttribute.FLAGS -> flags = Netlink.s32(segment, value);
            case HwsimAttribute.RX_RATE -> rxRate = Netlink.s32(segment, value);
            case HwsimAttribute.SIGNAL -> signalDbm = Netlink.s32(segment, value);
            case HwsimAttribute.FREQ -> freqMhz = Netlink.s32(segment, value);
            case HwsimAttribute.COOKIE -> cookie = Netlink.u64(segment, value);
            case HwsimAttribute.TX_INFO -> rates = Netlink.u64(segment, value);
            case HwsimAttribute.TX_INFO_FLAGS -> rateFlags = readRateFlags(segment, value);
            default -> throw new AssertionError("type=" + type);
        }
    }

    /// How long the value of an attribute must be.
    private static int valueLength(int type) {
        return switch (type) {
            case HwsimAttribute.ADDR_RECEIVER, HwsimAttribute.ADDR_TRANSMITTER -> MacAddress.LENGTH;
            case HwsimAttribute.FLAGS,
                    HwsimAttribute.RX_RATE,
                    HwsimAttribute.SIGNAL,
                    HwsimAttribute.FREQ ->
                    Integer.BYTES;
            case HwsimAttribute.COOKIE, HwsimAttribute.TX_INFO -> Long.BYTES;
            case HwsimAttribute.TX_INFO_FLAGS -> TX_INFO_FLAGS_LENGTH;
            case HwsimAttribute.FRAME -> ANY_LENGTH;
            default -> UNKNOWN;
        };
    }

    private static long readRateFlags(MemorySegment segment, long value) {
        long flags = 0;
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            flags |= (long) Netlink.u16(segment, value + 3L * leg + 1) << (16 * leg);
        }
        return flags;
    }

    private HwsimProblem note(HwsimProblem found, long offset) {
        if (problem == HwsimProblem.OK) {
            problem = found;
            problemOffset = offset;
        }
        return problem;
    }

    private void clear() {
        problem = HwsimProblem.OK;
        problemOffset = -1;
        command = 0;
        length = 0;
        present = 0;
        receiverAddress = MacAddress.NONE;
        transmitterKey = MacAddress.NONE;
        frameOffset = 0;
        frameLength = 0;
        flags = 0;
        rxRate = 0;
        signalDbm = 0;
        freqMhz = 0;
        cookie = 0;
        rates = TxRates.NONE;
        rateFlags = 0;
    }

    /// What was wrong first.
    public HwsimProblem problem() {
        return problem;
    }

    /// Where in the segment that was found; −1 if nothing is wrong.
    public long problemOffset() {
        return problemOffset;
    }

    /// A {@link HwsimCommand}, or any other octet; 0 if the headers could not be read.
    public int command() {
        return command;
    }

    /// Octets of the message: `nlmsg_len`, or what came if that is less.
    public int length() {
        return length;
    }

    /// Was a {@link HwsimAttribute} there and of the right size?
    public boolean has(int attribute) {
        return ((present >>> attribute) & 1) != 0;
    }

    /// Key of the receiving radio, or the address that ADD/DEL_MAC_ADDR is about.
    public long receiverAddress() {
        return receiverAddress;
    }

    /// Key of the sending radio; {@link MacAddress#NONE} if there is none.
    public long transmitterKey() {
        return transmitterKey;
    }

    /// Where the frame begins in the segment.
    public long frameOffset() {
        return frameOffset;
    }

    /// Octets of the frame, any number.
    public int frameLength() {
        return frameLength;
    }

    /// {@link HwsimFlags}, and whatever other bits the sender set.
    public int flags() {
        return flags;
    }

    /// Legacy rate index of a reception.
    public int rxRate() {
        return rxRate;
    }

    /// Signal of a reception, or of the acknowledgement in a TX status.
    public int signalDbm() {
        return signalDbm;
    }

    /// Centre of the primary channel; 0 if the message has none.
    public int freqMhz() {
        return freqMhz;
    }

    /// What the kernel calls the transmission.
    public long cookie() {
        return cookie;
    }

    /// All rate legs, as in {@link TxRates}; {@link TxRates#NONE} if the message has none.
    public long rates() {
        return rates;
    }

    /// The flags of all legs, as in {@link TxRates}.
    public long rateFlags() {
        return rateFlags;
    }

    /// Rate index of a leg; negative if it is not used.
    public int rateIndex(int leg) {
        return TxRates.index(rates, leg);
    }

    /// Tries of a leg.
    public int rateCount(int leg) {
        return TxRates.tries(rates, leg);
    }

    /// Flags of a leg.
    public int rateFlags(int leg) {
        return TxRates.flags(rateFlags, leg);
    }

    /// How many legs are used, 0 … 4.
    public int legs() {
        return TxRates.used(rates);
    }
}
