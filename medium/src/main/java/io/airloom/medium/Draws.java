package io.airloom.medium;

/// Draws that depend on nothing but what they are for, so that they may be made in any order and
/// again, and come out the same.
public final class Draws {
    /// 2^64 divided by the golden ratio: what steps of it add up to fills the space evenly.
    public static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    /// Bits that a {@link #chance} is compared in: what a double holds.
    private static final int CHANCE_BITS = 53;

    private Draws() {}

    /// The finalizer of SplitMix64: each bit of the result depends on each of `bits`.
    public static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    /// A text as 64 bits. Not secret.
    static long of(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = mix(hash + GOLDEN + text.charAt(i));
        }
        return hash;
    }

    /// What is drawn of a frame on its way from one radio to another.
    static long way(long seed, long frame, Radio from, Radio to) {
        long drawn = mix(seed + frame * GOLDEN);
        return mix(mix(drawn ^ from.nameBits()) ^ to.nameBits());
    }

    /// What {@link #happens} takes for a probability of 0 … 1. Never happens with 0, always with 1.
    static long chance(double probability) {
        return (long) (probability * (1L << CHANCE_BITS));
    }

    /// Does it happen, in the draw with these bits?
    static boolean happens(long bits, long chance) {
        return mix(bits) >>> (Long.SIZE - CHANCE_BITS) < chance;
    }
}
