package io.airloom.vhost;

import java.lang.foreign.MemorySegment;

/// What a guest has sent on one connection and the end has not taken yet, and what the guest may
/// send more: as much as there is room for here (`buf_alloc` and `fwd_cnt`, virtio 1.3 clause
/// 5.10.6.3). The counts are modulo 2^32.
final class VsockInflow {
    private final int window;
    private final ByteRing backlog;
    private int received;
    private int forwarded;
    private int reported;

    /// @param window how much may wait here, in octets
    VsockInflow(int window) {
        this.window = window;
        this.backlog = new ByteRing(window);
    }

    int window() {
        return window;
    }

    boolean isEmpty() {
        return backlog.isEmpty();
    }

    /// False if the guest may not send so much; else it has to be passed on.
    boolean admit(int length) {
        if (length > window - (received - forwarded)) {
            return false;
        }
        received += length;
        return true;
    }

    /// Passes admitted octets on: to the end, if nothing waits already; else, and what it does not
    /// take, to the backlog.
    ///
    /// @return false if the end takes no more: the rest is dropped
    boolean pass(VsockEnd end, MemorySegment from, long offset, int length) {
        int done = 0;
        while (done < length && backlog.isEmpty()) {
            int n = end.write(from, offset + done, length - done);
            if (n == VsockEnd.OVER) {
                drop(length - done);
                return false;
            }
            if (n == VsockEnd.LATER) {
                break;
            }
            done += n;
            forwarded += n;
        }
        if (done < length) {
            backlog.put(from, offset + done, length - done);
        }
        return true;
    }

    /// Admitted octets that nobody wants.
    void drop(int length) {
        forwarded += length;
    }

    /// Gives the end what waits, as far as it takes it.
    ///
    /// @return false if the end takes no more
    boolean drain(VsockEnd end) {
        while (!backlog.isEmpty()) {
            int n = end.write(backlog.memory(), backlog.offset(), backlog.run());
            if (n == VsockEnd.OVER || n == VsockEnd.LATER) {
                return n != VsockEnd.OVER;
            }
            backlog.skip(n);
            forwarded += n;
        }
        return true;
    }

    /// Gives what waits to who fetches it.
    ///
    /// @return how many octets
    int fetch(MemorySegment to, long offset, int length) {
        int n = backlog.get(to, offset, length);
        forwarded += n;
        return n;
    }

    /// Drops what waits, and keeps nothing from here on.
    void discard() {
        forwarded += backlog.size();
        backlog.close();
    }

    /// Whether the guest should be told that it may send more.
    boolean wantsReport() {
        return Integer.compareUnsigned(forwarded - reported, window / 4) >= 0;
    }

    /// Tells the guest, in a packet that goes to it.
    void report(VsockHeader header) {
        reported = forwarded;
        header.writeCredit(window, forwarded);
    }

    /// Frees the memory.
    void close() {
        backlog.close();
    }
}
