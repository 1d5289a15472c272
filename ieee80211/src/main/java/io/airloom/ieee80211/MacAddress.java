package io.airloom.ieee80211;

import java.lang.foreign.MemorySegment;

/// MAC addresses as plain `long`s: 48 bits, the first octet on the air most significant (IEEE
/// 802.11-2020 §9.2.4.3). `02:00:00:00:01:00` is `0x0200_0000_0100L`.
///
/// Nothing here allocates except {@link #toString(long)} and {@link #parse(String)}.
public final class MacAddress {
    /// Octets of an address.
    public static final int LENGTH = 6;

    /// No address: the frame has no such field. Never equal to an address read from a frame.
    public static final long NONE = -1L;

    /// `ff:ff:ff:ff:ff:ff`, everyone.
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long LOCAL_BIT = 0x0200_0000_0000L;
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private MacAddress() {}

    /// Reads six octets at `offset`.
    public static long read(MemorySegment segment, long offset) {
        return (long) Octets.u16BigEndian(segment, offset) << 32
                | Octets.u32BigEndian(segment, offset + 2);
    }

    /// Writes the six octets of `address` at `offset`.
    public static void write(MemorySegment segment, long offset, long address) {
        Octets.write16BigEndian(segment, offset, (int) (address >>> 32));
        Octets.write32BigEndian(segment, offset + 2, (int) address);
    }

    /// Is this a group address (multicast or broadcast)? {@link #NONE} is not.
    public static boolean isGroup(long address) {
        return (address & GROUP_BIT) != 0 && address != NONE;
    }

    /// Is this locally administered, that is, not of a manufacturer?
    public static boolean isLocal(long address) {
        return (address & LOCAL_BIT) != 0 && address != NONE;
    }

    /// `02:00:00:00:01:00`; `-` for {@link #NONE}.
    public static String toString(long address) {
        if (address == NONE) {
            return "-";
        }
        char[] text = new char[17];
        for (int i = 0; i < LENGTH; i++) {
            int octet = (int) (address >>> (40 - 8 * i)) & 0xff;
            text[3 * i] = DIGITS[octet >> 4];
            text[3 * i + 1] = DIGITS[octet & 15];
            if (i < LENGTH - 1) {
                text[3 * i + 2] = ':';
            }
        }
        return new String(text);
    }

    /// Reads `02:00:00:00:01:00` (either case, `:` or `-` between octets).
    ///
    /// @throws IllegalArgumentException if the text is anything else
    public static long parse(String text) {
        if (text.length() != 17) {
            throw notAnAddress(text);
        }
        char separator = text.charAt(2);
        if (separator != ':' && separator != '-') {
            throw notAnAddress(text);
        }
        long address = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i % 3 == 2) {
                if (c != separator) {
                    throw notAnAddress(text);
                }
            } else {
                int digit = c < 128 ? Character.digit(c, 16) : -1;
                if (digit < 0) {
                    throw notAnAddress(text);
                }
                address = address << 4 | digit;
            }
        }
        return address;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a MAC address such as 02:00:00:00:01:00");
    }
}
