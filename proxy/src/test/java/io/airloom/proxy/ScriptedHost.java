package io.airloom.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A host that has no networks, and lets everybody join all of them; or does what a test says. It
/// notes what it is asked for, and asserts that nobody asks twice at once for one guest.
final class ScriptedHost implements RequestHandler {
    /// What a test has it do instead.
    interface Script {
        @Nullable Answer answer(GuestId guest, Request request, Duration within)
                throws InterruptedException;
    }

    final Queue<Request> asked = new ConcurrentLinkedQueue<>();
    final Queue<Answer> undelivered = new ConcurrentLinkedQueue<>();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final ConcurrentMap<GuestId, AtomicInteger> current = new ConcurrentHashMap<>();
    private volatile Script script = (_, _, _) -> null;

    void does(Script what) {
        script = what;
    }

    @Override
    public Answer answer(GuestId guest, Request request, Duration within)
            throws InterruptedException {
        asked.add(request);
        AtomicInteger ofGuest = current.computeIfAbsent(guest, _ -> new AtomicInteger());
        mostAtOnce.accumulateAndGet(ofGuest.incrementAndGet(), Math::max);
        try {
            Answer said = script.answer(guest, request, within);
            if (said != null) {
                return said;
            }
        } finally {
            ofGuest.decrementAndGet();
        }
        return switch (request) {
            case Request.Scan _ -> new ScanResults(true, List.of());
            case Request.Connect connect -> new Answer.Connected(0, connect.bssid(), 1);
            case Request.Disconnect _ -> new Answer.Disconnected();
        };
    }

    @Override
    public void undelivered(GuestId guest, Request request, Answer answer) {
        undelivered.add(answer);
    }
}
