package io.airloom.vhost;

/// One end of a vsock connection; both numbers are unsigned.
///
/// @param cid which machine: [#HOST_CID] is the host, guests have 3 and more
/// @param port of that machine
public record VsockAddress(int cid, int port) {
    /// The host, as its guests see it.
    public static final int HOST_CID = 2;

    /// The first CID that a guest may have.
    public static final int FIRST_GUEST_CID = 3;

    /// `3:1234`.
    @Override
    public String toString() {
        return Integer.toUnsignedString(cid) + ":" + Integer.toUnsignedString(port);
    }
}
