package io.airloom.agent;

import io.airloom.wire.AgentProtocol;

/// Second stage of the way down: gives the kernel what is in the queue, all that came in one
/// message of the host at a time. The kernel deals with it at once, so this stage never has to
/// wait; its thread works only where there is a processor for it beside the receiver's.
final class InjectStage implements Turn.Work, AutoCloseable {
    private final SlotQueue queue;
    private final KernelPort kernel;
    private final Receipts receipts;
    private final SendStage sender;
    private final AgentClock clock;
    private final AgentFigures figures;
    private final boolean alone;
    private final Turn turn = new Turn("airloom-inject", this);

    /// @param processors that the program may use
    InjectStage(
            SlotQueue queue,
            KernelPort kernel,
            Receipts receipts,
            SendStage sender,
            AgentClock clock,
            AgentFigures figures,
            int processors) {
        this.queue = queue;
        this.kernel = kernel;
        this.receipts = receipts;
        this.sender = sender;
        this.clock = clock;
        this.figures = figures;
        this.alone = processors == 1;
    }

    void start() {
        turn.start();
    }

    @Override
    public void close() {
        turn.close();
    }

    /// There is something to inject.
    ///
    /// @param more whether the caller has more to do itself
    void ask(boolean more) {
        if (more && !alone) {
            turn.handOver();
        } else {
            turn.take();
        }
    }

    @Override
    public boolean work() {
        for (long slot = queue.peek(); slot >= 0; slot = queue.peek()) {
            kernel.send(queue.memory(), slot, queue.length());
            long receivedNanos = queue.second();
            if (receivedNanos != ReceiveStage.NOT_TIMED) {
                long now = clock.nanos();
                receipts.add(queue.first(), receivedNanos, now);
                figures.receivedToInjected.record(now - receivedNanos);
            }
            queue.release();
        }
        if (receipts.size() >= AgentProtocol.MAX_RECEIPTS) {
            sender.ask();
        }
        return true;
    }

    @Override
    public void await() {
        throw new IllegalStateException("nothing to wait for");
    }
}
