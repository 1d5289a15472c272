package io.airloom.hwsim;

/// Bits of the attribute FLAGS (hwsim.md §1.3).
public final class HwsimFlags {
    /// Somebody in the guest waits for the TX status. The kernel needs one without this, too.
    public static final int REQ_TX_STATUS = 1;

    /// Nobody is to acknowledge this frame.
    public static final int NO_ACK = 2;

    /// In a TX status: the frame was acknowledged. Means nothing beside {@link #NO_ACK}.
    public static final int STAT_ACK = 4;

    private HwsimFlags() {}
}
