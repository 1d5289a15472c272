package io.airloom.vwifi;

import org.jspecify.annotations.Nullable;

/// The numbers by which vwifi's people call its clients.
final class Cid {
    /// The least one that a client has; 1 and 2 are the host's.
    static final int LEAST = 3;

    private Cid() {}

    /// The number of a client that comes over TCP: made of its address `o1.o2.o3.o4` alone, or also
    /// of its port.
    ///
    /// ```
    ///   (o4 + o3 + o2) · 256 + o1    and with the port    + its octets, swapped
    /// ```
    ///
    /// @param address IPv4, the first octet most significant
    /// @param port null if it does not count
    static int ofTcp(int address, @Nullable Integer port) {
        int sum = (address & 0xff) + (address >>> 8 & 0xff) + (address >>> 16 & 0xff);
        int cid = sum * 256 + (address >>> 24);
        if (port != null) {
            cid += Short.toUnsignedInt(Short.reverseBytes(port.shortValue()));
        }
        return cid;
    }
}
