package io.airloom.capture;

import io.airloom.ieee80211.Printable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads pcapng files (draft-ietf-opsawg-pcapng): any number of sections, each in its own byte
/// order; enhanced, simple and obsolete packet blocks; every other block is skipped.
///
/// Limits: blocks of {@link PacketReader#MAX_LENGTH} octets (longer ones that we would skip anyway
/// are skipped), {@link #MAX_INTERFACES} interfaces a section, {@link #MAX_COMMENTS} comments a
/// packet, {@link #MAX_TEXT} octets of each text.
final class PcapngReader implements PacketReader {
    static final int MAX_INTERFACES = 1 << 17;
    static final int MAX_COMMENTS = 16;
    static final int MAX_TEXT = 4_096;

    private static final int SECTION_LENGTH = 28;
    private static final long DEFAULT_TICKS_PER_SECOND = 1_000_000;

    private final BoundedInput input;
    private final List<Interface> interfaces = new ArrayList<>();
    private ValueLayout.OfInt int32 = ValueLayout.JAVA_INT_UNALIGNED;
    private ValueLayout.OfShort int16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private ValueLayout.OfLong int64 = ValueLayout.JAVA_LONG_UNALIGNED;
    private long previous;
    private @Nullable String problem;

    private record Interface(int linkType, int snapLength, String name, TickScale scale) {}

    PcapngReader(BoundedInput input) {
        this.input = input;
    }

