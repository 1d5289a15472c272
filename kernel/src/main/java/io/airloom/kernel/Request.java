package io.airloom.kernel;

import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A message to the kernel, in the making: header, the protocol's own header, attributes.
final class Request {
    static final int REQUEST = 1;
    static final int ACK = 4;
    static final int DUMP = 0x300;

    private static final int CAPACITY = 1024;
    private static final int FAMILY_VERSION = 1;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED;

    private final String name;
    private final MemorySegment octets = MemorySegment.ofArray(new byte[CAPACITY]);
    private int length = NetlinkMessages.HEADER_LENGTH;

    private Request(String name, int type) {
        this.name = name;
        octets.set(U16, 4, (short) type);
    }

    /// A command for a generic netlink family.
    ///
    /// @param name for people
    static Request command(String name, int family, int command) {
        Request request = new Request(name, family);
        request.put32(command | FAMILY_VERSION << 8);
        return request;
    }

    /// A message of another protocol, whose header the caller puts.
    static Request message(String name, int type) {
        return new Request(name, type);
    }

    Request put32(int value) {
        octets.set(U32, length, value);
        length += Integer.BYTES;
        return this;
    }

    Request flag(int type) {
        return with(type, new byte[0]);
    }

    Request with(int type, int value) {
        byte[] four = new byte[Integer.BYTES];
        MemorySegment.ofArray(four).set(U32, 0, value);
        return with(type, four);
    }

    Request withAddress(int type, long address) {
        byte[] six = new byte[MacAddress.LENGTH];
        MacAddress.write(MemorySegment.ofArray(six), 0, address);
        return with(type, six);
    }

    /// A text with the zero that ends it.
    Request with(int type, String text) {
        return with(type, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /// @throws IllegalArgumentException if the request gets too long
    Request with(int type, byte[] value) {
        int attributeLength = Attributes.HEADER_LENGTH + value.length;
        int end = length + (int) Attributes.align(attributeLength);
        if (end > CAPACITY) {
            throw new IllegalArgumentException(name + ": value.length=" + value.length);
        }
        octets.set(U16, length, (short) attributeLength);
        octets.set(U16, length + 2, (short) type);
        MemorySegment.copy(
                value,
                0,
                octets,
                ValueLayout.JAVA_BYTE,
                length + Attributes.HEADER_LENGTH,
                value.length);
        length = end;
        return this;
    }

    String name() {
        return name;
    }

    /// Writes it.
    ///
    /// @param flags [#REQUEST] and what else
    /// @return its length
    int write(MemorySegment target, int flags, int sequence) {
        octets.set(U32, 0, length);
        octets.set(U16, 6, (short) flags);
        octets.set(U32, 8, sequence);
        MemorySegment.copy(octets, 0, target, 0, length);
        return length;
    }
}
