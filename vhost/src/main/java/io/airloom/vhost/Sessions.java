package io.airloom.vhost;

import static io.airloom.vhost.VhostViolation.Kind;

import io.airloom.medium.Counters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All sessions of one loop: those that have work left, and the answer to faults. Loop thread only,
/// except for the counters.
///
/// ## Faults
///
/// Reading or writing memory whose file was truncated throws `InternalError`, in compiled code a
/// little later than the access, possibly while another guest is served. So the error is not asked
/// whose it is; the files are: the sessions with a file that has become shorter than its mapping
/// end. If there is none (a file system without room faults too) the session that was being served
/// ends, so that it cannot go on faulting. All others look at their rings again.
final class Sessions {
    private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

    private final List<VhostUserSession> all = new ArrayList<>();
    private final ArrayDeque<VhostUserSession> waiting = new ArrayDeque<>();
    private final Counters<Kind> violations = new Counters<>(Kind.class);
    private @Nullable VhostUserSession serving;

    /// How often each rule was broken, over all sessions; any thread may read.
    Counters<Kind> violations() {
        return violations;
    }

    int count() {
        return all.size();
    }

    void add(VhostUserSession session) {
        all.add(session);
    }

    void ended(VhostUserSession session, SessionEnd end) {
        all.remove(session);
        if (end instanceof SessionEnd.Violated(VhostViolation violation)) {
            violations.increment(violation.kind());
        }
    }

    /// This session is being served from here on; a fault is laid at its door if nothing else
    /// explains it.
    void serving(VhostUserSession session) {
        serving = session;
    }

    /// [VhostUserSession#work] shall be called, once.
    void later(VhostUserSession session) {
        waiting.add(session);
    }

    boolean hasWork() {
        return !waiting.isEmpty();
    }

    /// Gives each session that waits its turn; those that have still more wait again.
    void work(long nowNanos) {
        for (int i = waiting.size(); i > 0; i--) {
            VhostUserSession session = waiting.remove();
            serving = session;
            session.work(nowNanos);
        }
    }

    /// Deals with what a handler let through.
    void fault(Throwable error) {
        VhostUserSession suspect = serving;
        serving = null;
        boolean explained = error instanceof InternalError && endTruncated();
        if (!explained) {
            LOG.log(System.Logger.Level.ERROR, "work for a guest failed", error);
            if (suspect != null) {
                Kind kind =
                        error instanceof InternalError ? Kind.MEMORY_FAULT : Kind.INTERNAL_FAULT;
                suspect.end(new SessionEnd.Violated(new VhostViolation(kind, error.toString())));
            }
        }
        workOnEverything();
    }

    /// All look at their rings again.
    void workOnEverything() {
        for (VhostUserSession session : List.copyOf(all)) {
            session.queues().workOnEverything();
        }
    }

    /// Ends everything.
    void close() {
        for (VhostUserSession session : List.copyOf(all)) {
            session.end(new SessionEnd.Closed());
        }
    }

    private boolean endTruncated() {
        boolean found = false;
        for (VhostUserSession session : List.copyOf(all)) {
            VhostViolation truncation = session.queues().memory().truncation();
            if (truncation != null) {
                found = true;
                session.end(new SessionEnd.Violated(truncation));
            }
        }
        return found;
    }
}
