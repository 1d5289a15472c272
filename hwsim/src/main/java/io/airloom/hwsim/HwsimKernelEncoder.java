package io.airloom.hwsim;

import java.lang.foreign.MemorySegment;

/// Writes the messages that a kernel sends to its medium, octet for octet as mac80211_hwsim does:
/// the guest's side, for load generators and tests.
///
/// Nothing is allocated. Each method returns the length written, or −1, with nothing written, if
/// the message does not fit into `capacity`.
public final class HwsimKernelEncoder {
    /// Length of ADD_MAC_ADDR and DEL_MAC_ADDR.
    public static final int MAC_ADDRESS_LENGTH =
            Netlink.HEADER_LENGTH + 2 * Netlink.attributeLength(6);

    private static final int TX_INFO_FLAGS_LENGTH = 3 * TxRates.LEGS;

    private static final int BEFORE_FRAME =
            Netlink.HEADER_LENGTH + Netlink.attributeLength(6) + Netlink.ATTRIBUTE_HEADER_LENGTH;

    private static final int BEHIND_FRAME =
            2 * Netlink.attributeLength(Integer.BYTES)
                    + 2 * Netlink.attributeLength(Long.BYTES)
                    + Netlink.attributeLength(TX_INFO_FLAGS_LENGTH);

    /// Length of the message of {@link #bareFrame} besides the frame.
    private static final int BARE_OVERHEAD = BEFORE_FRAME + Netlink.attributeLength(Integer.BYTES);

    private HwsimKernelEncoder() {}

    /// Length of the message that carries a transmitted frame of `frameLength` octets.
    ///
    /// @param aligned as in {@link #frame}
    public static int frameMessageLength(int frameLength, boolean aligned) {
        int length = BEFORE_FRAME + Netlink.align(frameLength) + BEHIND_FRAME;
        return aligned && needsPad(frameLength) ? length + Netlink.ATTRIBUTE_HEADER_LENGTH : length;
    }

    /// FRAME: a radio transmits.
    ///
    /// @param type the family's number in the kernel
    /// @param rates tries of the legs, as in {@link TxRates}
    /// @param rateFlags flags of the legs, as in {@link TxRates}
    /// @param aligned as a kernel whose machine wants 64-bit numbers aligned (UML): put a PAD
    ///   before the cookie where that aligns it
    public static int frame(
            MemorySegment segment,
            long offset,
            int capacity,
            int type,
            long transmitterKey,
            MemorySegment frame,
            long frameOffset,
            int frameLength,
            int flags,
            int freqMhz,
            long rates,
            long rateFlags,
            long cookie,
            boolean aligned) {
        int length = frameMessageLength(frameLength, aligned);
        if (length > capacity) {
            return -1;
        }
        long at = Netlink.header(segment, offset, length, type, HwsimCommand.FRAME);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_TRANSMITTER, transmitterKey);
        at = Netlink.octets(segment, at, HwsimAttribute.FRAME, frame, frameOffset, frameLength);
        at = Netlink.int32(segment, at, HwsimAttribute.FLAGS, flags);
        at = Netlink.int32(segment, at, HwsimAttribute.FREQ, freqMhz);
        at = Netlink.int64(segment, at, HwsimAttribute.TX_INFO, rates);
        at = txInfoFlags(segment, at, rates, rateFlags);
        if (aligned && needsPad(frameLength)) {
            at = Netlink.attribute(segment, at, HwsimAttribute.PAD, 0);
        }
        at = Netlink.int64(segment, at, HwsimAttribute.COOKIE, cookie);
        assert at == offset + length;
        return length;
    }

    /// Length of the message that carries a frame of `frameLength` octets and nothing that it can
    /// do without.
    public static int bareFrameMessageLength(int frameLength) {
        return BARE_OVERHEAD + Netlink.align(frameLength);
    }

    /// FRAME as no kernel sends it, with nothing but radio, frame and frequency: for who takes such
    /// a message from another machine and looks at these alone.
    ///
    /// @param type the family's number in some kernel
    public static int bareFrame(
            MemorySegment segment,
            long offset,
            int capacity,
            int type,
            long transmitterKey,
            MemorySegment frame,
            long frameOffset,
            int frameLength,
            int freqMhz) {
        int length = bareFrameMessageLength(frameLength);
        if (length > capacity) {
            return -1;
        }
        long at = Netlink.header(segment, offset, length, type, HwsimCommand.FRAME);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_TRANSMITTER, transmitterKey);
        at = Netlink.octets(segment, at, HwsimAttribute.FRAME, frame, frameOffset, frameLength);
        at = Netlink.int32(segment, at, HwsimAttribute.FREQ, freqMhz);
        assert at == offset + length;
        return length;
    }

    /// ADD_MAC_ADDR or DEL_MAC_ADDR: a radio answers to an address, or no longer does.
    ///
    /// @param command {@link HwsimCommand#ADD_MAC_ADDR} or {@link HwsimCommand#DEL_MAC_ADDR}
    public static int macAddress(
            MemorySegment segment,
            long offset,
            int capacity,
            int type,
            int command,
            long transmitterKey,
            long macAddress) {
        if (MAC_ADDRESS_LENGTH > capacity) {
            return -1;
        }
        long at = Netlink.header(segment, offset, MAC_ADDRESS_LENGTH, type, command);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_TRANSMITTER, transmitterKey);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_RECEIVER, macAddress);
        assert at == offset + MAC_ADDRESS_LENGTH;
        return MAC_ADDRESS_LENGTH;
    }

    private static long txInfoFlags(MemorySegment segment, long offset, long rates, long flags) {
        long at =
                Netlink.attribute(
                        segment, offset, HwsimAttribute.TX_INFO_FLAGS, TX_INFO_FLAGS_LENGTH);
        for (int leg = 0; leg < TxRates.LEGS; leg++) {
            Netlink.write8(segment, at, TxRates.index(rates, leg));
            Netlink.write16(segment, at + 1, TxRates.flags(flags, leg));
            at += 3;
        }
        return at;
    }

    /// The cookie's value lies 4 octets behind its header: aligned iff the header is not.
    private static boolean needsPad(int frameLength) {
        int cookie =
                BEFORE_FRAME
                        + Netlink.align(frameLength)
                        + BEHIND_FRAME
                        - Netlink.attributeLength(Long.BYTES);
        return cookie % Long.BYTES == 0;
    }
}
