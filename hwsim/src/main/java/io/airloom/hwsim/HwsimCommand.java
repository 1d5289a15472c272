package io.airloom.hwsim;

/// Commands of the generic netlink family `MAC80211_HWSIM`, version 1 (hwsim.md §1.1).
public final class HwsimCommand {
    /// The family's name, for carriers that have to resolve its number.
    public static final String FAMILY_NAME = "MAC80211_HWSIM";

    /// The family's version, in every message.
    public static final int FAMILY_VERSION = 1;

    /// Medium to kernel: the sender is the medium from now on. Netlink only.
    public static final int REGISTER = 1;

    /// Kernel to medium: a radio transmits. Medium to kernel: a radio receives.
    public static final int FRAME = 2;

    /// Medium to kernel: what became of a transmission, its TX status.
    public static final int TX_INFO_FRAME = 3;

    /// Medium to kernel: create a radio. Netlink only.
    public static final int NEW_RADIO = 4;

    /// Medium to kernel: remove a radio. Netlink only.
    public static final int DEL_RADIO = 5;

    /// Medium to kernel: tell of radios. Netlink only.
    public static final int GET_RADIO = 6;

    /// Kernel to medium: a radio answers to one more address.
    public static final int ADD_MAC_ADDR = 7;

    /// Kernel to medium: a radio answers to an address no longer.
    public static final int DEL_MAC_ADDR = 8;

    /// Kernel to medium: measure the distance to peers.
    public static final int START_PMSR = 9;

    /// Kernel to medium: forget that measurement.
    public static final int ABORT_PMSR = 10;

    /// Medium to kernel: the measurement's result, which ends it.
    public static final int REPORT_PMSR = 11;

    private HwsimCommand() {}
}
