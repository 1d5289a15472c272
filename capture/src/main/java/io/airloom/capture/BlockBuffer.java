package io.airloom.capture;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One pcapng block while it is put together, little-endian, in native memory.
final class BlockBuffer {
    /// Holds a frame of the longest kind, its radiotap header and all options.
    static final int CAPACITY = 1 << 13;

    /// Octets of text that an option may have here.
    static final int MAX_TEXT = 1_024;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment segment = Arena.ofAuto().allocate(CAPACITY, 8);
    private final ByteBuffer octets = segment.asByteBuffer();
    private int at;

    BlockBuffer begin(int type) {
        at = 0;
        // The length is known at the end.
        return put32(type).put32(0);
    }

    BlockBuffer put16(int value) {
        segment.set(SHORT, at, (short) value);
        at += 2;
        return this;
    }

    BlockBuffer put32(int value) {
        segment.set(INT, at, value);
        at += 4;
        return this;
    }

    BlockBuffer put64(long value) {
        segment.set(LONG, at, value);
        at += 8;
        return this;
    }

    /// A time stamp: the upper half comes first.
    BlockBuffer putTime(long nanos) {
        return put32((int) (nanos >>> 32)).put32((int) nanos);
    }

    BlockBuffer copy(MemorySegment from, long offset, int length) {
        MemorySegment.copy(from, offset, segment, at, length);
        at += length;
        return this;
    }

    /// Zeros up to the next multiple of four.
    BlockBuffer pad() {
        while (at % 4 != 0) {
            segment.set(ValueLayout.JAVA_BYTE, at++, (byte) 0);
        }
        return this;
    }

    BlockBuffer option(int code, byte[] value) {
        put16(code).put16(value.length);
        MemorySegment.copy(value, 0, segment, ValueLayout.JAVA_BYTE, at, value.length);
        at += value.length;
        return pad();
    }

    /// Text longer than {@link #MAX_TEXT} octets of UTF-8 is cut between characters.
    BlockBuffer option(int code, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_TEXT);
        while (length < text.length && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        return option(code, length < text.length ? Arrays.copyOf(text, length) : text);
    }

    BlockBuffer option8(int code, int value) {
        return option(code, new byte[] {(byte) value});
    }

    BlockBuffer option32(int code, int value) {
        return put16(code).put16(4).put32(value);
    }

    BlockBuffer option64(int code, long value) {
        return put16(code).put16(8).put64(value);
    }

    BlockBuffer endOptions() {
        return put16(Pcapng.OPTION_END).put16(0);
    }

    /// Writes the length at both ends.
    ///
    /// @return the whole block, valid until the next {@link #begin}
    ByteBuffer finish() {
        int length = at + 4;
        put32(length);
        segment.set(INT, 4, length);
        return octets.limit(length).position(0);
    }
}
