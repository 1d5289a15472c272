package io.airloom.proxy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A guest without a driver: it asks and listens as the kernel's does, with its times, its one
/// queue, its table of networks and its rules for sessions. What a host does wrong it says in words
/// ([Listener#wrong]) where the driver would read beyond a buffer, or take zeros for an answer.
///
/// One queue means: a request, what a notification leads to, and the end of a scan that is never
/// completed come one after the other. A notification that arrives while a request is on its way is
/// looked at when the answer is there.
///
/// Any thread may call.
public final class ProxyGuest implements AutoCloseable {
    /// What happens to a guest unasked. By the guest's own threads, one at a time; returns soon.
    public interface Listener {
        /// The host told of networks by notification.
        default void heard(ScanResults results) {}

        /// The host ended the guest's connection.
        default void disconnected(long session) {}

        /// How strong the network is, −128 to 127 dBm.
        default void signal(int dbm) {}

        /// The host broke a rule.
        default void wrong(String what) {}
    }

    /// What a scan came to.
    ///
    /// @param end how it ended
    /// @param networks all that the guest knows now, the latest last
    /// @param why it was aborted, or refused; else empty
    public record Scanned(End end, List<Bss> networks, String why) {
        /// How a scan ends.
        public enum End {
            /// The host said that it is complete.
            COMPLETE,
            /// The host did not say so in time; for the kernel it succeeded all the same.
            TIMED_OUT,
            /// The host did not answer as it should.
            ABORTED,
            /// Another scan was on its way; nothing was sent.
            BUSY
        }

        public Scanned {
            networks = List.copyOf(networks);
        }
    }

    /// What a connect came to.
    ///
    /// @param status IEEE 802.11-2020 table 9-50: 0 is success, 1 also stands for no good answer
    /// @param bssid the access point
    /// @param session the number of the connection
    /// @param isBelieved whether the kernel knows that access point with that name; if not,
    ///   programs have been told of a connection that the kernel is not in
    /// @param why it failed; empty if the host gave no other reason than the status
    public record Connected(int status, long bssid, long session, boolean isBelieved, String why) {}

    /// A connection that stands.
    ///
    /// @param signalDbm −50 until the host says otherwise
    public record Standing(Ssid ssid, long bssid, long session, int signalDbm) {}

    private static final int FIRST_SIGNAL_DBM = -50;
    private static final int UNSPECIFIED_FAILURE = 1;

