package io.airloom.agent;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimMessage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// First stage of the way up: takes messages from the kernel into the queue to the host. It never
/// waits for anything but the kernel: a frame that cannot go is answered at once as not
/// acknowledged, and counted.
///
/// One thread, to which everything here belongs.
final class CaptureStage implements Runnable {
    private final KernelPort kernel;
    private final SlotQueue queue;
    private final SendStage sender;
    private final VerdictTable verdicts;
    private final AgentClock clock;
    private final AgentFigures figures;
    private final Refusals refusals;
    private final MemorySegment spare;
    private final HwsimMessage message = new HwsimMessage();
    private volatile boolean closed;

    CaptureStage(
            Arena arena,
            KernelPort kernel,
            SlotQueue queue,
            SendStage sender,
            VerdictTable verdicts,
            AgentClock clock,
            AgentFigures figures) {
        this.kernel = kernel;
        this.queue = queue;
        this.sender = sender;
        this.verdicts = verdicts;
        this.clock = clock;
        this.figures = figures;
        this.refusals = new Refusals(arena, kernel);
        this.spare = arena.allocate(queue.slotLength(), Long.BYTES);
    }

    /// Ends [#run] within a quarter of a second.
    void close() {
        closed = true;
    }

    @Override
    public void run() {
        while (!closed) {
            step();
        }
    }

    /// Waits for a message for a quarter of a second, and deals with it.
    void step() {
        long slot = queue.claim();
        MemorySegment memory = slot < 0 ? spare : queue.memory();
        long at = Math.max(slot, 0);
        int length = kernel.receive(memory, at, queue.slotLength());
        if (length == KernelPort.OVERRUN) {
            figures.count(AgentCounter.KERNEL_OVERRUNS);
        } else if (length >= KernelMessage.MIN_LENGTH) {
            boolean full = slot < 0 && queue.claim() < 0;
            if (slot < 0 && !full) {
                // A slot has become free while we waited.
                slot = queue.claim();
                MemorySegment.copy(spare, 0, queue.memory(), slot, length);
                memory = queue.memory();
                at = slot;
            }
            take(memory, at, length, full);
        }
    }

    private void take(MemorySegment memory, long at, int length, boolean full) {
        int type = KernelMessage.type(memory, at);
        if (type == KernelMessage.ERROR) {
            figures.count(
                    AgentCounter.KERNEL_REFUSALS, KernelMessage.isRefusal(memory, at) ? 1 : 0);
        } else if (type == kernel.family()) {
            message.wrap(memory, at, length);
            switch (message.command()) {
                case HwsimCommand.FRAME -> frame(full);
                case HwsimCommand.ADD_MAC_ADDR,
                        HwsimCommand.DEL_MAC_ADDR,
                        HwsimCommand.ABORT_PMSR ->
                        event(full);
                case HwsimCommand.START_PMSR -> {
                    if (!event(full)) {
                        refusals.measurementEnd(message.transmitterKey());
                    }
                }
                default -> {
                    // What it says of radios that come and go, the addresses say, too.
                }
            }
        }
    }

    private void frame(boolean full) {
        figures.count(AgentCounter.FRAMES_CAPTURED);
        if (!message.has(HwsimAttribute.ADDR_TRANSMITTER) || !message.has(HwsimAttribute.COOKIE)) {
            figures.count(AgentCounter.UNANSWERABLE);
            return;
        }
        if (!sender.isUp()) {
            figures.count(AgentCounter.UNCONNECTED);
            refuse();
        } else if (full) {
            figures.count(AgentCounter.SEND_QUEUE_FULL);
            refuse();
        } else {
            long now = clock.nanos();
            if (verdicts.add(
                    message.transmitterKey(),
                    message.cookie(),
                    message.flags(),
                    message.rates(),
                    now)) {
                commit(now);
            } else {
                figures.count(AgentCounter.TABLE_FULL);
                refuse();
            }
        }
    }

    private void refuse() {
        refusals.unacknowledged(
                message.transmitterKey(), message.cookie(), message.flags(), message.rates());
    }

    /// @return false if it cannot go
    private boolean event(boolean full) {
        if (full || !sender.isUp()) {
            return false;
        }
        commit(clock.nanos());
        return true;
    }

    /// If the connection has just ended, the frame is in the table, and its deadline answers it.
    private void commit(long capturedNanos) {
        queue.commit(message.length(), capturedNanos, 0);
        sender.ask();
    }
}
