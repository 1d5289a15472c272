package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.AirTimes;
import io.airloom.medium.Durations;
import io.airloom.remote.Hop;
import java.util.Locale;

/// How long frames take, as one table for all guests of an air.
final class TimesTable {
    private static final double NANOS_PER_MICRO = 1e3;
    private static final String EVERYBODY = "(all guests)";

    private final AirTimes times;

    TimesTable(AirTimes times) {
        this.times = times;
    }

    /// Prints it; one line if there is nothing to be told.
    void print(Terminal terminal) {
        if (times.isEmpty()) {
            terminal.print("  no frame was sent yet");
            return;
        }
        terminal.print(
                String.format(
                        Locale.ROOT,
                        "  %-16s %-18s %10s %9s %9s %9s %9s %9s %9s",
                        "GUEST",
                        "HOP (µs)",
                        "COUNT",
                        "MIN",
                        "MEAN",
                        "P50",
                        "P90",
                        "P99",
                        "MAX"));
        row(terminal, EVERYBODY, Hop.MEDIUM, times.medium());
        for (AirTimes.Guest guest : times.guests()) {
            String name = Printable.line(guest.name());
            for (Hop hop : Hop.values()) {
                Durations.Summary summary = guest.hops().getOrDefault(hop, Durations.Summary.NONE);
                if (summary.count() > 0) {
                    row(terminal, name, hop, summary);
                }
            }
        }
        for (AirTimes.Guest guest : times.guests()) {
            terminal.print("  " + clock(guest));
        }
    }

    private static void row(Terminal terminal, String guest, Hop hop, Durations.Summary s) {
        terminal.print(
                String.format(
                        Locale.ROOT,
                        "  %-16s %-18s %,10d %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f",
                        guest,
                        hop.text(),
                        s.count(),
                        s.minNanos() / NANOS_PER_MICRO,
                        s.meanNanos() / NANOS_PER_MICRO,
                        s.p50Nanos() / NANOS_PER_MICRO,
                        s.p90Nanos() / NANOS_PER_MICRO,
                        s.p99Nanos() / NANOS_PER_MICRO,
                        s.maxNanos() / NANOS_PER_MICRO));
    }

    private static String clock(AirTimes.Guest guest) {
        String name = Printable.line(guest.name());
        AirTimes.Clock clock = guest.clock();
        return clock == null
                ? name + ": nothing is known of its clock yet"
                : String.format(
                        Locale.ROOT,
                        "%s: the host's clock is %+.3f ms from its own, ±%.1f µs, drift %+.1f ±%.1f ppm",
                        name,
                        clock.offsetNanos() / 1e6,
                        clock.uncertaintyNanos() / NANOS_PER_MICRO,
                        clock.driftPpm(),
                        clock.driftUncertaintyPpm());
    }
}
