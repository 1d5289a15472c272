package io.airloom.report;

import io.airloom.ieee80211.MacAddress;
import io.airloom.lab.StepResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Round trips that a step's `ping` has measured, and when its requests were sent.
///
/// Ping does not tell the times. The capture knows them, if it is clear which frames are its
/// requests: unicast data frames of the step's node to one address, all as long as ping's messages
/// are (whatever the cipher adds), in the time of the step, and exactly as many as ping says that
/// it has sent. If not, nothing is known but the step in which they were.
///
/// @param target as ping was given it
/// @param replies that came, in the order in which ping wrote of them
record PingTimes(String target, List<Reply> replies) {
    /// An answer.
    ///
    /// @param seconds since the lab was started, at which its request was sent; null if that is not
    ///   known
    record Reply(@Nullable Double seconds, double millis) {}

    private static final PingTimes NONE = new PingTimes("", List.of());
    private static final int MAX_REPLIES = 2_000;
    private static final long NANOS_PER_MICRO = 1_000;

    /// A step's times are of another clock than frames', and that one is read in milliseconds.
    private static final long SLACK_MICROS = 5_000;

    /// LLC and SNAP, and ICMP's header.
    private static final int HEADERS = 8 + 8;

    private static final int IPV4 = 20;
    private static final int IPV6 = 40;

    /// The most that ciphers (GCMP: 24 octets) and meshes (18) add to a body.
    private static final int MAX_ADDED = 42;

    private static final Pattern PING =
            Pattern.compile(
                    "(?m)^PING ([0-9A-Za-z.:_-]{1,64})(?:(?: ?\\(([0-9A-Fa-f.:]{1,45})\\))?"
                            + "[^\\n]{0,80}? ([0-9]{1,5})(?:\\([0-9]{1,5}\\))?(?: data)? bytes)?");
    private static final Pattern REPLY =
            Pattern.compile(
                    "(icmp_)?seq=([0-9]{1,7}) [^\\n]{0,40}?time[=<]([0-9]{1,7}(?:\\.[0-9]{1,6})?) ?ms");
    private static final Pattern SENT = Pattern.compile("(?m)^([0-9]{1,7}) packets transmitted, ");

    PingTimes {
        replies = List.copyOf(replies);
    }

    /// Reads what iputils' or busybox' ping has written; empty if the step has none of it.
    ///
    /// @param frames in which to look for its requests; null if there are none
    static PingTimes of(StepResult step, @Nullable CapturedFrames frames) {
        List<MatchResult> pings = PING.matcher(step.output()).results().limit(2).toList();
        if (pings.isEmpty()) {
            return NONE;
        }
        MatchResult ping = pings.getFirst();
        Matcher sent = SENT.matcher(step.output());
        // Of several pings in one step nobody can tell which frames are whose.
        List<Double> times =
                frames == null || pings.size() > 1 || ping.group(3) == null || !sent.find()
                        ? List.of()
                        : requests(step, frames, ping, Integer.parseInt(sent.group(1)));
        List<Reply> replies = new ArrayList<>();
        Matcher reply = REPLY.matcher(step.output());
        while (reply.find() && replies.size() < MAX_REPLIES) {
            // Busybox counts from 0.
            int place = Integer.parseInt(reply.group(2)) - (reply.group(1) == null ? 0 : 1);
            boolean known = place >= 0 && place < times.size();
            replies.add(
                    new Reply(known ? times.get(place) : null, Double.parseDouble(reply.group(3))));
        }
        return new PingTimes(ping.group(1), replies);
    }

    /// When its requests were sent, in seconds; empty if it is not clear which these are.
    private static List<Double> requests(
            StepResult step, CapturedFrames frames, MatchResult ping, int count) {
        int node = frames.nodes().indexOf(step.node());
        boolean isIpv6 =
                String.valueOf(ping.group(2)).indexOf(':') >= 0 || ping.group(1).indexOf(':') >= 0;
        int least = Integer.parseInt(ping.group(3)) + HEADERS + (isIpv6 ? IPV6 : IPV4);
        long begin = step.since().toNanos() / NANOS_PER_MICRO - SLACK_MICROS;
        long end = begin + step.time().toNanos() / NANOS_PER_MICRO + 2 * SLACK_MICROS;
        Map<Flow, List<Double>> flows = new HashMap<>();
        for (int i = frames.firstAt(begin); i < frames.size() && frames.micros(i) <= end; i++) {
            int added = frames.body(i) - least;
            long to = frames.destination(i);
            if (frames.node(i) == node
                    && to != MacAddress.NONE
                    && added >= 0
                    && added <= MAX_ADDED) {
                flows.computeIfAbsent(new Flow(to, added), _ -> new ArrayList<>())
                        .add(frames.micros(i) / 1e6);
            }
        }
        List<List<Double>> fitting =
                flows.values().stream().filter(times -> times.size() == count).toList();
        return fitting.size() == 1 ? fitting.getFirst() : List.of();
    }

    /// Frames that may be requests of one ping.
    ///
    /// @param added octets that their bodies have more than ping's message
    private record Flow(long to, int added) {}
}
