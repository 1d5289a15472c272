package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What stands in clear before a protected body (IEEE 802.11-2020 §12.5): key ID, packet number.
///
/// ```
///  octets  0     1         2     3                     4    5    6    7
///  WEP     IV0   IV1       IV2   key ID in bits 6–7                           ExtIV (bit 5) = 0
///  TKIP    TSC1  WEPSeed   TSC0  key ID, ExtIV         TSC2 TSC3 TSC4 TSC5
///  CCMP    PN0   PN1       0     key ID, ExtIV         PN2  PN3  PN4  PN5     GCMP is the same
/// ```
///
/// @param keyId 0 … 3
/// @param packetNumber 48 bits (24 for WEP)
/// @param cipher `WEP`, `TKIP`, `CCMP/GCMP` as far as the octets tell
/// @param length octets of this header
record CipherHeader(int keyId, long packetNumber, String cipher, int length) {
    static final String CCMP_OR_GCMP = "CCMP/GCMP";

    private static final int EXTENDED_IV = 1 << 5;

    /// Reads the header, or null if the body is too short for it.
    static @Nullable CipherHeader parse(MemorySegment segment, long offset, int length) {
        if (length < 4) {
            return null;
        }
        int first = Octets.u8(segment, offset);
        int second = Octets.u8(segment, offset + 1);
        int third = Octets.u8(segment, offset + 2);
        int flags = Octets.u8(segment, offset + 3);
        int keyId = flags >> 6;
        if ((flags & EXTENDED_IV) == 0) {
            return new CipherHeader(keyId, first << 16 | second << 8 | third, "WEP", 4);
        }
        if (length < 8) {
            return null;
        }
        long high = Octets.u32(segment, offset + 4) << 16;
        // The third octet is zero for CCMP, and TKIP's low counter octet, which is rarely zero;
        // then TKIP's seed octet follows from the first.
        if (third != 0 && second == ((first | 0x20) & 0x7f)) {
            return new CipherHeader(keyId, high | first << 8 | third, "TKIP", 8);
        }
        return new CipherHeader(keyId, high | second << 8 | first, CCMP_OR_GCMP, 8);
    }
}
