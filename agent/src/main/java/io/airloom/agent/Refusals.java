package io.airloom.agent;

import io.airloom.hwsim.HwsimEncoder;
import io.airloom.hwsim.HwsimFlags;
import io.airloom.hwsim.TxRates;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Tells the kernel that nobody acknowledged a frame, after all the tries that it asked for. One
/// thread; each has its own.
final class Refusals implements VerdictTable.Answer {
    /// As the air says it where nobody was heard.
    private static final int NO_SIGNAL_DBM = -100;

    private final KernelPort kernel;
    private final MemorySegment memory;

    Refusals(Arena arena, KernelPort kernel) {
        this.kernel = kernel;
        this.memory = arena.allocate(HwsimEncoder.TX_INFO_LENGTH, Long.BYTES);
    }

    @Override
    public void unacknowledged(long key, long cookie, int flags, long rates) {
        long made = TxRates.NONE;
        for (int leg = 0; leg < TxRates.used(rates); leg++) {
            made = TxRates.with(made, leg, TxRates.index(rates, leg), TxRates.tries(rates, leg));
        }
        int length =
                HwsimEncoder.txInfo(
                        memory,
                        0,
                        HwsimEncoder.TX_INFO_LENGTH,
                        key,
                        flags & ~HwsimFlags.STAT_ACK,
                        cookie,
                        NO_SIGNAL_DBM,
                        made);
        KernelMessage.address(memory, 0, kernel.family());
        kernel.send(memory, 0, length);
    }

    /// A measurement that the kernel asked for has no result.
    void measurementEnd(long key) {
        int length =
                HwsimEncoder.measurementEnd(memory, 0, HwsimEncoder.MEASUREMENT_END_LENGTH, key);
        KernelMessage.address(memory, 0, kernel.family());
        kernel.send(memory, 0, length);
    }
}
