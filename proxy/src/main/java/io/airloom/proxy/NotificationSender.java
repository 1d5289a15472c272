package io.airloom.proxy;

import io.airloom.proxy.GuestTransport.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tells guests of something unasked: connects, sends the whole message at once, and closes. Each
/// guest has a queue and, while there is something in it, a virtual thread: one that does not
/// listen, or whose listener has died and never reads, keeps nobody waiting but itself.
///
/// A guest is told nothing before its first request: until then nobody knows how to reach it, and
/// whether it has the driver at all. What does not arrive is lost and counted, as with a radio.
final class NotificationSender implements RequestHandler.Notifier, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NotificationSender.class.getName());

    private final ScanLayout layout;
    private final ServerLimits limits;
    private final ProxyCounters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sent = lock.newCondition();

    /// The guests that have asked for something, those that asked last at the end.
    private final SequencedMap<GuestId, Line> lines = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    /// What waits for a guest. Under the lock.
    private static final class Line {
        Caller caller;
        final Deque<Message> waiting = new ArrayDeque<>();
        @Nullable Thread sending;

        Line(Caller caller) {
            this.caller = caller;
        }
    }

    /// A notification as it is sent.
    private static final class Message {
        final byte[] octets;
        final boolean isEnd;

        Message(Notification notification) {
            octets = AnswerCodec.encode(notification);
            isEnd = notification instanceof Notification.Disconnected;
        }
    }

    NotificationSender(ScanLayout layout, ServerLimits limits, ProxyCounters counters) {
        this.layout = layout;
        this.limits = limits;
        this.counters = counters;
    }

    /// A guest has asked for something: from now on it is told.
    ///
    /// @param caller how it is reached from now on
    void asked(Caller caller) {
        lock.lock();
        try {
            Line line = lines.get(caller.id());
            if (line != null) {
                line.caller = caller;
                return;
            }
            lines.put(caller.id(), new Line(caller));
            if (lines.size() > limits.guests()) {
                Line oldest = lines.pollFirstEntry().getValue();
                oldest.waiting.forEach(_ -> counters.count(ProxyCounter.OVERFLOWED));
                oldest.waiting.clear();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void notify(GuestId guest, Notification notification) {
        if (layout == ScanLayout.B && notification instanceof ScanResults) {
            counters.count(ProxyCounter.UNKNOWN_TO_GUEST);
            return;
        }
        Message message = new Message(notification);
        lock.lock();
        try {
            Line line = lines.get(guest);
            if (line == null || closed) {
                counters.count(ProxyCounter.EARLY);
                return;
            }
            if (line.waiting.size() == limits.notifications()) {
                dropOne(line.waiting);
            }
            line.waiting.add(message);
            if (line.sending == null) {
                line.sending =
                        Thread.ofVirtual()
                                .name("airloom-notify-" + guest)
                                .start(() -> send(guest, line));
            }
        } finally {
            lock.unlock();
        }
    }

    /// The oldest that is no end of a connection: a guest that misses one of those goes on as if it
    /// were connected.
    private void dropOne(Deque<Message> waiting) {
        Message dropped = waiting.element();
        for (Message message : waiting) {
            if (!message.isEnd) {
                dropped = message;
                break;
            }
        }
        waiting.removeFirstOccurrence(dropped);
        counters.count(ProxyCounter.OVERFLOWED);
    }

    private void send(GuestId guest, Line line) {
        while (true) {
            Message message;
            Caller caller;
            lock.lock();
            try {
                message = closed ? null : line.waiting.poll();
                if (message == null) {
                    line.sending = null;
                    sent.signalAll();
                    return;
                }
                caller = line.caller;
            } finally {
                lock.unlock();
            }
            try (GuestStream stream = caller.connect(limits.telling())) {
                stream.write(message.octets, limits.telling());
                counters.count(ProxyCounter.NOTIFIED);
            } catch (IOException e) {
                counters.count(ProxyCounter.LOST);
                LOG.log(System.Logger.Level.DEBUG, () -> guest + ": not notified: " + e);
            }
        }
    }

    /// Waits until all that was given has been sent, or lost.
    ///
    /// @param within at most so long
    void drain(Duration within) {
        lock.lock();
        try {
            long left = within.toNanos();
            while (left > 0 && lines.values().stream().anyMatch(line -> line.sending != null)) {
                left = sent.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Sends no more; what waits is dropped.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            for (Line line : lines.values()) {
                line.waiting.clear();
                if (line.sending != null) {
                    line.sending.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
