package io.airloom.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/// A channel seen through a window of native memory: {@link #fill} brings octets in, {@link #skip}
/// moves on. The window grows with what is really there, never with what a file claims.
final class BoundedInput {
    private static final int FIRST_CAPACITY = 1 << 16;

    private static final ValueLayout.OfInt INT_LE =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ReadableByteChannel channel;
    private MemorySegment window = Arena.ofAuto().allocate(FIRST_CAPACITY, 8);
    private int start;
    private int end;
    private long skipped;

    BoundedInput(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /// Tries to have this many octets in the window.
    ///
    /// @return false if the input ends before
    boolean fill(int octets) throws IOException {
        while (end - start < octets) {
            if (start > 0) {
                MemorySegment.copy(window, start, window, 0, end - start);
                end -= start;
                start = 0;
            }
            if (end == window.byteSize()) {
                // Doubling: at most twice what the file really held.
                MemorySegment larger = Arena.ofAuto().allocate(2L * window.byteSize(), 8);
                MemorySegment.copy(window, 0, larger, 0, end);
                window = larger;
            }
            ByteBuffer room = window.asSlice(end).asByteBuffer();
            int count = channel.read(room);
            if (count < 0) {
                return false;
            }
            end += count;
        }
        return true;
    }

    /// Moves on by octets that need not be in the window.
    ///
    /// @return false if the input ends before
    boolean skip(long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            if (end == start && !fill(1)) {
                return false;
            }
            int step = (int) Math.min(left, end - start);
            start += step;
            skipped += step;
            left -= step;
        }
        return true;
    }

    /// Octets in the window.
    int available() {
        return end - start;
    }

    /// Octets of the input before the window.
    long position() {
        return skipped;
    }

    MemorySegment window() {
        return window;
    }

    /// Where the octets start in {@link #window()}.
    int start() {
        return start;
    }

    int peek32LittleEndian() {
        return window.get(INT_LE, start);
    }

    void close() throws IOException {
        channel.close();
    }
}
