package io.airloom.capture;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads classic pcap files, with microseconds or nanoseconds, in either byte order.
///
/// ```
///  octets   4      4        4     4        4            4
///  file     magic  version  zone  accuracy snap length  link type (lower 16 bits)
///  packet   seconds, fraction, captured length, original length (4 each), then the packet
/// ```
final class PcapReader implements PacketReader {
    private static final int MAGIC_MICROS = 0xa1b2c3d4;
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final BoundedInput input;
    private final ValueLayout.OfInt int32;
    private final int nanosPerTick;
    private int linkType;
    private @Nullable String problem;
    private boolean headerRead;
    private int previous;

    private PcapReader(BoundedInput input, ByteOrder order, int nanosPerTick) {
        this.input = input;
        this.int32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        this.nanosPerTick = nanosPerTick;
    }

    /// A reader of a file that starts so.
    ///
    /// @param magic the first four octets, read as little-endian
    /// @return null if this is not the magic number of pcap
    static @Nullable PcapReader of(BoundedInput input, int magic) {
        return switch (magic) {
            case MAGIC_MICROS -> new PcapReader(input, ByteOrder.LITTLE_ENDIAN, 1_000);
            case MAGIC_NANOS -> new PcapReader(input, ByteOrder.LITTLE_ENDIAN, 1);
            default ->
                    switch (Integer.reverseBytes(magic)) {
                        case MAGIC_MICROS -> new PcapReader(input, ByteOrder.BIG_ENDIAN, 1_000);
                        case MAGIC_NANOS -> new PcapReader(input, ByteOrder.BIG_ENDIAN, 1);
                        default -> null;
                    };
        };
    }

    @Override
    public @Nullable Packet next() throws IOException {
        if (problem != null || !input.skip(previous)) {
            return null;
        }
        previous = 0;
        if (!headerRead) {
            if (!input.fill(FILE_HEADER)) {
                return fail("cut short");
            }
            linkType = int32(20) & 0xffff;
            input.skip(FILE_HEADER);
            headerRead = true;
        }
        if (!input.fill(PACKET_HEADER)) {
            return input.available() == 0 ? null : fail("cut short");
        }
        long length = int32(8) & 0xffff_ffffL;
        if (length > MAX_LENGTH) {
            return fail("packet of " + length + " octets");
        }
        int size = PACKET_HEADER + (int) length;
        if (!input.fill(size)) {
            return fail("cut short");
        }
        long seconds = int32(0) & 0xffff_ffffL;
        long fraction = int32(4) & 0xffff_ffffL;
        previous = size;
        return new Packet(
                "",
                linkType,
                seconds * NANOS_PER_SECOND + fraction * nanosPerTick,
                input.window(),
                input.start() + PACKET_HEADER,
                (int) length,
                Math.max((int) length, int32(12)),
                List.of());
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private int int32(int offset) {
        return input.window().get(int32, input.start() + offset);
    }

    private @Nullable Packet fail(String what) {
        problem = what + " at octet " + input.position();
        return null;
    }
}
