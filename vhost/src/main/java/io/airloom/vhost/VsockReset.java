package io.airloom.vhost;

/// An RST that waits for a buffer of the guest.
///
/// @param peerCid as the guest wrote it, all 64 bits; the flow has the lower half
/// @param type as the guest wrote it
record VsockReset(VsockFlow flow, long peerCid, int type) {
    static VsockReset of(VsockFlow flow) {
        return new VsockReset(
                flow, Integer.toUnsignedLong(flow.peerCid()), VsockHeader.TYPE_STREAM);
    }
}
