package io.airloom.hwsim;

/// The rate legs of a transmission, packed in `long`s so that they travel without allocation.
///
/// A *rates* value is the attribute TX_INFO as it lies in memory, read as little-endian: octet 2i
/// is the rate index of leg i (signed, −1 ends the list), octet 2i + 1 how many tries it has. A
/// *flags* value holds the 16 flag bits of leg i from bit 16 i on (hwsim.md §1.4).
public final class TxRates {
    /// Legs of a transmission.
    public static final int LEGS = 4;

    /// No leg is used: every index is −1, every count 0.
    public static final long NONE = 0x00ff_00ff_00ff_00ffL;

    private TxRates() {}

    /// Rate index of a leg, −128 … 127; negative if the leg is not used.
    public static int index(long rates, int leg) {
        return (byte) (rates >>> (16 * leg));
    }

    /// Tries of a leg, 0 … 255.
    public static int tries(long rates, int leg) {
        return (int) (rates >>> (16 * leg + 8)) & 0xff;
    }

    /// The same legs but for one.
    public static long with(long rates, int leg, int index, int tries) {
        long pair = (index & 0xffL) | ((tries & 0xffL) << 8);
        return (rates & ~(0xffffL << (16 * leg))) | (pair << (16 * leg));
    }

    /// Flags of a leg.
    public static int flags(long flags, int leg) {
        return (int) (flags >>> (16 * leg)) & 0xffff;
    }

    /// How many legs are used: those before the first negative index.
    public static int used(long rates) {
        int leg = 0;
        while (leg < LEGS && index(rates, leg) >= 0) {
            leg++;
        }
        return leg;
    }
}
