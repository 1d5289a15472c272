package io.airloom.vhost;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The guest's empty buffer into which a packet is written: first the payload, then the header
/// before it, when its length is known. The payload goes straight into the guest's memory if the
/// buffer's first piece has room behind the header (a kernel's always has); else through memory
/// here.
final class VsockBuffer {
    private final VsockHeader header = new VsockHeader();
    private final MemorySegment bounce =
            Arena.ofAuto().allocate(VsockHeader.LENGTH + VsockConnection.MAX_PAYLOAD, 8);
    private final DescriptorChain chain;

    VsockBuffer(DescriptorChain chain) {
        this.chain = chain;
    }

    VsockHeader header() {
        return header;
    }

    /// Whether there is room for any packet.
    boolean hasRoom() {
        return chain.writableLength() > VsockHeader.LENGTH;
    }

    /// Reads payload from an end.
    ///
    /// @param most octets, at least one, at most [VsockConnection#MAX_PAYLOAD]
    /// @return what [VsockEnd#read] says
    int read(VsockEnd end, int most) {
        int first = chain.readableCount();
        if (isDirect()) {
            int room = (int) Math.min(most, chain.length(first) - VsockHeader.LENGTH);
            return end.read(chain.memory(first), chain.offset(first) + VsockHeader.LENGTH, room);
        }
        int room = (int) Math.min(most, chain.writableLength() - VsockHeader.LENGTH);
        return end.read(bounce, VsockHeader.LENGTH, room);
    }

    /// Writes the header before a payload of so many octets.
    ///
    /// @return octets of the whole packet
    int finish(int payloadLength) {
        int all = VsockHeader.LENGTH + payloadLength;
        if (isDirect()) {
            int first = chain.readableCount();
            MemorySegment.copy(
                    header.bytes(),
                    0,
                    chain.memory(first),
                    chain.offset(first),
                    VsockHeader.LENGTH);
        } else {
            MemorySegment.copy(header.bytes(), 0, bounce, 0, VsockHeader.LENGTH);
            chain.scatter(bounce, 0, all);
        }
        return all;
    }

    private boolean isDirect() {
        return chain.length(chain.readableCount()) > VsockHeader.LENGTH;
    }
}
