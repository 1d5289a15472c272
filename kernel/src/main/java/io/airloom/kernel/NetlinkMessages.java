package io.airloom.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Walks over the netlink messages that were received at once (netlink(7)):
///
/// ```
///  0       4      6       8          12       16
///  length  type   flags   sequence   port     what the type says, padded to a multiple of 4
/// ```
///
/// A length that cannot be ends the walk and sets [#isBroken()]: a message that [#next()] goes to
/// lies within what was received, whatever it claims. Allocates nothing, but for [#explanation()].
/// Reused for everything that is received; for one thread.
public final class NetlinkMessages {
    /// Type of an answer that tells of an error, or acknowledges ([#errno()] 0).
    public static final int ERROR = 2;

    /// Type of the last message of a dump.
    public static final int DONE = 3;

    /// Octets of the header.
    public static final int HEADER_LENGTH = 16;

    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int PORT_OFFSET = 12;
    private static final int F_DUMP_INTERRUPTED = 0x10;
    private static final int F_CAPPED = 0x100;
    private static final int F_ACK_TLVS = 0x200;
    private static final int ATTRIBUTE_TEXT = 1;
    private static final int MAX_TEXT_LENGTH = 256;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;

    private MemorySegment segment = MemorySegment.NULL;
    private long offset;
    private int length;
    private long nextOffset;
    private long end;
    private boolean broken;

    /// A walk over nothing yet.
    public NetlinkMessages() {}

    /// Starts before the first of `length` octets at `offset`; the segment must have them.
    public NetlinkMessages over(MemorySegment segment, long offset, int length) {
        this.segment = segment;
        this.offset = offset;
        this.length = 0;
        this.nextOffset = offset;
        this.end = offset + length;
        this.broken = false;
        return this;
    }

    /// Goes to the next message.
    ///
    /// @return false if there is none
    public boolean next() {
        long left = end - nextOffset;
        if (left < HEADER_LENGTH) {
            broken |= left > 0;
            return false;
        }
        long declared = segment.get(U32, nextOffset) & 0xffff_ffffL;
        if (declared < HEADER_LENGTH || declared > left) {
            broken = true;
            nextOffset = end;
            return false;
        }
        offset = nextOffset;
        length = (int) declared;
        nextOffset = Math.min(end, offset + Attributes.align(length));
        return true;
    }

    /// Was there something that is no message?
    public boolean isBroken() {
        return broken;
    }

    /// Where the message begins, with its header.
    public long offset() {
        return offset;
    }

    /// Octets of the message with its header, without padding.
    public int length() {
        return length;
    }

    /// A generic netlink family's number, or [#ERROR], [#DONE], or a number of the protocol's.
    public int type() {
        return segment.get(U16, offset + TYPE_OFFSET) & 0xffff;
    }

    /// What the request was numbered that this answers; 0 if it answers none.
    public int sequence() {
        return segment.get(U32, offset + SEQUENCE_OFFSET);
    }

    /// Whose request it answers; 0 if it answers none.
    public int portId() {
        return segment.get(U32, offset + PORT_OFFSET);
    }

    /// Did what is dumped change meanwhile, so that the dump may have holes?
    public boolean isDumpInterrupted() {
        return (flags() & F_DUMP_INTERRUPTED) != 0;
    }

    /// What [#ERROR] and [#DONE] say: 0 or more is a good answer, less is −errno. A message without
    /// a number is good.
    public int result() {
        return length < HEADER_LENGTH + Integer.BYTES
                ? 0
                : segment.get(U32, offset + HEADER_LENGTH);
    }

    /// [Errno] of an answer; 0 if it is a good one.
    public int errno() {
        return Math.max(0, -Math.max(result(), -Integer.MAX_VALUE));
    }

    /// The kernel's own words on an error, or an empty text.
    public String explanation() {
        int flags = flags();
        if (type() != ERROR || (flags & F_ACK_TLVS) == 0) {
            return "";
        }
        int echoed = HEADER_LENGTH + Integer.BYTES;
        int at = echoed + HEADER_LENGTH;
        if ((flags & F_CAPPED) == 0 && length >= at) {
            long whole = segment.get(U32, offset + echoed) & 0xffff_ffffL;
            at = (int) Math.min(length, echoed + Attributes.align(whole));
        }
        if (at >= length) {
            return "";
        }
        byte[] text = Attributes.read(segment, offset + at, length - at).octets(ATTRIBUTE_TEXT);
        int octets = 0;
        while (octets < Math.min(text.length, MAX_TEXT_LENGTH) && text[octets] != 0) {
            octets++;
        }
        // It goes to a terminal: nothing but what people read.
        return new String(Arrays.copyOf(text, octets), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
    }

    private int flags() {
        return segment.get(U16, offset + FLAGS_OFFSET) & 0xffff;
    }
}
