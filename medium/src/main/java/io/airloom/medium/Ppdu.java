package io.airloom.medium;

import org.jspecify.annotations.Nullable;

/// What one radio sends at a time, as IEEE 802.11 calls it: an RTS, a CTS, a frame or its
/// acknowledgement. Reused.
final class Ppdu {
    /// What an exchange consists of, in this order; the first two only where they protect.
    enum Kind {
        RTS,
        CTS,
        FRAME,
        ACK
    }

    private Kind kind = Kind.FRAME;
    private @Nullable Radio from;
    private long address;
    private long startNanos;
    private long endNanos;
    private long reservedNanos;

    /// @param address whom its exchange is for
    /// @param reservedNanos until when those who hear it leave the channel to others
    Ppdu set(
            Kind kind,
            Radio from,
            long address,
            long startNanos,
            long endNanos,
            long reservedNanos) {
        this.kind = kind;
        this.from = from;
        this.address = address;
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.reservedNanos = reservedNanos;
        return this;
    }

    /// Its sender is not on the air any more, and nobody hears the rest of it.
    void silence() {
        from = null;
    }

    Kind kind() {
        return kind;
    }

    /// Who sends it; null if he has left.
    @Nullable Radio from() {
        return from;
    }

    long startNanos() {
        return startNanos;
    }

    long endNanos() {
        return endNanos;
    }

    /// Until when those who hear it leave the channel to others: until the answer that it asks for
    /// is over, or, of a CTS, until the whole exchange is.
    long reservedNanos() {
        return reservedNanos;
    }

    /// Is it an RTS or a frame for that radio?
    boolean isFor(Radio radio) {
        return (kind == Kind.RTS || kind == Kind.FRAME)
                && (radio.announces(address) || radio.sentFrom(address));
    }

    /// Were both on the air at any time?
    boolean overlaps(Ppdu other) {
        return startNanos < other.endNanos && other.startNanos < endNanos;
    }
}
