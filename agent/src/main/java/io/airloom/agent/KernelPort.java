package io.airloom.agent;

import java.lang.foreign.MemorySegment;

/// The end of the pipelines at the guest's kernel: messages of mac80211_hwsim, taken and given.
interface KernelPort {
    /// [#receive]: nothing came for a while.
    int NOTHING = -1;

    /// [#receive]: the kernel had more than it could keep for us, and has dropped some.
    int OVERRUN = -2;

    /// What `nlmsg_type` the kernel's family has.
    int family();

    /// Waits for a message, for a quarter of a second at most. One thread.
    ///
    /// @return its octets (> 0), or one of the above
    int receive(MemorySegment buffer, long offset, int length);

    /// Gives the kernel one message or several, which has dealt with them when this returns. Any
    /// thread; never waits.
    void send(MemorySegment buffer, long offset, int length);
}