    @Override
    public @Nullable Packet next() throws IOException {
        while (problem == null) {
            if (!input.skip(previous)) {
                return fail("last block is cut short");
            }
            previous = 0;
            if (!input.fill(Pcapng.MIN_BLOCK_LENGTH)) {
                return input.available() == 0 ? null : fail("last block is cut short");
            }
            int type = input.peek32LittleEndian();
            // The type of a section header reads the same in both byte orders.
            if (type == Pcapng.SECTION_HEADER) {
                if (!section()) {
                    return null;
                }
            } else {
                type = int32(0);
            }
            long length = int32(4) & 0xffff_ffffL;
            if (length < Pcapng.MIN_BLOCK_LENGTH) {
                return fail("block of " + length + " octets");
            }
            // Lengths are multiples of four, but some writers count without the padding.
            long padded = length + 3 & ~3L;
            previous = padded;
            Packet packet = isWanted(type) ? block(type, padded) : null;
            if (packet != null || problem != null) {
                return packet;
            }
        }
        return null;
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private static boolean isWanted(int type) {
        return switch (type) {
            case Pcapng.INTERFACE_DESCRIPTION,
                    Pcapng.OBSOLETE_PACKET,
                    Pcapng.SIMPLE_PACKET,
                    Pcapng.ENHANCED_PACKET ->
                    true;
            default -> false;
        };
    }

    /// Sets the byte order by the magic number, and forgets the interfaces of the last section.
    private boolean section() throws IOException {
        if (!input.fill(SECTION_LENGTH)) {
            fail("last block is cut short");
            return false;
        }
        ByteOrder order;
        int magic =
                input.window()
                        .get(
                                ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
                                input.start() + 8L);
        if (magic == Pcapng.BYTE_ORDER_MAGIC) {
            order = ByteOrder.LITTLE_ENDIAN;
        } else if (magic == Integer.reverseBytes(Pcapng.BYTE_ORDER_MAGIC)) {
            order = ByteOrder.BIG_ENDIAN;
        } else {
            fail("section without byte order");
            return false;
        }
        int32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        int16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
        int64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
        int major = int16(12);
        if (major != 1) {
            fail("pcapng version " + major);
            return false;
        }
        interfaces.clear();
        return true;
    }

    private @Nullable Packet block(int type, long length) throws IOException {
        if (length > MAX_LENGTH) {
            return fail("block of " + length + " octets");
        }
        if (!input.fill((int) length)) {
            return fail("last block is cut short");
        }
        int end = (int) length - 4;
        return switch (type) {
            case Pcapng.INTERFACE_DESCRIPTION -> addInterface(end);
            case Pcapng.ENHANCED_PACKET, Pcapng.OBSOLETE_PACKET -> packet(type, end);
            default -> simplePacket(end);
        };
    }

    /// Link type (2), reserved (2), snap length (4), options.
    private @Nullable Packet addInterface(int end) {
        if (end < 16) {
            return fail("interface is cut short");
        }
        if (interfaces.size() == MAX_INTERFACES) {
            return fail("more than " + MAX_INTERFACES + " interfaces");
        }
        String name = "";
        long ticksPerSecond = DEFAULT_TICKS_PER_SECOND;
        long offsetSeconds = 0;
        int at = 16;
        while (at + 4 <= end && int16(at) != Pcapng.OPTION_END) {
            int length = int16(at + 2);
            if (length > end - at - 4) {
                break;
            }
            switch (int16(at)) {
                case Pcapng.IF_NAME -> name = text(at + 4, length);
                case Pcapng.IF_TIME_RESOLUTION -> {
                    if (length >= 1) {
                        ticksPerSecond = TickScale.ticksPerSecond(int8(at + 4));
                    }
                }
                case Pcapng.IF_TIME_OFFSET -> {
                    if (length == 8) {
                        offsetSeconds = int64(at + 4);
                    }
                }
                default -> {}
            }
            at += 4 + (length + 3 & ~3);
        }
        TickScale scale = new TickScale(ticksPerSecond, offsetSeconds);
        interfaces.add(new Interface(int16(8), int32(12), name, scale));
        return null;
    }

    /// Interface (4), time (8), captured and original length (4 each), packet, options. The
    /// obsolete form has a drop count (2) in the upper half of the interface's number.
    private @Nullable Packet packet(int type, int end) {
        if (end < 28) {
            return fail("packet is cut short");
        }
        int id = type == Pcapng.ENHANCED_PACKET ? int32(8) : int16(8);
        if (id < 0 || id >= interfaces.size()) {
            return fail("packet of interface " + Integer.toUnsignedString(id));
        }
        int length = int32(20);
        if (length < 0 || length > end - 28) {
            return fail("packet longer than its block");
        }
        Interface from = interfaces.get(id);
        long ticks = (int32(12) & 0xffff_ffffL) << 32 | (int32(16) & 0xffff_ffffL);
        return new Packet(
                from.name(),
                from.linkType(),
                from.scale().nanos(ticks),
                input.window(),
                input.start() + 28L,
                length,
                Math.max(length, int32(24)),
                comments(28 + (length + 3 & ~3), end));
    }

    /// Original length (4), then as much of the packet as the snap length lets through.
    private @Nullable Packet simplePacket(int end) {
        if (end < 12) {
            return fail("packet is cut short");
        }
        if (interfaces.isEmpty()) {
            return fail("packet of no interface");
        }
        Interface from = interfaces.getFirst();
        int original = int32(8);
        int limit = from.snapLength() == 0 ? Integer.MAX_VALUE : from.snapLength();
        int length = Math.min(original, Math.min(limit, end - 12));
        if (length < 0) {
            return fail("packet longer than its block");
        }
        return new Packet(
                from.name(),
                from.linkType(),
                0,
                input.window(),
                input.start() + 12L,
                length,
                original,
                List.of());
    }

    private List<String> comments(int from, int end) {
        List<String> comments = new ArrayList<>(1);
        int at = from;
        while (at + 4 <= end && int16(at) != Pcapng.OPTION_END) {
            int length = int16(at + 2);
            if (length > end - at - 4) {
                break;
            }
            if (int16(at) == Pcapng.OPTION_COMMENT && comments.size() < MAX_COMMENTS) {
                comments.add(text(at + 4, length));
            }
            at += 4 + (length + 3 & ~3);
        }
        return comments;
    }

    private String text(int at, int length) {
        int shown = Math.min(length, MAX_TEXT);
        return Printable.text(input.window(), input.start() + at, shown);
    }

    private int int8(int at) {
        return window().get(ValueLayout.JAVA_BYTE, input.start() + at) & 0xff;
    }

    private int int16(int at) {
        return window().get(int16, input.start() + at) & 0xffff;
    }

    private int int32(int at) {
        return window().get(int32, input.start() + at);
    }

    private long int64(int at) {
        return window().get(int64, input.start() + at);
    }

    private MemorySegment window() {
        return input.window();
    }

    private @Nullable Packet fail(String what) {
        problem = what + " at octet " + input.position();
        return null;
    }
}
