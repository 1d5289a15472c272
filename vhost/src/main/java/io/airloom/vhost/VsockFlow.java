package io.airloom.vhost;

/// Which connection of a guest: the numbers are unsigned.
///
/// @param peerCid the other side's, 2 for the host
/// @param peerPort the other side's
/// @param guestPort the guest's own
record VsockFlow(int peerCid, int peerPort, int guestPort) {

    /// The same connection as the guest sees it that is the other side.
    ///
    /// @param guestCid of the guest whose connection this is
    VsockFlow fromOtherSide(int guestCid) {
        return new VsockFlow(guestCid, /* peerPort= */ guestPort, /* guestPort= */ peerPort);
    }

    /// `2:1234 - 5678`, the guest's own port last.
    @Override
    public String toString() {
        return "%s:%s - %s"
                .formatted(
                        Integer.toUnsignedString(peerCid),
                        Integer.toUnsignedString(peerPort),
                        Integer.toUnsignedString(guestPort));
    }
}
