package io.airloom.vhost;

import io.airloom.linux.Epoll;
import io.airloom.linux.EventFd;
import io.airloom.linux.EventLoop;
import io.airloom.linux.Fd;
import io.airloom.linux.LinuxException;
import io.airloom.linux.Mapping;
import io.airloom.medium.Counters;
import org.jspecify.annotations.Nullable;

/// One queue of a session, as its [VirtioDevice] sees it: a ring that may or may not run, and the
/// way to interrupt its driver. Owns the descriptors that go with the ring. On the loop's thread
/// only.
public final class VirtioQueue implements EventLoop.Handler {
    /// An honest kick is there when it is announced. A descriptor that says "readable" so often,
    /// and is not, would keep the loop spinning.
    private static final int FUTILE_KICKS = 16;

    /// The session's side.
    interface Owner {
        void kicked(VirtioQueue queue, long nowNanos);

        /// The device has work though nobody kicked.
        void later();

        /// The ring is dead; the session must go, but not in the middle of what is being done.
        void doom(VhostViolation violation);
    }

    private final int index;
    private final SplitQueue ring;
    private final EventLoop loop;
    private final Counters<SessionCounter> counters;
    private final Owner owner;
    private @Nullable EventFd kick;
    private EventLoop.@Nullable Registration registration;
    private @Nullable EventFd call;
    private @Nullable EventFd error;
    private int futileKicks;
    private boolean enabled;
    private boolean running;
    private boolean pending;
    private boolean late;
    private long lateSinceNanos;
    private boolean mayFault;

    VirtioQueue(int index, EventLoop loop, Counters<SessionCounter> counters, Owner owner) {
        this.index = index;
        this.ring = new SplitQueue(index);
        this.loop = loop;
        this.counters = counters;
        this.owner = owner;
    }

    public int index() {
        return index;
    }

    // ---- the device's side
    // ---------------------------------------------------------------------------

    /// Whether buffers can be had and given back.
    public boolean isRunning() {
        return ring.isStarted();
    }

    /// Fills `chain` with the next buffer, which stays the next one until [#complete]. False if
    /// there is none, or if the driver broke a rule; the session sees to the latter.
    boolean peek(DescriptorChain chain) {
        return ring.peek(chain) || failed();
    }

    /// Gives the buffer back that was peeked at, with `written` bytes in its writable part.
    void complete(int written) {
        ring.complete(written);
        counters.increment(SessionCounter.BUFFERS);
    }

    /// The driver need not kick for now.
    void refuseKicks() {
        ring.refuseKicks();
    }

    /// The driver shall kick when it adds buffers. True if there are some already: no kick will
    /// come for them.
    boolean wantKicks() {
        return ring.wantKicks() || failed();
    }

    /// Interrupts the driver if buffers were given back since the last time and it wants to know.
    void signal() {
        if (ring.needsCall()) {
            EventFd target = call;
            if (target != null) {
                target.signal();
                counters.increment(SessionCounter.CALLS);
                if (target.wasStuck()) {
                    owner.doom(
                            new VhostViolation(
                                    VhostViolation.Kind.BLOCKING_DESCRIPTOR,
                                    "queue %d: the call descriptor was made to block"
                                            .formatted(index)));
                }
            }
        }
    }

    /// How many buffers were given back since [#signal] was called last.
    int uncalled() {
        return ring.uncalled();
    }

    /// How many descriptors it has.
    int size() {
        return ring.size();
    }

    /// Whether it is one of the [LateCalls], and since when.
    boolean late() {
        return late;
    }

    void late(boolean value) {
        late = value;
    }

    long lateSinceNanos() {
        return lateSinceNanos;
    }

    void lateSinceNanos(long value) {
        lateSinceNanos = value;
    }

    /// Whether the guest's memory may go away, so that accesses to it have to be settled.
    boolean mayFault() {
        return mayFault;
    }

    /// Behind the last access to this guest's memory, before anybody else's work: if that memory
    /// was not there, the error comes here.
    ///
    /// @throws InternalError for [#faulted]
    void settle() {
        if (mayFault) {
            Mapping.settle();
        }
    }

    /// The guest's memory is not there: the ring is dead, and the session must go.
    void faulted(InternalError error) {
        ring.fail(VhostViolation.Kind.MEMORY_FAULT, "memory fault: " + error.getMessage());
        failed();
    }

    /// The device has something to do that came from elsewhere than a kick: it is called soon, in
    /// its session's turn, if the queue runs.
    void callSoon() {
        if (running && !pending) {
            pending = true;
            owner.later();
        }
    }

    /// The index of the next buffer: not 0 if the driver has used the queue before.
    int position() {
        return ring.nextAvailable();
    }

    // ---- the session's side
    // --------------------------------------------------------------------------

    SplitQueue ring() {
        return ring;
    }

    void mayFault(boolean value) {
        mayFault = value;
    }

    boolean enabled() {
        return enabled;
    }

    void enabled(boolean value) {
        enabled = value;
    }

    /// Started and not yet stopped by the session, be the ring dead or alive.
    boolean running() {
        return running;
    }

    void running(boolean value) {
        running = value;
    }

    /// Whether buffers wait for the device and no kick will tell.
    boolean pending() {
        return pending;
    }

    void pending(boolean value) {
        pending = value;
    }

    boolean hasKick() {
        return kick != null;
    }

    /// Takes over the descriptor on which the driver kicks.
    ///
    /// @throws LinuxException if it is neither an eventfd nor one of a pair of sockets
    void kick(Fd fd) {
        closeKick();
        EventFd event = EventFd.adopt(fd);
        registration = loop.register(fd, Epoll.IN, this);
        kick = event;
    }

    void closeKick() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
        close(kick);
        kick = null;
        futileKicks = 0;
    }

    /// Takes over the descriptor that interrupts the driver; null if it wants none.
    ///
    /// @throws LinuxException if it is neither an eventfd nor one of a pair of sockets
    void call(@Nullable Fd fd) {
        EventFd replacement = fd == null ? null : EventFd.adoptToSignal(fd);
        close(call);
        call = replacement;
    }

    /// Takes over the descriptor that tells the front end of a broken ring; null if it wants none.
    ///
    /// @throws LinuxException if it is neither an eventfd nor one of a pair of sockets
    void error(@Nullable Fd fd) {
        EventFd replacement = fd == null ? null : EventFd.adoptToSignal(fd);
        close(error);
        error = replacement;
    }

    void close() {
        closeKick();
        call(null);
        error(null);
    }

    @Override
    public void ready(int events, long nowNanos) {
        EventFd source = kick;
        if (source == null) {
            return;
        }
        if (source.drain()) {
            futileKicks = 0;
            counters.increment(SessionCounter.KICKS);
            owner.kicked(this, nowNanos);
        } else if ((events & (Epoll.HUP | Epoll.ERR)) != 0 || ++futileKicks == FUTILE_KICKS) {
            // The other end is gone, and its control socket will say so; or it is no kick at all.
            closeKick();
        }
    }

    private boolean failed() {
        VhostViolation violation = ring.violation();
        if (violation != null) {
            if (error != null) {
                error.signal();
            }
            owner.doom(violation);
        }
        return false;
    }

    private static void close(@Nullable EventFd event) {
        if (event != null) {
            event.close();
        }
    }
}
