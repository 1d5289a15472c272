package io.airloom.agent;

import io.airloom.linux.LinuxException;
import io.airloom.wire.AgentProtocol;
import io.airloom.wire.MessageBatch;
import io.airloom.wire.WireEncoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Second stage of the way up: sends what is in the queue to the host, all that is there in one
/// write, and between it what else the host is to be told.
///
/// Whose thread does it, [Turn] says. The lock is held while it works, and otherwise only when a
/// connection comes or goes; so it is free but for those moments, costs no system call, and nobody
/// waits for it who has frames to send.
final class SendStage implements Turn.Work, AutoCloseable {
    /// Words for the host that may wait; a host that asks for more at once gets no answer.
    private static final int WORDS = 16;

    private static final int BUFFER_LENGTH = 8 * AgentProtocol.MAX_LENGTH;
    private static final int WAIT_MILLIS = 250;

    private final SlotQueue queue;
    private final Receipts receipts;
    private final AgentClock clock;
    private final AgentFigures figures;
    private final MemorySegment buffer;
    private final MessageBatch batch = MessageBatch.up();
    private final ArrayBlockingQueue<HostWord> words = new ArrayBlockingQueue<>(WORDS);
    private final ReentrantLock connecting = new ReentrantLock();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Turn turn = new Turn("airloom-send", this);
    private volatile @Nullable HostLink link;
    private volatile boolean up;
    private volatile boolean receiptsDue;
    private int from;
    private int to;
    private long sampled;
    private long pendingCaptureNanos;
    private boolean timing;

    SendStage(
            Arena arena,
            SlotQueue queue,
            Receipts receipts,
            AgentClock clock,
            AgentFigures figures) {
        this.queue = queue;
        this.receipts = receipts;
        this.clock = clock;
        this.figures = figures;
        this.buffer = arena.allocate(BUFFER_LENGTH, Long.BYTES);
    }

    void start() {
        turn.start();
    }

    @Override
    public void close() {
        turn.close();
    }

    /// Whether there is a host to send to.
    boolean isUp() {
        return up;
    }

    /// There is something to send.
    void ask() {
        turn.take();
    }

    /// Says something to the host.
    void say(HostWord word) {
        if (words.offer(word)) {
            turn.take();
        } else {
            figures.count(AgentCounter.HOST_REQUESTS_DROPPED);
        }
    }

    /// Receipts have waited long enough.
    void sendReceipts() {
        if (receipts.size() > 0) {
            receiptsDue = true;
            turn.take();
        }
    }

    /// From now on this is the host. What was for the one before is thrown away.
    ///
    /// @param first says what the host has to know first. What the kernel says while this is found
    ///   out goes behind it.
    void connect(HostLink host, Supplier<HostWord> first) {
        connecting.lock();
        try {
            forget();
            link = host;
            up = true;
            words.add(first.get());
        } finally {
            connecting.unlock();
        }
        turn.take();
    }

    /// Says something that is found out now, before what the kernel says meanwhile.
    void say(Supplier<HostWord> word) {
        connecting.lock();
        try {
            words.offer(word.get());
        } finally {
            connecting.unlock();
        }
        turn.take();
    }

    /// There is no host any more, and nobody uses its link here.
    void disconnect() {
        up = false;
        waiting.lock();
        connecting.lock();
        try {
            link = null;
            forget();
        } finally {
            connecting.unlock();
            waiting.unlock();
        }
    }

    private void forget() {
        while (queue.peek() >= 0) {
            queue.release();
        }
        words.clear();
        from = 0;
        to = 0;
        timing = false;
    }

    @Override
    public boolean work() {
        if (!connecting.tryLock()) {
            // Who holds it asks for the work to be done when it is through.
            return true;
        }
        try {
            HostLink host = link;
            if (host == null) {
                forget();
                return true;
            }
            return send(host);
        } catch (LinuxException e) {
            // The receiver learns of it, too, and says so.
            breakOff();
            return true;
        } finally {
            connecting.unlock();
        }
    }

    private boolean send(HostLink host) {
        while (true) {
            if (from == to) {
                fill();
                if (from == to) {
                    return true;
                }
            }
            int n = host.send(buffer, from, to - from);
            if (n == HostLink.NOTHING) {
                return false;
            }
            from += n;
            if (from == to && timing) {
                timing = false;
                figures.capturedToSent.record(clock.nanos() - pendingCaptureNanos);
            }
        }
    }

    /// Fills the buffer, which is empty.
    private void fill() {
        from = 0;
        to = 0;
        for (HostWord word = words.poll(); word != null; word = nextWord()) {
            to += word.write(buffer, to, clock.nanos());
        }
        if (receipts.size() >= AgentProtocol.MAX_RECEIPTS || receiptsDue) {
            receiptsDue = false;
            fillReceipts();
        }
        while (queue.peek() >= 0 && BUFFER_LENGTH - to >= AgentProtocol.MAX_LENGTH) {
            fillBatch();
        }
    }

    private @Nullable HostWord nextWord() {
        return BUFFER_LENGTH / 2 - to >= AgentProtocol.MAX_LENGTH ? words.poll() : null;
    }

    private void fillReceipts() {
        int count = Math.min(receipts.size(), AgentProtocol.MAX_RECEIPTS);
        if (count == 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            WireEncoder.receipt(
                    buffer,
                    to,
                    i,
                    receipts.sentNanos(),
                    receipts.receivedNanos(),
                    receipts.injectedNanos());
            receipts.remove();
        }
        to += WireEncoder.receipts(buffer, to, clock.nanos(), count);
    }

    /// One message of as much of the queue as it takes.
    private void fillBatch() {
        batch.open(buffer, to, AgentProtocol.MAX_LENGTH);
        int count = 0;
        long capturedNanos = 0;
        for (long slot = queue.peek(); slot >= 0; slot = queue.peek()) {
            int length = queue.length();
            long at = batch.claim(length, queue.first());
            if (at < 0) {
                break;
            }
            capturedNanos = queue.first();
            MemorySegment.copy(queue.memory(), slot, buffer, at, length);
            batch.commit();
            queue.release();
            count++;
        }
        // To read a slow clock once more would take longer than what it would show.
        boolean now = !clock.isSlow() || count > 1;
        to += batch.close(now ? clock.nanos() : capturedNanos);
        figures.count(AgentCounter.FRAMES_SENT, count);
        if (clock.times(sampled++) && !timing) {
            timing = true;
            pendingCaptureNanos = capturedNanos;
        }
    }

    /// Waits for a part of a second for the host to take more; its link stays open meanwhile.
    @Override
    public void await() {
        waiting.lock();
        try {
            HostLink host = link;
            if (host != null) {
                host.awaitWritable(WAIT_MILLIS);
            }
        } catch (LinuxException e) {
            breakOff();
        } finally {
            waiting.unlock();
        }
    }

    /// Ends the connection: who receives from it notices, and clears up.
    void breakOff() {
        up = false;
        HostLink host = link;
        if (host != null) {
            host.end();
        }
    }
}
