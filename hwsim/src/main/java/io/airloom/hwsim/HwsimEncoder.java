package io.airloom.hwsim;

import java.lang.foreign.MemorySegment;

/// Writes the messages that a medium sends to a kernel, in the form that the strict parser of the
/// virtio driver takes (hwsim.md §7): only attributes with a policy, exact sizes, no padding
/// attribute, no octet behind the last attribute.
///
/// Nothing is allocated. Each method returns the length written, or −1, with nothing written, if
/// the message does not fit into `capacity`.
public final class HwsimEncoder {
    /// Length of a TX status.
    public static final int TX_INFO_LENGTH =
            Netlink.HEADER_LENGTH
                    + Netlink.attributeLength(6)
                    + 2 * Netlink.attributeLength(Integer.BYTES)
                    + 2 * Netlink.attributeLength(Long.BYTES);

    /// Length of a measurement's end.
    public static final int MEASUREMENT_END_LENGTH =
            Netlink.HEADER_LENGTH
                    + Netlink.attributeLength(6)
                    + 2 * Netlink.ATTRIBUTE_HEADER_LENGTH;

    /// In PMSR_RESULT: an array of what was measured with each peer (NL80211_PMSR_ATTR_PEERS).
    private static final int PMSR_PEERS = 5;

    /// Length of a frame's message besides the frame.
    private static final int FRAME_OVERHEAD =
            Netlink.HEADER_LENGTH
                    + Netlink.attributeLength(6)
                    + Netlink.ATTRIBUTE_HEADER_LENGTH
                    + 3 * Netlink.attributeLength(Integer.BYTES);

    /// Kernels do not look at a message's type on a virtio queue; this is netlink's first free one.
    private static final int ANY_TYPE = 0x10;

    private HwsimEncoder() {}

    /// Length of the message that carries a frame of `frameLength` octets to a radio.
    public static int frameMessageLength(int frameLength) {
        return FRAME_OVERHEAD + Netlink.align(frameLength);
    }

    /// FRAME: a radio receives.
    ///
    /// @param receiverKey the radio's key
    /// @param rxRate legacy rate index, below the number of rates that the band has
    /// @param signalDbm −110 … −1
    public static int frame(
            MemorySegment segment,
            long offset,
            int capacity,
            long receiverKey,
            MemorySegment frame,
            long frameOffset,
            int frameLength,
            int rxRate,
            int signalDbm,
            int freqMhz) {
        int length = frameMessageLength(frameLength);
        if (length > capacity) {
            return -1;
        }
        long at = Netlink.header(segment, offset, length, ANY_TYPE, HwsimCommand.FRAME);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_RECEIVER, receiverKey);
        at = Netlink.octets(segment, at, HwsimAttribute.FRAME, frame, frameOffset, frameLength);
        at = Netlink.int32(segment, at, HwsimAttribute.RX_RATE, rxRate);
        at = Netlink.int32(segment, at, HwsimAttribute.SIGNAL, signalDbm);
        at = Netlink.int32(segment, at, HwsimAttribute.FREQ, freqMhz);
        assert at == offset + length;
        return length;
    }

    /// TX_INFO_FRAME: what became of a transmission.
    ///
    /// @param transmitterKey the sending radio's key
    /// @param flags {@link HwsimFlags}
    /// @param signalDbm at which the acknowledgement was heard
    /// @param rates the tries made, as in {@link TxRates}, legs at the places the kernel gave them
    public static int txInfo(
            MemorySegment segment,
            long offset,
            int capacity,
            long transmitterKey,
            int flags,
            long cookie,
            int signalDbm,
            long rates) {
        if (TX_INFO_LENGTH > capacity) {
            return -1;
        }
        long at =
                Netlink.header(
                        segment, offset, TX_INFO_LENGTH, ANY_TYPE, HwsimCommand.TX_INFO_FRAME);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_TRANSMITTER, transmitterKey);
        at = Netlink.int32(segment, at, HwsimAttribute.FLAGS, flags);
        at = Netlink.int32(segment, at, HwsimAttribute.SIGNAL, signalDbm);
        at = Netlink.int64(segment, at, HwsimAttribute.TX_INFO, rates);
        at = Netlink.int64(segment, at, HwsimAttribute.COOKIE, cookie);
        assert at == offset + TX_INFO_LENGTH;
        return TX_INFO_LENGTH;
    }

    /// REPORT_PMSR that ends a measurement of distances without any result.
    ///
    /// The list of peers is empty on purpose. A failure for each peer would say more, but the
    /// driver takes the kind of a result from its data, which a failure does not have, and hands on
    /// whatever its memory held.
    ///
    /// @param transmitterKey the key of the radio that asked
    public static int measurementEnd(
            MemorySegment segment, long offset, int capacity, long transmitterKey) {
        if (MEASUREMENT_END_LENGTH > capacity) {
            return -1;
        }
        long at =
                Netlink.header(
                        segment,
                        offset,
                        MEASUREMENT_END_LENGTH,
                        ANY_TYPE,
                        HwsimCommand.REPORT_PMSR);
        at = Netlink.address(segment, at, HwsimAttribute.ADDR_TRANSMITTER, transmitterKey);
        at =
                Netlink.attribute(
                        segment,
                        at,
                        HwsimAttribute.PMSR_RESULT | Netlink.NESTED,
                        Netlink.ATTRIBUTE_HEADER_LENGTH);
        at = Netlink.attribute(segment, at, PMSR_PEERS | Netlink.NESTED, 0);
        assert at == offset + MEASUREMENT_END_LENGTH;
        return MEASUREMENT_END_LENGTH;
    }
}
