package io.airloom.bench;

import io.airloom.linux.LinuxException;
import io.airloom.vhost.VhostViolation.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Breaks the rules of vhost-user, virtio and hwsim against a back end, in every way that has a
/// name ([Violations]) and at random from a seed, and looks at who suffers.
///
/// Two bystanders exchange frames all the while and must lose none. The back end must live, must
/// end the sessions of those who break a rule for the reason that the rule has, must serve the next
/// guest at once, and must hold no more memory, descriptors and mappings at the end than at the
/// start.
public final class HostileBench {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long WARM_UP_ROUNDS = 20;

    private final HostileOptions options;
    private final Consumer<String> progress;
    private final List<String> failures = new ArrayList<>();
    private final List<ProcessFigures> figures = new ArrayList<>();

    private HostileBench(HostileOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /// Runs until it is through, or something has gone wrong.
    ///
    /// @param progress is told what goes on, for people
    /// @throws LinuxException if nobody listens at the socket
    /// @throws BackEndException if not even the bystanders are served
    public static HostileReport run(HostileOptions options, Consumer<String> progress) {
        return new HostileBench(options, progress).run();
    }

    private HostileReport run() {
        Path socket = options.socket();
        if (socket != null) {
            return attack(socket, null, pidAt(socket));
        }
        try (AirProcess air = AirProcess.start()) {
            return attack(air.socket(), air, air.pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int pidAt(Path socket) {
        try (FrontEnd probe = FrontEnd.connect(socket)) {
            return probe.peerPid();
        }
    }

    private HostileReport attack(Path socket, @Nullable AirProcess air, long pid) {
        long start = System.nanoTime();
        long frames;
        long done = 0;
        double seconds = 0;
        try (Bystanders bystanders = new Bystanders(socket, PAUSE_NANOS)) {
            if (options.named()) {
                commitNamed(socket, air, bystanders);
            }
            if (failures.isEmpty() && options.violations() > 0) {
                long begin = System.nanoTime();
                done = commitRandom(socket, air, bystanders, pid);
                seconds = (System.nanoTime() - begin) / 1e9;
            }
            String problem = bystanders.check();
            if (failures.isEmpty() && problem != null) {
                failures.add(problem);
            }
            if (failures.isEmpty()) {
                settle(air, pid);
                failures.addAll(HostileReport.growth(figures));
            }
            frames = bystanders.frames();
        }
        if (air != null) {
            failures.addAll(ownFaults(air));
        }
        progress.accept("took %.1f s".formatted((System.nanoTime() - start) / 1e9));
        return new HostileReport(
                options,
                options.named() ? Violations.all().size() : 0,
                done,
                seconds,
                frames,
                air == null ? Map.of() : ended(air),
                List.copyOf(figures),
                List.copyOf(failures));
    }

    private void commitNamed(Path socket, @Nullable AirProcess air, Bystanders bystanders) {
        progress.accept("%d violations with a name".formatted(Violations.all().size()));
        NamedViolations named = new NamedViolations(socket, air, bystanders);
        for (Violation violation : Violations.all()) {
            String problem = named.check(violation);
            if (problem != null) {
                failures.add(violation.name() + ": " + problem);
                if (bystanders.failure() != null || (air != null && !air.isAlive())) {
                    return;
                }
            }
        }
    }

    /// @return how many were committed
    private long commitRandom(
            Path socket, @Nullable AirProcess air, Bystanders bystanders, long pid) {
        long first = options.from() / RandomViolations.ROUND;
        long rounds = (options.violations() + RandomViolations.ROUND - 1) / RandomViolations.ROUND;
        long warm = Math.min(WARM_UP_ROUNDS, rounds / 4);
        progress.accept("%,d random violations".formatted(rounds * RandomViolations.ROUND));
        long lastWord = System.nanoTime();
        long done = 0;
        try (RandomViolations random = new RandomViolations(socket, options.seed())) {
            for (long round = 0; round < rounds; round++) {
                if (round == warm || round == rounds / 2) {
                    figures.add(look(air, pid));
                }
                String problem = commitRound(random, first + round, air, bystanders);
                if (problem != null) {
                    failures.add(
                            "violation %d or one of the %d before: %s; repeat with --seed %d --from %d"
                                    .formatted(
                                            (first + round + 1) * RandomViolations.ROUND,
                                            RandomViolations.ROUND,
                                            problem,
                                            options.seed(),
                                            (first + round) * RandomViolations.ROUND));
                    return done;
                }
                done += RandomViolations.ROUND;
                if (System.nanoTime() - lastWord > PROGRESS_NANOS) {
                    lastWord = System.nanoTime();
                    progress.accept("%,d of %,d".formatted(done, rounds * RandomViolations.ROUND));
                }
            }
        }
        return done;
    }

    private static @Nullable String commitRound(
            RandomViolations random, long number, @Nullable AirProcess air, Bystanders bystanders) {
        String problem = null;
        try {
            random.round(number);
        } catch (LinuxException | BackEndException e) {
            problem = e.getMessage();
        }
        if (air != null && !air.isAlive()) {
            return "the air has died: " + air.diagnosis();
        }
        if (air != null && !ownFaults(air).isEmpty()) {
            return ownFaults(air).getFirst();
        }
        return bystanders.failure() != null ? bystanders.failure() : problem;
    }

    /// Sessions that ended by a mistake of ours.
    private static List<String> ownFaults(AirProcess air) {
        long faults = air.ended(Kind.INTERNAL_FAULT);
        return faults == 0
                ? List.of()
                : List.of(
                        "%d sessions ended by INTERNAL_FAULT: %s"
                                .formatted(faults, air.diagnosis()));
    }

    /// The last look, when the back end has noticed that all are gone.
    private void settle(@Nullable AirProcess air, long pid) {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        ProcessFigures now = look(air, pid);
        while (!HostileReport.growth(withLast(now)).isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            now = look(air, pid);
        }
        figures.add(now);
    }

    private List<ProcessFigures> withLast(ProcessFigures last) {
        List<ProcessFigures> all = new ArrayList<>(figures);
        all.add(last);
        return all;
    }

    private static ProcessFigures look(@Nullable AirProcess air, long pid) {
        return ProcessFigures.of(pid, air == null ? -1 : air.heap());
    }

    private static Map<Kind, Long> ended(AirProcess air) {
        Map<Kind, Long> ended = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (air.ended(kind) > 0) {
                ended.put(kind, air.ended(kind));
            }
        }
        return ended;
    }
}
