package io.airloom.linux;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A one-thread reactor: descriptors that become ready, timers, and tasks from other threads, all
/// run by the thread that calls [#run()] (or [#poll(long)]). Handling an event allocates nothing.
///
/// ## Stale events
///
/// A handler may close any registration, its own or another's, while a batch of events is being
/// dispatched, and the kernel may give the freed number to the next descriptor at once. Therefore
/// the kernel is not told a descriptor but a token, slot and generation; an event whose generation
/// is not the slot's is dropped.
///
/// ## Faults
///
/// A handler that reads a mapping whose file was truncated gets an InternalError; one with a bug, a
/// RuntimeException. Neither ends the loop: it goes to the consumer of [#onFault], and the rest
/// goes on. The hard part is that compiled code learns of a bad access only at its next safepoint
/// poll, which may be in the loop's own code after the handler returned. So:
///
/// - each level (batch, iteration, run) catches what the level below may have let through at its
///   edges;
/// - epoll is level-triggered, so that a batch abandoned half-way is reported again;
/// - whatever cannot be reported again (tasks, timers) runs *before* the handlers of an iteration,
///   with a system call between the handlers and the next iteration's tasks, so that a late fault
///   of a handler cannot swallow a task.
public final class EventLoop implements AutoCloseable {
    /// Called when a registered descriptor is ready.
    @FunctionalInterface
    public interface Handler {
        /// Does the work. May close registrations, but should neither block nor throw.
        ///
        /// @param events bits of [Epoll]; ERR and HUP come unasked
        /// @param nowNanos `System.nanoTime()`, read once after the wait
        void ready(int events, long nowNanos);
    }

    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int EVENTS_PER_WAIT = 256;
    private static final int TASKS_PER_ITERATION = 1024;
    private static final long WAKEUP_TOKEN = -1;
    private static final long ALARM_TOKEN = -2;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long FOREVER = -1;

    private final long spinNanos;
    private final Epoll epoll = Epoll.create(EVENTS_PER_WAIT);
    private final EventFd wakeup = EventFd.create();
    private final TimerQueue timers = new TimerQueue();

    private @Nullable Registration[] slots = new @Nullable Registration[16];
    private int[] generations = new int[16];

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Object wakeLock = new Object();
    private volatile boolean asleep;
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    private volatile Consumer<FaultContext> onFault = EventLoop::log;

    /// The batch of ready descriptors that the last wait left in the epoll set's buffer.
    private int batchSize;

    private int batchNext;
    private long batchNanos;
    private @Nullable Handler running;
    private boolean stopped;
    private long lastWorkNanos = System.nanoTime();

    /// Creates a loop that does not run yet.
    ///
    /// @param spinNanos for how long after the last work to look for more without sleeping (to wake
    ///   an idle processor costs 40 µs); 0 never does
    public EventLoop(long spinNanos) {
        if (spinNanos < 0) {
            throw new IllegalArgumentException("spinNanos=" + spinNanos);
        }
        this.spinNanos = spinNanos;
        epoll.add(wakeup.fd(), Epoll.IN, WAKEUP_TOKEN);
        epoll.add(timers.fd(), Epoll.IN, ALARM_TOKEN);
    }

    /// Who is told of faults, on the loop's thread; a logger until this is called.
    public void onFault(Consumer<FaultContext> consumer) {
        onFault = consumer;
    }

    /// Calls `handler` whenever the descriptor is ready, until the registration is closed. On the
    /// loop's thread, or on any while the loop does not run.
    ///
    /// @param interest bits of [Epoll]
    /// @throws LinuxException EPERM if the descriptor is of a kind that cannot be waited for
    public Registration register(Fd fd, int interest, Handler handler) {
        checkThread();
        int slot = freeSlot();
        Registration registration = new Registration(fd, handler, slot, interest);
        epoll.add(fd, interest, registration.token);
        slots[slot] = registration;
        return registration;
    }

    /// Runs a task once after a delay. On the loop's thread, or on any while the loop does not run.
    public Timer schedule(long delayNanos, Runnable task) {
        checkThread();
        return timers.add(delayNanos, task);
    }

