package io.airloom.report;

import io.airloom.lab.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Round trips that a step's `ping` has measured, when they were measured.
///
/// @param target as ping was given it
/// @param seconds since the lab was started; ping does not tell, so its packets are taken to be
///   spread evenly over the step
/// @param millis round trip of each
record PingTimes(String target, List<Double> seconds, List<Double> millis) {
    private static final int MAX_REPLIES = 2_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Pattern TARGET = Pattern.compile("(?m)^PING ([0-9A-Za-z.:_-]{1,64})");
    private static final Pattern REPLY =
            Pattern.compile(
                    "seq=([0-9]{1,7}) [^\\n]{0,40}?time[=<]([0-9]{1,7}(?:\\.[0-9]{1,6})?) ?ms");

    PingTimes {
        seconds = List.copyOf(seconds);
        millis = List.copyOf(millis);
    }

    /// Reads what iputils' or busybox' ping has written; empty if the step has none of it.
    static PingTimes of(StepResult step) {
        Matcher target = TARGET.matcher(step.output());
        if (!target.find()) {
            return new PingTimes("", List.of(), List.of());
        }
        List<Integer> numbers = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        Matcher reply = REPLY.matcher(step.output());
        while (reply.find() && millis.size() < MAX_REPLIES) {
            numbers.add(Integer.valueOf(reply.group(1)));
            millis.add(Double.valueOf(reply.group(2)));
        }
        int first = numbers.stream().mapToInt(Integer::intValue).min().orElse(0);
        int last = numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
        double since = step.since().toNanos() / NANOS_PER_SECOND;
        double each = step.time().toNanos() / NANOS_PER_SECOND / Math.max(1, last - first);
        List<Double> seconds = numbers.stream().map(n -> since + (n - first) * each).toList();
        return new PingTimes(target.group(1), seconds, millis);
    }
}
