package io.airloom.vhost;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// A virtio device behind a vhost-user session: what it offers and what it does with its queues.
/// One instance serves one connection; everything is called on the loop's thread.
///
/// The session owns the protocol, the guest's memory, and the starting and stopping of queues; the
/// device only peeks at buffers and completes them. A device need not check what [VirtioQueue]
/// gives to it, but the *contents* of buffers belong to the guest and may change while they are
/// read.
public interface VirtioDevice {
    /// Feature bits of the device type (bits 0 to 23); transport bits are the session's.
    default long features() {
        return 0;
    }

    /// How many queues a driver of this device may have.
    int queueCount();

    /// How many queues, from the first, must run for the device to be ready. Some front ends keep
    /// the last ones for themselves.
    default int requiredQueues() {
        return queueCount();
    }

    /// Length of the configuration space in bytes, at most 256.
    default int configLength() {
        return 0;
    }

    /// Copies `length` bytes of the configuration space from `configOffset`; the range is checked.
    default void readConfig(int configOffset, MemorySegment target, long offset, int length) {
        throw new UnsupportedOperationException("configLength=" + configLength());
    }

    /// The session begins. No queue runs yet.
    void attached(List<VirtioQueue> queues);

    /// A queue runs from here on (after set-up, after it was enabled again, after the guest's
    /// memory has moved). [#queueKicked] follows soon.
    default void queueStarted(int index) {}

    /// A queue does not run any more; a buffer that was peeked at is no longer valid.
    default void queueStopped(int index) {}

    /// The driver has added buffers, or may have. Handles a bounded number of them, so that one
    /// guest cannot keep the thread to itself.
    ///
    /// @param nowNanos `System.nanoTime()` when the kick was seen
    /// @return true if there may be more and no kick will tell: the session calls again soon
    boolean queueKicked(int index, long nowNanos);

    /// The driver begins anew: what it has told before is void.
    void reset();

    /// The session has ended. Queues do not run any more.
    void detached();
}