    /// Runs a task on the loop's thread; from any thread. Tasks of one thread run in order.
    ///
    /// @throws RejectedExecutionException if the loop is closed
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("event loop is closed");
        }
        tasks.add(task);
        // The loop says that it is asleep before it looks at the queue for the last time, and we
        // look
        // after we added: one of us sees the other. The lock only keeps close() away from the
        // signal.
        if (asleep) {
            synchronized (wakeLock) {
                if (!closed) {
                    wakeup.signal();
                }
            }
        }
    }

    /// Runs until [#stop()]. Tasks given before the stop have run then.
    public void run() {
        enter();
        stopped = false;
        try {
            while (!stopped) {
                try {
                    turn();
                } catch (InternalError late) {
                    contain(late);
                }
            }
        } finally {
            thread = null;
        }
    }

    /// Ends [#run()] after the tasks given before; from any thread.
    public void stop() {
        execute(() -> stopped = true);
    }

    public boolean inLoop() {
        return Thread.currentThread().equals(thread);
    }

    /// One iteration on the calling thread, for who has a loop of its own (and for tests).
    ///
    /// @param timeoutNanos how long to wait for something to do; 0 only looks, −1 waits for ever
    /// @return how many events, timers and tasks were handled
    public int poll(long timeoutNanos) {
        enter();
        try {
            return iterate(timeoutNanos);
        } finally {
            thread = null;
        }
    }

    /// Closes the loop's own descriptors, not those that are registered. Not while it runs.
    @Override
    public void close() {
        if (thread != null) {
            throw new IllegalStateException("event loop is running: stop it first");
        }
        synchronized (wakeLock) {
            closed = true;
            timers.close();
            wakeup.close();
            epoll.close();
        }
    }

    private void turn() {
        while (!stopped) {
            boolean spin = spinNanos > 0 && System.nanoTime() - lastWorkNanos < spinNanos;
            if (iterate(spin ? 0 : FOREVER) == 0 && spin) {
                Thread.onSpinWait();
            }
        }
    }

    private int iterate(long timeoutNanos) {
        int work = 0;
        try {
            if (batchNext == batchSize) {
                batchNext = 0;
                batchSize = 0;
                batchSize = await(timeoutNanos);
                batchNanos = System.nanoTime();
                work = runTasks() + timers.run(batchNanos);
            }
            work += dispatch();
        } catch (InternalError | RuntimeException e) {
            work++;
            contain(e);
        }
        if (work > 0) {
            lastWorkNanos = batchNanos;
        }
        return work;
    }

    private int await(long timeoutNanos) {
        if (timeoutNanos == 0) {
            return epoll.await(0);
        }
        asleep = true;
        try {
            boolean busy = !tasks.isEmpty() || !timers.setAlarm();
            return epoll.await(busy ? 0 : toMillis(timeoutNanos));
        } finally {
            asleep = false;
        }
    }

    private static int toMillis(long nanos) {
        return nanos < 0
                ? -1
                : (int) Math.min((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, 1 << 30);
    }

    private int runTasks() {
        running = null;
        int done = 0;
        while (done < TASKS_PER_ITERATION) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            done++;
            task.run();
        }
        return done;
    }

    private int dispatch() {
        int done = 0;
        while (batchNext < batchSize) {
            int index = batchNext++;
            done += dispatchOne(epoll.token(index), epoll.events(index), batchNanos);
        }
        return done;
    }

    private int dispatchOne(long token, int events, long now) {
        if (token < 0) {
            if (token == WAKEUP_TOKEN) {
                wakeup.drain();
            } else {
                timers.rang();
            }
            return 0;
        }
        int slot = (int) token;
        Registration registration = slots[slot];
        if (registration == null || registration.token != token) {
            return 0;
        }
        running = registration.handler;
        registration.handler.ready(events, now);
        return 1;
    }

    private void contain(Throwable error) {
        try {
            onFault.accept(new FaultContext(error, running));
        } catch (InternalError | RuntimeException e) {
            e.addSuppressed(error);
            log(new FaultContext(e, null));
        }
    }

    private static void log(FaultContext fault) {
        LOG.log(System.Logger.Level.ERROR, "event loop: work failed", fault.error());
    }

    private int freeSlot() {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == null) {
                return i;
            }
        }
        int old = slots.length;
        slots = Arrays.copyOf(slots, old * 2);
        generations = Arrays.copyOf(generations, old * 2);
        return old;
    }

    private void enter() {
        if (thread != null) {
            throw new IllegalStateException("event loop runs already, on " + thread);
        }
        thread = Thread.currentThread();
    }

    private void checkThread() {
        Thread owner = thread;
        if (owner != null && !owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("not on the event loop's thread: use execute()");
        }
    }

    /// A descriptor in the loop.
    public final class Registration implements AutoCloseable {
        private final Fd fd;
        private final Handler handler;
        private final long token;
        private int interest;
        private boolean open = true;

        private Registration(Fd fd, Handler handler, int slot, int interest) {
            this.fd = fd;
            this.handler = handler;
            this.token = ((long) generations[slot] << Integer.SIZE) | slot;
            this.interest = interest;
        }

        /// Changes what to wait for.
        public void interest(int interest) {
            checkThread();
            if (open && interest != this.interest) {
                this.interest = interest;
                epoll.modify(fd, interest, token);
            }
        }

        /// The handler is not called again, not even for an event that is reported already. Again
        /// does nothing. The descriptor stays open; close it after this.
        @Override
        public void close() {
            if (open) {
                forget();
                epoll.remove(fd);
            }
        }

        /// The same for a descriptor that is closed already: then the kernel has forgotten it.
        public void forget() {
            checkThread();
            if (open) {
                open = false;
                int slot = (int) token;
                slots[slot] = null;
                generations[slot] = (generations[slot] + 1) & Integer.MAX_VALUE;
            }
        }
    }
}
