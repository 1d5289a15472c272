package io.airloom.guest;

import java.lang.foreign.MemorySegment;

/// What carries messages to one kernel, whatever it is: a virtqueue, a socket, a test.
///
/// To send a message: {@link #claim}, and if that is {@link Claim#OK}, write it at {@link
/// #segment()}, {@link #offset()}, then {@link #commit}. Nothing else is called in between. All on
/// the air's thread.
public interface MessagePort {
    /// Asks for room for one message of `length` octets.
    Claim claim(int length);

    /// The memory that the claimed room lies in: native, and shared with the guest.
    MemorySegment segment();

    /// Where in {@link #segment()} the claimed room begins.
    long offset();

    /// The message is there: `length` octets, as many as were claimed.
    ///
    /// @return false if the guest, and the message with it, has gone
    boolean commit(int length);

    /// Tells the guest of all messages committed since the last signal.
    void signal();
}