    private final HostCall call;
    private final ScanLayout layout;
    private final GuestTimes times;
    private final Listener listener;
    private final ScheduledExecutorService queue =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("airloom-guest").factory());
    private final NotificationReader notifications;
    private final ReentrantLock lock = new ReentrantLock();
    private final KnownNetworks known;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private @Nullable Standing standing;
    private @Nullable Scan scan;

    /// A scan that has not ended. Its timer is the queue's.
    private static final class Scan {
        final Ssid ssid;
        final CompletableFuture<Scanned> end = new CompletableFuture<>();

        Scan(Ssid ssid) {
            this.ssid = ssid;
        }
    }

    private ProxyGuest(HostAccess host, ScanLayout layout, GuestTimes times, Listener listener)
            throws IOException {
        this.call = new HostCall(host, layout, times, this::wrong);
        this.layout = layout;
        this.times = times;
        this.listener = listener;
        this.known = new KnownNetworks(times.lifetime());
        this.notifications = new NotificationReader(times, this::notified, this::wrong);
        try {
            notifications.listen(host);
        } catch (IOException e) {
            queue.shutdownNow();
            throw e;
        }
    }

    /// A guest whose driver has been given its link: it listens, and has not asked for anything.
    ///
    /// @param layout of the driver that it plays
    /// @throws IOException if it cannot listen for notifications
    public static ProxyGuest start(
            HostAccess host, ScanLayout layout, GuestTimes times, Listener listener)
            throws IOException {
        return new ProxyGuest(host, layout, times, listener);
    }

    /// Asks which networks there are, and waits until the host has told.
    ///
    /// @param ssid one that may hide, or [Ssid#WILDCARD]
    public Scanned scan(Ssid ssid) throws InterruptedException {
        Scan mine = new Scan(ssid);
        lock.lock();
        try {
            if (scan != null) {
                return new Scanned(Scanned.End.BUSY, known.fresh(), "another scan is on its way");
            }
            scan = mine;
        } finally {
            lock.unlock();
        }
        submit(() -> request(mine));
        return join(mine.end);
    }

    private void request(Scan asked) {
        if (asked.end.isDone()) {
            // A notification has said that it is complete: it is never sent.
            return;
        }
        HostCall.Reply reply = call.ask(new Request.Scan(asked.ssid));
        if (!(reply.answer() instanceof ScanResults results)) {
            end(asked, Scanned.End.ABORTED, reply.why());
            return;
        }
        learn(results);
        if (results.isComplete()) {
            end(asked, Scanned.End.COMPLETE, "");
        } else {
            later(times.scan(), () -> end(asked, Scanned.End.TIMED_OUT, ""));
        }
    }

    private void end(Scan ended, Scanned.End how, String why) {
        lock.lock();
        try {
            if (ended.equals(scan)) {
                scan = null;
            }
            ended.end.complete(new Scanned(how, known.fresh(), why));
        } finally {
            lock.unlock();
        }
    }

    private void learn(ScanResults results) {
        for (Bss bss : results.networks()) {
            if (GuestChannels.isUsable(bss.centerFreqKhz())) {
                known.heard(bss);
            } else {
                wrong("a network on %d kHz, which drivers skip".formatted(bss.centerFreqKhz()));
            }
        }
    }

    /// Joins a network, and waits for what becomes of it. If it is on one, it leaves that before,
    /// as wpa_supplicant does.
    ///
    /// @param request its key is the caller's, who wipes it afterwards
    public Connected connect(Request.Connect request) throws InterruptedException {
        disconnect();
        if (!connecting.compareAndSet(false, true)) {
            throw new IllegalStateException("a connect is on its way");
        }
        try {
            return ask(() -> request(request));
        } finally {
            connecting.set(false);
        }
    }

    private Connected request(Request.Connect request) {
        HostCall.Reply reply = call.ask(request);
        if (!(reply.answer() instanceof Answer.Connected answer)) {
            return new Connected(UNSPECIFIED_FAILURE, request.bssid(), 0, false, reply.why());
        }
        if (!answer.isSuccess()) {
            return new Connected(answer.status(), answer.bssid(), answer.session(), false, "");
        }
        boolean believed;
        lock.lock();
        try {
            believed = known.has(answer.bssid(), request.ssid());
            standing =
                    new Standing(
                            request.ssid(), answer.bssid(), answer.session(), FIRST_SIGNAL_DBM);
        } finally {
            lock.unlock();
        }
        if (!believed) {
            wrong(
                    "success with %012x, of which the guest was not told lately as %s"
                            .formatted(answer.bssid(), request.ssid()));
        }
        return new Connected(0, answer.bssid(), answer.session(), believed, "");
    }

    /// Leaves the network, and waits for the host's word; whatever that is, the guest is on none
    /// afterwards.
    ///
    /// @return false if it was on none; then nothing was sent
    public boolean disconnect() throws InterruptedException {
        return ask(this::leave);
    }

    private boolean leave() {
        Standing left;
        lock.lock();
        try {
            left = standing;
            standing = null;
        } finally {
            lock.unlock();
        }
        if (left != null) {
            var _ = call.ask(new Request.Disconnect(left.session()));
        }
        return left != null;
    }

    /// The network that it is on; null if none.
    public @Nullable Standing standing() {
        lock.lock();
        try {
            return standing;
        } finally {
            lock.unlock();
        }
    }

    /// The networks that it heard of lately, the latest last.
    public List<Bss> networks() {
        return known.fresh();
    }

    // ---- the queue
    // ----------------------------------------------------------------------------------

    private void wrong(String what) {
        listener.wrong(what);
    }

    private void notified(Notification notification) {
        submit(() -> {
            switch (notification) {
                case ScanResults results when layout == ScanLayout.B ->
                        wrong(
                                "networks by notification, which old drivers do not know: "
                                        + results.networks().size());
                case ScanResults results -> heard(results);
                case Notification.Disconnected(long session) -> ended(session);
                case Notification.Signal(int dbm) -> signal(dbm);
            }
        });
    }

    private void heard(ScanResults results) {
        learn(results);
        listener.heard(results);
        Scan waiting;
        lock.lock();
        try {
            waiting = scan;
        } finally {
            lock.unlock();
        }
        if (results.isComplete() && waiting != null) {
            end(waiting, Scanned.End.COMPLETE, "");
        }
    }

    private void ended(long session) {
        boolean told;
        lock.lock();
        try {
            if (standing == null || Long.compareUnsigned(session, standing.session()) < 0) {
                return;
            }
            standing = null;
            told = !connecting.get() || layout == ScanLayout.B;
        } finally {
            lock.unlock();
        }
        if (told) {
            listener.disconnected(session);
        }
    }

    private void signal(int dbm) {
        lock.lock();
        try {
            if (standing != null) {
                standing = new Standing(standing.ssid(), standing.bssid(), standing.session(), dbm);
            }
        } finally {
            lock.unlock();
        }
        listener.signal(dbm);
    }

    private void submit(Runnable work) {
        try {
            queue.execute(work);
        } catch (RejectedExecutionException e) {
            throw closed(e);
        }
    }

    private void later(Duration delay, Runnable work) {
        var _ = queue.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Has the queue do something, and waits for it.
    private <T> T ask(Callable<T> work) throws InterruptedException {
        try {
            return join(queue.submit(work));
        } catch (RejectedExecutionException e) {
            throw closed(e);
        }
    }

    private static <T> T join(Future<T> end) throws InterruptedException {
        try {
            return end.get();
        } catch (CancellationException e) {
            throw closed(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static IllegalStateException closed(RuntimeException why) {
        return new IllegalStateException("the guest is closed", why);
    }

    /// The guest is gone without a word, as one whose link is deleted: nothing is sent, a request
    /// on its way is hung up on, and who waits for anything gets an IllegalStateException.
    @Override
    public void close() {
        notifications.close();
        lock.lock();
        try {
            if (scan != null) {
                scan.end.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        for (Runnable dropped : queue.shutdownNow()) {
            if (dropped instanceof Future<?> future) {
                future.cancel(false);
            }
        }
    }
}
