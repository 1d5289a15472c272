package io.airloom.vhost;

import java.lang.foreign.MemorySegment;

/// The far end of a guest's connection: a socket of the host, or another guest. On the loop's
/// thread only; nothing waits.
interface VsockEnd {
    /// [#read] and [#write]: not now; the connection is told when.
    int LATER = 0;

    /// [#read]: no more will ever come. [#write]: no more is wanted.
    int OVER = -1;

    /// The connection stands: the guest has accepted it.
    void opened(VsockConnection connection);

    /// Takes octets from the guest.
    ///
    /// @return how many, [#LATER] or [#OVER]
    int write(MemorySegment from, long offset, int length);

    /// Gives octets for the guest.
    ///
    /// @return how many, [#LATER] or [#OVER]
    int read(MemorySegment to, long offset, int length);

    /// Whether it takes no more either, when [#read] has said that it is over.
    boolean isGone();

    /// The guest will send no more, and everything that it sent was taken.
    void shutdownOutput();

    /// The guest will receive no more.
    void shutdownInput();

    /// [VsockConnection#endReadable] shall be called once when there is something to read.
    void awaitReadable();

    /// [VsockConnection#endWritable] shall be called once when there is room.
    void awaitWritable();

    /// The connection is over.
    ///
    /// @param broken it was broken off, or never stood
    void close(boolean broken);
}
