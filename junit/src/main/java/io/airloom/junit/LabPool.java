package io.airloom.junit;

import io.airloom.image.Printable;
import io.airloom.lab.Seats;
import java.net.JarURLConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/// What all classes of a run of tests have in common: memory, labs that wait for the next class,
/// topologies out of jars, and the names of folders that are taken. Any thread.
final class LabPool implements AutoCloseable {
    /// The configuration parameter (or system property) with the MiB that labs may have together.
    static final String MEMORY = "airloom.memory";

    /// Classes that wait for memory wait for others to end. Should these wait for them in turn
    /// (JUnit's threads take up another class while they wait for the methods of one), that ends
    /// it.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final System.Logger LOG = System.getLogger("io.airloom");

    private final Seats seats;

    /// How many leases a thread has.
    private final ThreadLocal<Integer> leases = ThreadLocal.withInitial(() -> 0);

    // Guarded by this.
    private final Map<LabPlan, Deque<LabRun>> free = new HashMap<>();
    private final Map<JarFolder.Place, JarFolder> jars = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private int waiting;
    private boolean closed;

    /// @param seats as many as memory allows
    LabPool(Seats seats) {
        this.seats = seats;
    }

    /// The seats that somebody wants: for so many MiB, or for what this machine has.
    ///
    /// @throws ExtensionConfigurationException if `mib` is no number
    static Seats seats(Optional<String> mib) {
        if (mib.isEmpty()) {
            return Seats.ofThisMachine(Integer.MAX_VALUE);
        }
        if (!mib.get().matches("[0-9]{1,9}")) {
            throw new ExtensionConfigurationException(
                    MEMORY + " must be a number of MiB, not " + Printable.quoted(mib.get()));
        }
        return new Seats(Integer.MAX_VALUE, Long.parseLong(mib.get()));
    }

    /// Room for a lab that is to be opened. Labs that wait for the next class are ended for it.
    ///
    /// @param patient whether to wait until others have ended theirs
    Seats.Seat seat(long mib, boolean patient) throws InterruptedException {
        synchronized (this) {
            waiting++;
        }
        try {
            Seats.Seat seat = seats.take(mib, Duration.ZERO);
            while (seat == null) {
                LabRun idle = anyFree();
                if (idle == null) {
                    break;
                }
                idle.close();
                seat = seats.take(mib, Duration.ZERO);
            }
            // Who has a lab already would wait for itself.
            if (seat == null && patient && leases.get() == 0) {
                seat = seats.take(mib, PATIENCE);
                if (seat == null) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "no lab has ended for "
                                    + PATIENCE.toMinutes()
                                    + " min; another one is started, with less memory than it"
                                    + " should have");
                }
            }
            return seat == null ? seats.takeAnyway(mib) : seat;
        } finally {
            synchronized (this) {
                waiting--;
            }
        }
    }

    /// This thread has one more, or one less.
    void leased(int more) {
        leases.set(leases.get() + more);
    }

    private synchronized @Nullable LabRun anyFree() {
        for (Deque<LabRun> some : free.values()) {
            LabRun run = some.poll();
            if (run != null) {
                return run;
            }
        }
        return null;
    }

    /// What lies beside a topology in a jar, as files.
    ///
    /// @throws ExtensionConfigurationException if that cannot be
    synchronized JarFolder unpacked(JarURLConnection resource) {
        return jars.computeIfAbsent(JarFolder.Place.of(resource), _ -> JarFolder.of(resource));
    }

    /// A text in which what comes out of jars is called as it is there.
    synchronized String told(String text) {
        String told = text;
        for (JarFolder jar : jars.values()) {
            told = jar.told(told);
        }
        return told;
    }

    /// A lab of that plan that nobody has, or null.
    synchronized @Nullable LabRun take(LabPlan plan) {
        Deque<LabRun> waiting = free.get(plan);
        return waiting == null ? null : waiting.poll();
    }

    /// Keeps a lab for the next class, or ends it if there will be none, or if memory is wanted.
    void give(LabPlan plan, LabRun run) {
        synchronized (this) {
            if (!closed && waiting == 0) {
                free.computeIfAbsent(plan, _ -> new ArrayDeque<>()).add(run);
                return;
            }
        }
        run.close();
    }

    /// A name that nothing else in this run has: `name`, `name-2`, …
    synchronized String unique(String name) {
        String own = name;
        for (int number = 2; !names.add(own); number++) {
            own = name + "-" + number;
        }
        return own;
    }

    /// Ends all labs that nobody has, and removes what was unpacked.
    @Override
    public void close() {
        List<LabRun> idle;
        List<JarFolder> unpacked;
        synchronized (this) {
            closed = true;
            idle = free.values().stream().flatMap(Deque::stream).toList();
            free.clear();
            unpacked = List.copyOf(jars.values());
            jars.clear();
        }
        idle.forEach(LabRun::close);
        unpacked.forEach(JarFolder::close);
    }
}
