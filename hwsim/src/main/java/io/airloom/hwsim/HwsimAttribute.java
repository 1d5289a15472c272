package io.airloom.hwsim;

/// Attributes of the messages that cross the air (hwsim.md §1.2). The numbers of radio management,
/// which only netlink carries, are not among them.
public final class HwsimAttribute {
    /// Key of the receiving radio (FRAME to the kernel), or the address (ADD/DEL_MAC_ADDR); 6
    /// octets.
    public static final int ADDR_RECEIVER = 1;

    /// Key of the sending radio; 6 octets. First in every message of every kernel so far.
    public static final int ADDR_TRANSMITTER = 2;

    /// An MPDU from frame control on, without FCS.
    public static final int FRAME = 3;

    /// {@link HwsimFlags}, u32.
    public static final int FLAGS = 4;

    /// Index in the band's table of legacy rates, u32.
    public static final int RX_RATE = 5;

    /// dBm, s32 in a u32.
    public static final int SIGNAL = 6;

    /// Rate legs, 4 × {s8 index, u8 tries}; see {@link TxRates}.
    public static final int TX_INFO = 7;

    /// What the kernel calls a transmission, u64.
    public static final int COOKIE = 8;

    /// Centre of the primary 20 MHz channel in MHz, u32.
    public static final int FREQ = 19;

    /// Nothing; aligns COOKIE on machines that need it.
    public static final int PAD = 20;

    /// Flags of the rate legs, 4 × packed {s8 index, u16 flags}. From the kernel only.
    public static final int TX_INFO_FLAGS = 21;

    /// What was measured, nested.
    public static final int PMSR_RESULT = 28;

    private HwsimAttribute() {}
}
