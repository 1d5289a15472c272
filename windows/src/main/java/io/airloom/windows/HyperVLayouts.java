package io.airloom.windows;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.UUID;

/// The structures of hvsocket.h and winsock2.h on Windows of 64 bits.
final class HyperVLayouts {
    /// `AF_HYPERV`.
    static final short FAMILY = 34;

    static final StructLayout SOCKADDR_HV =
            structLayout(
                    JAVA_SHORT.withName("Family"),
                    JAVA_SHORT.withName("Reserved"),
                    sequenceLayout(4, JAVA_INT).withName("VmId"),
                    sequenceLayout(4, JAVA_INT).withName("ServiceId"));

    static final StructLayout WSAPOLLFD =
            structLayout(
                    JAVA_LONG.withName("fd"),
                    JAVA_SHORT.withName("events"),
                    JAVA_SHORT.withName("revents"),
                    paddingLayout(4));

    /// `WSADATA`, of which nothing is read.
    static final StructLayout WSADATA =
            structLayout(
                    JAVA_SHORT.withName("wVersion"),
                    JAVA_SHORT.withName("wHighVersion"),
                    JAVA_SHORT.withName("iMaxSockets"),
                    JAVA_SHORT.withName("iMaxUdpDg"),
                    JAVA_LONG.withName("lpVendorInfo"),
                    sequenceLayout(257, JAVA_BYTE).withName("szDescription"),
                    sequenceLayout(129, JAVA_BYTE).withName("szSystemStatus"),
                    paddingLayout(6));

    private HyperVLayouts() {}

    /// The address of a service of a machine.
    static MemorySegment address(Arena arena, UUID vmId, UUID serviceId) {
        MemorySegment address = arena.allocate(SOCKADDR_HV);
        address.set(JAVA_SHORT, WlanLayouts.offset(SOCKADDR_HV, "Family"), FAMILY);
        Guid.write(address, WlanLayouts.offset(SOCKADDR_HV, "VmId"), vmId);
        Guid.write(address, WlanLayouts.offset(SOCKADDR_HV, "ServiceId"), serviceId);
        return address;
    }
}
