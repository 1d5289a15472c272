package io.airloom.agent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Decides who does the work of a pipeline's second stage: its own thread, or in passing the thread
/// of the first stage.
///
/// A hand-over to another thread costs two system calls and a switch. On one processor, which most
/// guests have, nothing is gained by it: the stage that hands over has nothing to do afterwards but
/// to wait for more. In User Mode Linux a system call costs 25 to 50 µs, and that was half of the
/// agent's whole delay. So who asks for work to be done does it at once, unless somebody is at it.
/// The stage's own thread has what the first stage must not do, which is to wait: when the work
/// says that it cannot go on, the thread takes over, waits, goes on, and gives the turn back when
/// nothing is left. A first stage that has more to do itself can also choose the thread
/// ([#handOver]).
///
/// ```
///            ask                 ask
///   IDLE ───────────▶ WORKING ───────────▶ ASKED      ask: the asker has the turn, from IDLE only
///     ▲                │   ▲                 │
///     ╰────────────────╯   ╰─────────────────╯
///       nothing left         looks again
/// ```
///
/// Nobody's question is lost: who has the turn looks at the work after it has set WORKING, and can
/// leave it for IDLE only if nobody has asked since. At most one thread is at the work at any time.
final class Turn implements AutoCloseable {
    private static final int IDLE = 0;
    private static final int WORKING = 1;
    private static final int ASKED = 2;

    /// What is to be done.
    interface Work {
        /// Does all there is.
        ///
        /// @return false if something has to be waited for; the stage's thread then calls
        ///   [#await()] and this again
        boolean work();

        /// Waits for that, for a short time at most.
        void await();
    }

    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final Work work;
    private final Thread thread;
    private volatile boolean handedOver;
    private volatile boolean closed;

    /// @param name of the stage's thread
    Turn(String name, Work work) {
        this.work = work;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// Starts the stage's thread.
    void start() {
        thread.start();
    }

    /// There is work: does it here and now, unless somebody is at it, who then will do it.
    void take() {
        if (claim()) {
            do {
                state.set(WORKING);
                if (!work.work()) {
                    wakeThread();
                    return;
                }
            } while (!state.compareAndSet(WORKING, IDLE));
        }
    }

    /// There is work: lets the stage's thread do it.
    void handOver() {
        if (claim()) {
            wakeThread();
        }
    }

    /// The stage's thread ends when it is done.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private boolean claim() {
        while (true) {
            int seen = state.get();
            if (seen == IDLE) {
                if (state.compareAndSet(IDLE, WORKING)) {
                    return true;
                }
            } else if (seen == ASKED || state.compareAndSet(WORKING, ASKED)) {
                return false;
            }
        }
    }

    private void wakeThread() {
        handedOver = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            if (!handedOver) {
                LockSupport.park(this);
                continue;
            }
            handedOver = false;
            do {
                state.set(WORKING);
                while (!work.work() && !closed) {
                    work.await();
                }
            } while (!state.compareAndSet(WORKING, IDLE) && !closed);
        }
    }
}
