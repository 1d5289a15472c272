package io.airloom.vwifi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Cuts what a client sends into records, whatever pieces it comes in. The first record says what
/// {@link Framing} the client has. Allocates nothing; what it hands out lies in its buffer until
/// the next {@link #room}.
final class RecordReader {
    /// What {@link #next} found.
    enum Next {
        /// A record: {@link #powerDbm}, {@link #messageOffset}, {@link #messageLength}.
        RECORD,
        /// The rest of a record has to come.
        MORE,
        /// A length that no record has: where the next one begins cannot be known.
        BROKEN
    }

    /// The two headers and the shortest attributes that a frame is sent with.
    static final int MIN_MESSAGE = 36;

    /// More than any kernel's message has.
    static final int MAX_MESSAGE = 4096;

    /// Octets that the reader may hold.
    static final int CAPACITY = 16 * 1024;

    private final MemorySegment buffer;
    private @Nullable Framing framing;
    private int start;
    private int end;
    private int powerDbm;
    private int messageOffset;
    private int messageLength;

    /// @param buffer of {@link #CAPACITY} octets, native, used by nobody else
    RecordReader(MemorySegment buffer) {
        if (buffer.byteSize() != CAPACITY) {
            throw new IllegalArgumentException("octets=" + buffer.byteSize());
        }
        this.buffer = buffer;
    }

    /// Where records lie.
    MemorySegment buffer() {
        return buffer;
    }

    /// Makes room for what comes next, at least for the rest of the longest record.
    ///
    /// @return where it goes in {@link #buffer()}; the room reaches to the buffer's end
    int room() {
        if (start == end) {
            start = 0;
            end = 0;
        } else if (CAPACITY - start < Framing.SIZED.headerLength() + MAX_MESSAGE) {
            MemorySegment.copy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        return end;
    }

    /// So many octets came.
    void received(int octets) {
        end += octets;
    }

    /// Takes the next record.
    Next next() {
        int there = end - start;
        if (there < Framing.TELLING_LENGTH) {
            return Next.MORE;
        }
        Framing form = framing;
        if (form == null) {
            form = Framing.of(buffer, start);
        }
        long length = form.messageLength(buffer, start);
        if (length < MIN_MESSAGE || length > MAX_MESSAGE) {
            messageLength = (int) Math.min(length, Integer.MAX_VALUE);
            return Next.BROKEN;
        }
        framing = form;
        if (there < form.headerLength() + length) {
            return Next.MORE;
        }
        powerDbm = buffer.get(ValueLayout.JAVA_BYTE, start);
        messageOffset = start + form.headerLength();
        messageLength = (int) length;
        start = messageOffset + messageLength;
        return Next.RECORD;
    }

    /// The form of its records; null until enough of the first one is there.
    @Nullable Framing framing() {
        return framing;
    }

    /// The power of the last record in dBm, −128 … 127.
    int powerDbm() {
        return powerDbm;
    }

    /// Where in {@link #buffer()} the message of the last record begins.
    int messageOffset() {
        return messageOffset;
    }

    /// Octets of that message; after {@link Next#BROKEN} what the record says to have.
    int messageLength() {
        return messageLength;
    }
}
