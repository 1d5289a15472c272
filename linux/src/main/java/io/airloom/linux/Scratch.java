package io.airloom.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/// What one thread needs to make system calls, allocated once for the thread's life, so that no
/// call allocates. The memory goes back when the thread is gone and the collector has noticed: a
/// confined arena would have to be closed by its thread, which nobody could make sure of here.
final class Scratch {
    /// The longest read that empties a pipe used as an event: 64 kicks at a time.
    static final int BYTES = 512;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET =
            CALL_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /// Passed as the first argument of each call, receives `errno`.
    final MemorySegment callState;

    /// Any small in or out argument: an event counter, a stat, an address, an option.
    final MemorySegment bytes;

    final MemorySegment iovec;
    final MemorySegment msghdr;
    final MemorySegment control;

    private Scratch() {
        Arena arena = Arena.ofAuto();
        callState = arena.allocate(CALL_STATE);
        bytes = arena.allocate(BYTES, 8);
        iovec = arena.allocate(Layout.IOVEC_SIZE, 8);
        msghdr = arena.allocate(Layout.MSGHDR_SIZE, 8);
        control = arena.allocate(Layout.controlSpace(UnixSocket.MAX_SENT_FDS * Integer.BYTES), 8);
        msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_IOV, iovec.address());
        msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_IOVLEN, 1);
    }

    static Scratch ofThread() {
        return OF_THREAD.get();
    }

    /// Leaves the message header without an address, as sockets that are connected want it.
    void forgetName() {
        msghdr.set(ValueLayout.JAVA_LONG, Layout.MSGHDR_NAME, 0);
        msghdr.set(ValueLayout.JAVA_INT, Layout.MSGHDR_NAMELEN, 0);
    }

    /// Turns what a C function returned into the kernel's own form: the result, or −errno. `errno`
    /// is stale unless the function failed, so it is read only then.
    int result(int returned) {
        return returned >= 0 ? returned : -callState.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /// [#result(int)] of a function that returns a `ssize_t` or a pointer.
    long result(long returned) {
        return returned != -1 ? returned : -callState.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }
}
