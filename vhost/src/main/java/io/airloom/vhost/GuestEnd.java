package io.airloom.vhost;

import java.lang.foreign.MemorySegment;

/// The far end that is another guest: two connections, each the other's end. Octets wait in the
/// backlog of the one that sent them, and the other fetches them when its guest has credit and a
/// buffer; so a guest that does not read stops who writes to it, and nobody else.
final class GuestEnd implements VsockEnd {
    private final VsockConnection own;
    private final VsockConnection other;

    /// @param own the connection whose end this is
    /// @param other the other guest's
    GuestEnd(VsockConnection own, VsockConnection other) {
        this.own = own;
        this.other = other;
    }

    @Override
    public void opened(VsockConnection connection) {
        other.accept();
    }

    @Override
    public int write(MemorySegment from, long offset, int length) {
        return other.isClosed() ? OVER : LATER;
    }

    @Override
    public int read(MemorySegment to, long offset, int length) {
        return other.fetch(to, offset, length);
    }

    @Override
    public boolean isGone() {
        return other.isClosed();
    }

    @Override
    public void shutdownOutput() {
        other.endReadable();
    }

    @Override
    public void shutdownInput() {
        other.hostShut(VsockHeader.SHUT_RECEIVE);
    }

    @Override
    public void awaitReadable() {
        if (other.isFetchable()) {
            own.endReadable();
        }
    }

    @Override
    public void awaitWritable() {
        // What waits is fetched from there.
        other.endReadable();
    }

    @Override
    public void close(boolean broken) {
        other.endClosed(broken);
    }
}
