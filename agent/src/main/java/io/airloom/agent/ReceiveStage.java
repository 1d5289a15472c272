package io.airloom.agent;

import io.airloom.hwsim.HwsimAttribute;
import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimMessage;
import io.airloom.hwsim.HwsimProblem;
import io.airloom.wire.MessageStream;
import io.airloom.wire.MessageType;
import io.airloom.wire.WireMessage;
import io.airloom.wire.WireProblem;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// First stage of the way down: takes messages from the host into the queue to the kernel. It never
/// waits for anything but the host: what finds the queue full is dropped and counted (a verdict
/// too: its frame is then answered by its deadline).
///
/// The host is not trusted with more than the radios. Of its netlink messages only those that a
/// medium sends are taken, and each is addressed anew, so that it can reach nothing but hwsim.
///
/// One thread, to which everything here belongs.
final class ReceiveStage {
    /// Second number in the queue of a message that is not timed.
    static final long NOT_TIMED = Long.MIN_VALUE;

    private final SlotQueue queue;
    private final InjectStage injector;
    private final VerdictTable verdicts;
    private final AgentClock clock;
    private final AgentFigures figures;
    private final int family;
    private final HwsimMessage message = new HwsimMessage();
    private volatile long heard;
    private long batches;
    private long droppedBefore;
    private boolean clockRead;
    private long nowNanos;

    /// Takes what is for the agent itself.
    interface Listener {
        /// A PING came.
        void pinged(long sentNanos, long receivedNanos);

        /// A radio is to be created.
        void create(int request, long address);
    }

    ReceiveStage(
            SlotQueue queue,
            InjectStage injector,
            VerdictTable verdicts,
            AgentClock clock,
            AgentFigures figures,
            int family) {
        this.queue = queue;
        this.injector = injector;
        this.verdicts = verdicts;
        this.clock = clock;
        this.figures = figures;
        this.family = family;
    }

    /// A number that changes whenever something came. Any thread.
    long heard() {
        return heard;
    }

    /// Receives until the connection ends.
    ///
    /// @param stream from which WELCOME was taken
    /// @return why it has ended, for people; empty if the host just went away
    String run(HostLink link, MessageStream stream, Listener listener) {
        boolean waited = false;
        while (true) {
            String end = take(link, stream, listener);
            if (end != null) {
                return end;
            }
            int at = stream.writeOffset();
            int n = link.receive(stream.segment(), at, stream.writeRoom());
            if (n == 0) {
                return "";
            }
            if (n == HostLink.NOTHING) {
                if (waited && stream.isPartial() && link.isLine()) {
                    stream.resync();
                }
                waited = true;
                continue;
            }
            waited = false;
            hear();
            stream.written(n);
        }
    }

    /// The host gave a sign of life.
    @SuppressWarnings("NonAtomicVolatileUpdate") // Only this thread writes.
    void hear() {
        heard++;
        clockRead = false;
    }

    /// Takes all whole messages of the stream.
    ///
    /// @return why the connection ends, or null if it goes on
    @Nullable String take(HostLink link, MessageStream stream, Listener listener) {
        boolean queued = false;
        for (WireMessage next = stream.next(); next != null; next = stream.next()) {
            switch (next.type()) {
                case MessageType.FRAMES_DOWN -> {
                    if (queued) {
                        injector.ask(true);
                    }
                    queued |= frames(next);
                }
                case MessageType.PING -> listener.pinged(next.sentNanos(), now());
                case MessageType.CREATE -> listener.create(next.request(), next.radioAddress());
                case MessageType.BYE -> {
                    return "the host says: " + next.reason();
                }
                default -> {
                    if (MessageType.isUp(next.type())) {
                        return "the host sends " + MessageType.name(next.type());
                    }
                    // A late CHALLENGE or WELCOME of a line.
                }
            }
        }
        if (queued) {
            injector.ask(false);
        }
        return problem(link, stream);
    }

    private @Nullable String problem(HostLink link, MessageStream stream) {
        long dropped = stream.dropped();
        if (dropped != droppedBefore) {
            figures.count(AgentCounter.LINE_OCTETS_DROPPED, Math.max(0, dropped - droppedBefore));
            droppedBefore = dropped;
        }
        boolean broken = stream.problem() != WireProblem.OK && !link.isLine();
        return broken ? "the host sends nonsense: " + stream.problem().text() : null;
    }

    private long now() {
        if (!clockRead) {
            nowNanos = clock.nanos();
            clockRead = true;
        }
        return nowNanos;
    }

    /// @return whether the queue has more now
    private boolean frames(WireMessage batch) {
        long slot = queue.claim();
        long receivedNanos = clock.times(batches++) ? now() : NOT_TIMED;
        int length = 0;
        while (batch.nextItem()) {
            MemorySegment memory = batch.segment();
            long at = batch.itemOffset();
            int itemLength = batch.itemLength();
            figures.count(AgentCounter.FRAMES_RECEIVED);
            if (slot < 0) {
                figures.count(AgentCounter.INJECT_QUEUE_FULL);
            } else if (isWelcome(memory, at, itemLength, receivedNanos)) {
                MemorySegment.copy(memory, at, queue.memory(), slot + length, itemLength);
                KernelMessage.address(queue.memory(), slot + length, family);
                length += KernelMessage.align(itemLength);
                figures.count(AgentCounter.FRAMES_INJECTED);
            }
        }
        if (length == 0) {
            return false;
        }
        queue.commit(length, batch.sentNanos(), receivedNanos);
        return true;
    }

    /// Whether the kernel is to have this message now.
    private boolean isWelcome(MemorySegment memory, long at, int length, long receivedNanos) {
        return switch (KernelMessage.command(memory, at)) {
            case HwsimCommand.FRAME, HwsimCommand.REPORT_PMSR -> true;
            case HwsimCommand.TX_INFO_FRAME -> isVerdict(memory, at, length, receivedNanos);
            default -> {
                figures.count(AgentCounter.HOST_COMMANDS_REFUSED);
                yield false;
            }
        };
    }

    private boolean isVerdict(MemorySegment memory, long at, int length, long receivedNanos) {
        message.wrap(memory, at, length);
        boolean whole =
                message.problem() == HwsimProblem.OK
                        && message.has(HwsimAttribute.ADDR_TRANSMITTER)
                        && message.has(HwsimAttribute.COOKIE);
        if (!whole) {
            // Kernels read all of TX_INFO, however short it is.
            figures.count(AgentCounter.HOST_COMMANDS_REFUSED);
            return false;
        }
        long capturedNanos = verdicts.take(message.transmitterKey(), message.cookie());
        if (capturedNanos == VerdictTable.UNKNOWN) {
            figures.count(AgentCounter.VERDICTS_LATE);
            return false;
        }
        figures.count(AgentCounter.VERDICTS);
        if (receivedNanos != NOT_TIMED) {
            figures.roundTrip.record(receivedNanos - capturedNanos);
        }
        return true;
    }
}
