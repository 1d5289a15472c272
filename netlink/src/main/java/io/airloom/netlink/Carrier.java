package io.airloom.netlink;

import io.airloom.kernel.HwsimRadio;
import io.airloom.linux.Fd;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// What a [NetlinkGuest] needs of a kernel: the medium's place in a network namespace, or a test's
/// idea of one. The methods are those of [HwsimMedium].
interface Carrier extends AutoCloseable {
    /// What people call the namespace; empty for the program's own.
    String name();

    /// The radios that were there at first.
    List<HwsimRadio> radios();

    /// Is there still anybody who calls the namespace by its name?
    boolean isNamed();

    int family();

    void address(MemorySegment segment, long offset);

    Fd fd();

    int receive(MemorySegment buffer, long offset, int length);

    int send(MemorySegment buffer, long offset, int length);

    void confirm();

    @Override
    void close();
}
