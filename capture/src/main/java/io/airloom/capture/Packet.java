package io.airloom.capture;

import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.RadiotapHeader;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One packet of a capture file. Valid until the reader moves on.
///
/// @param interfaceName name of the interface, made printable; empty if it has none
/// @param linkType what the octets are: 127 radiotap and 802.11, 105 bare 802.11
/// @param epochNanos when, ns since 1970; 0 if the file does not tell
/// @param segment memory that the octets lie in
/// @param offset where they start
/// @param length how many there are
/// @param originalLength how many the packet had
/// @param comments what somebody noted, made printable
public record Packet(
        String interfaceName,
        int linkType,
        long epochNanos,
        MemorySegment segment,
        long offset,
        int length,
        int originalLength,
        List<String> comments) {

    private static final int FCS_LENGTH = 4;

    /// Is this 802.11 at all?
    public boolean isWifi() {
        return linkType == Pcapng.LINK_RADIOTAP || linkType == Pcapng.LINK_IEEE802_11;
    }

    /// Strips what comes before the frame and after it.
    ///
    /// @return false if this is not 802.11, or its radiotap header is malformed
    public boolean frame(FrameView view) {
        if (linkType == Pcapng.LINK_IEEE802_11) {
            view.wrap(segment, offset, length);
            return true;
        }
        RadiotapHeader header = radiotap();
        if (header == null) {
            return false;
        }
        int frame = length - header.length();
        // The FCS is the end of the original packet, of which less may be here.
        int missing = Math.max(0, originalLength - length);
        int fcs = header.hasFcs() ? Math.clamp(FCS_LENGTH - missing, 0, frame) : 0;
        view.wrap(segment, offset + header.length(), frame - fcs);
        return true;
    }

    /// The radiotap header, or null if there is none or it is malformed.
    public @Nullable RadiotapHeader radiotap() {
        return linkType == Pcapng.LINK_RADIOTAP
                ? RadiotapHeader.parse(segment, offset, length)
                : null;
    }
}
