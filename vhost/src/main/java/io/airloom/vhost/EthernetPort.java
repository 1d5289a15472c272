package io.airloom.vhost;

import java.lang.foreign.MemorySegment;

/// Where frames leave an [EthernetSwitch].
interface EthernetPort {
    /// Takes a frame, in whole or not at all; it may be gone after the call.
    ///
    /// @param frame memory of ours, never a guest's
    /// @return whether there was room for it
    boolean deliver(MemorySegment frame, long offset, int length);

    /// The turn is over: whoever got something may be told now.
    void flush();
}
