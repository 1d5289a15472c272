package io.airloom.ieee80211;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/// Frames for tests, in native memory that ends exactly where the frame does.
final class Frames {
    private Frames() {}

    static MemorySegment segment(byte[] octets) {
        MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, octets.length));
        MemorySegment.copy(
                octets, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, octets.length);
        return segment.asSlice(0, octets.length);
    }

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    static FrameView view(String hex) {
        return view(octets(hex));
    }

    static FrameView view(byte[] octets) {
        FrameView view = new FrameView();
        view.wrap(segment(octets), 0, octets.length);
        return view;
    }
}
