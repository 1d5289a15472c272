package io.airloom.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `ping` measured, read from what it printed (iputils and busybox).
///
/// @param target as ping was given it
record PingSummary(
        String target,
        int sent,
        int received,
        double minMillis,
        double medianMillis,
        double maxMillis) {
    private static final Pattern TARGET = Pattern.compile("(?m)^PING ([0-9A-Za-z.:_-]{1,64})");
    private static final Pattern TIME =
            Pattern.compile("time[=<]([0-9]{1,7}(?:\\.[0-9]{1,6})?) ?ms");
    private static final Pattern COUNTS =
            Pattern.compile("(\\d{1,9}) packets transmitted, (\\d{1,9}) (?:packets )?received");

    /// Reads ping's output; null if it is none.
    static @Nullable PingSummary of(String output) {
        Matcher target = TARGET.matcher(output);
        Matcher counts = COUNTS.matcher(output);
        if (!target.find() || !counts.find()) {
            return null;
        }
        List<Double> times = new ArrayList<>();
        Matcher time = TIME.matcher(output);
        while (time.find()) {
            times.add(Double.valueOf(time.group(1)));
        }
        Collections.sort(times);
        boolean none = times.isEmpty();
        return new PingSummary(
                target.group(1),
                Integer.parseInt(counts.group(1)),
                Integer.parseInt(counts.group(2)),
                none ? 0 : times.getFirst(),
                none ? 0 : median(times),
                none ? 0 : times.getLast());
    }

    private static double median(List<Double> sorted) {
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /// `ping 172.16.16.1: 20 of 20, 1.9 / 2.4 / 6.0 ms (min / median / max)`.
    String text() {
        String counts = "ping " + target + ": " + received + " of " + sent;
        return received == 0
                ? counts
                : counts
                        + String.format(
                                Locale.ROOT,
                                ", %.1f / %.1f / %.1f ms (min / median / max)",
                                minMillis,
                                medianMillis,
                                maxMillis);
    }
}
