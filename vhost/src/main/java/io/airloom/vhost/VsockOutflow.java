package io.airloom.vhost;

/// What a guest has been sent on one connection, and what it may still be sent by its own account
/// (virtio 1.3 clause 5.10.6.3). The counts are modulo 2^32.
final class VsockOutflow {
    private int sent;
    private long guestBuffer;
    private int guestForwarded;
    private boolean asked;

    /// Takes note of what a packet of the guest says.
    ///
    /// @return false if the guest claims to have taken more than was sent
    boolean learn(VsockHeader header) {
        int count = header.forwardedCount();
        if (sent - count < 0) {
            return false;
        }
        guestForwarded = count;
        guestBuffer = header.bufferLength();
        if (credit() > 0) {
            asked = false;
        }
        return true;
    }

    /// Octets that the guest may still be sent.
    long credit() {
        long inFlight = Integer.toUnsignedLong(sent - guestForwarded);
        return Math.max(0, guestBuffer - inFlight);
    }

    /// They were sent.
    void sent(int length) {
        sent += length;
    }

    /// Is there any sense in looking at what there is to send?
    boolean mayTry() {
        return credit() > 0 || !asked;
    }

    /// There is no credit.
    ///
    /// @return whether the guest has to be asked for it: once, until it answers
    boolean ask() {
        boolean first = !asked;
        asked = true;
        return first;
    }
}
