package io.airloom.windows;

import java.util.UUID;

/// A port of vsock in the words of Hyper-V sockets, which know services by GUIDs.
///
/// @param port 0 to 2^32 − 1, unsigned
public record ServiceId(int port) {
    private static final long TEMPLATE_HIGH = 0xfacb_11e6L;
    private static final long TEMPLATE_LOW = 0xbd58_6400_6a79_86d3L;

    /// Linux guests' template with the port in the first 32 bits:
    /// `00003039-facb-11e6-bd58-64006a7986d3` is port 12345.
    public UUID guid() {
        return new UUID(Integer.toUnsignedLong(port) << 32 | TEMPLATE_HIGH, TEMPLATE_LOW);
    }
}
