package io.airloom.bench;

/// What kind of guest a [GuestDriver] is.
///
/// @param queueSize descriptors in each ring, a power of two
/// @param bufferLength octets in each buffer; kernels have about 3776
/// @param regions over how many memory regions (1 to 8) the buffers are spread; the rings lie in
///   the first
/// @param shape how buffers are described
/// @param replyAck whether to use acknowledgements, if the back end can
/// @param eventIndex whether to use event indices, if the back end can
/// @param sealed whether the memory is sealed against truncation, as QEMU's is
public record GuestOptions(
        int queueSize,
        int bufferLength,
        int regions,
        Shape shape,
        boolean replyAck,
        boolean eventIndex,
        boolean sealed) {

    /// How the descriptors describe a buffer.
    public enum Shape {
        /// One descriptor: what the kernel's driver does.
        DIRECT,
        /// A short piece and a long piece, not side by side, chained.
        CHAINED,
        /// The same two pieces in an indirect table.
        INDIRECT
    }

    /// Checks the numbers.
    public GuestOptions {
        if (Integer.bitCount(queueSize) != 1 || queueSize < 2 || queueSize > 32768) {
            throw new IllegalArgumentException("queueSize=" + queueSize);
        }
        if (bufferLength < 256 || bufferLength > 1 << 16) {
            throw new IllegalArgumentException("bufferLength=" + bufferLength);
        }
        if (regions < 1 || regions > 8) {
            throw new IllegalArgumentException("regions=" + regions);
        }
    }

    /// As QEMU and the kernel's driver are: 256 descriptors, one region, sealed.
    public static GuestOptions usual() {
        return new GuestOptions(256, 3776, 1, Shape.DIRECT, true, false, true);
    }

    public GuestOptions withQueueSize(int size) {
        return new GuestOptions(size, bufferLength, regions, shape, replyAck, eventIndex, sealed);
    }

    public GuestOptions withBufferLength(int length) {
        return new GuestOptions(queueSize, length, regions, shape, replyAck, eventIndex, sealed);
    }

    public GuestOptions withRegions(int count) {
        return new GuestOptions(
                queueSize, bufferLength, count, shape, replyAck, eventIndex, sealed);
    }

    public GuestOptions withShape(Shape other) {
        return new GuestOptions(
                queueSize, bufferLength, regions, other, replyAck, eventIndex, sealed);
    }

    public GuestOptions withReplyAck(boolean on) {
        return new GuestOptions(queueSize, bufferLength, regions, shape, on, eventIndex, sealed);
    }

    public GuestOptions withEventIndex(boolean on) {
        return new GuestOptions(queueSize, bufferLength, regions, shape, replyAck, on, sealed);
    }

    public GuestOptions withSealed(boolean on) {
        return new GuestOptions(queueSize, bufferLength, regions, shape, replyAck, eventIndex, on);
    }
}
