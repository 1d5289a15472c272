package io.airloom.proxy;

import io.airloom.ieee80211.MacAddress;
import java.nio.ByteBuffer;

/// MAC addresses in little-endian buffers, where they stand in the order of the air all the same.
final class Octets {
    private Octets() {}

    static long address(ByteBuffer in, int offset) {
        long address = 0;
        for (int i = 0; i < MacAddress.LENGTH; i++) {
            address = address << 8 | Byte.toUnsignedInt(in.get(offset + i));
        }
        return address;
    }

    static void putAddress(ByteBuffer out, long address) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            out.put((byte) (address >>> shift));
        }
    }
}
