package io.airloom.lab;

import io.airloom.medium.ChannelUse;
import io.airloom.medium.Durations;
import io.airloom.remote.AgentReport;
import io.airloom.remote.Agents;
import io.airloom.remote.Hop;
import io.airloom.vhost.AirThread;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// How long frames take on an air, hop by hop, and what is known of the clocks of its guests.
///
/// @param medium of the frames of all guests, whatever carries them
/// @param guests that have an agent
public record AirTimes(Durations.Summary medium, List<Guest> guests) {
    /// Of an air of which nothing is known.
    public static final AirTimes NONE = new AirTimes(Durations.Summary.NONE, List.of());

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final int NUMBERS_OF_SUMMARY = 7;
    private static final int NUMBERS_OF_CLOCK = 4;

    /// Drifts are written in thousandths of a millionth.
    private static final double PPB = 1000;

    public AirTimes {
        guests = List.copyOf(guests);
    }

    /// A guest with an agent.
    ///
    /// @param clock null if nothing is known of it yet
    public record Guest(String name, @Nullable Clock clock, Map<Hop, Durations.Summary> hops) {
        public Guest {
            hops = Map.copyOf(hops);
        }
    }

    /// A guest's clock: the host's minus the guest's, how much quicker the host's goes, and how far
    /// both may be off, either way.
    public record Clock(
            long offsetNanos, long uncertaintyNanos, double driftPpm, double driftUncertaintyPpm) {}

    /// Of a running air.
    ///
    /// @param agents of it; null if there is no way in for them
    public static AirTimes of(AirThread air, @Nullable Agents agents) {
        List<AgentReport> reports = agents == null ? List.of() : air.call(agents::reports);
        return new AirTimes(
                air.latency().summary(), reports.stream().map(AirTimes::guest).toList());
    }

    private static Guest guest(AgentReport report) {
        Clock clock =
                report.clockKnown()
                        ? new Clock(
                                report.offsetNanos(),
                                report.uncertaintyNanos(),
                                report.driftPpm(),
                                report.driftUncertaintyPpm())
                        : null;
        return new Guest(report.agent().name(), clock, report.hops());
    }

    /// What was known at the end, when the air is gone.
    public boolean isEmpty() {
        return guests.isEmpty() && medium.count() == 0;
    }

    /// As a control message: a line for each guest, numbers between blanks, its name last.
    ControlMessage message() {
        List<String> lines = new ArrayList<>();
        for (Guest guest : guests) {
            List<String> words = new ArrayList<>();
            Clock clock = guest.clock();
            words.add(clock == null ? "- - - -" : numbers(clock));
            for (Hop hop : Hop.values()) {
                words.add(numbers(guest.hops().getOrDefault(hop, Durations.Summary.NONE)));
            }
            words.add(guest.name());
            lines.add(String.join(" ", words));
        }
        return ControlMessage.of("medium", numbers(medium), "guests", lines);
    }

    private static String numbers(Durations.Summary s) {
        return "%d %d %d %d %d %d %d"
                .formatted(
                        s.count(),
                        s.minNanos(),
                        s.meanNanos(),
                        s.p50Nanos(),
                        s.p90Nanos(),
                        s.p99Nanos(),
                        s.maxNanos());
    }

    private static String numbers(Clock clock) {
        return "%d %d %d %d"
                .formatted(
                        clock.offsetNanos(),
                        clock.uncertaintyNanos(),
                        Math.round(clock.driftPpm() * PPB),
                        Math.round(clock.driftUncertaintyPpm() * PPB));
    }

    /// Reads one. What is not as it should be is left out.
    static AirTimes of(ControlMessage message) {
        List<Guest> guests = new ArrayList<>();
        for (String line : message.texts("guests")) {
            Guest guest = guest(line);
            if (guest != null) {
                guests.add(guest);
            }
        }
        return new AirTimes(summary(message.text("medium").split(" ", -1), 0), guests);
    }

    private static @Nullable Guest guest(String line) {
        int numbers = NUMBERS_OF_CLOCK + Hop.values().length * NUMBERS_OF_SUMMARY;
        String[] words = line.split(" ", numbers + 1);
        if (words.length <= numbers) {
            return null;
        }
        Clock clock =
                words[0].equals("-")
                        ? null
                        : new Clock(
                                number(words[0]),
                                number(words[1]),
                                number(words[2]) / PPB,
                                number(words[3]) / PPB);
        Map<Hop, Durations.Summary> hops = new EnumMap<>(Hop.class);
        int at = NUMBERS_OF_CLOCK;
        for (Hop hop : Hop.values()) {
            hops.put(hop, summary(words, at));
            at += NUMBERS_OF_SUMMARY;
        }
        return new Guest(words[numbers], clock, hops);
    }

    private static Durations.Summary summary(String[] words, int from) {
        if (words.length < from + NUMBERS_OF_SUMMARY) {
            return Durations.Summary.NONE;
        }
        long[] n =
                Arrays.stream(words, from, from + NUMBERS_OF_SUMMARY)
                        .mapToLong(AirTimes::number)
                        .toArray();
        return new Durations.Summary(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }

    private static long number(String word) {
        return word.matches("-?\\d{1,18}") ? Long.parseLong(word) : 0;
    }

    /// For programs: one object, times in nanoseconds.
    ///
    /// @param channels of the same air
    public String json(List<ChannelUse> channels) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            write(json, "medium", medium);
            json.writeArrayPropertyStart("guests");
            guests.forEach(guest -> write(json, guest));
            json.writeEndArray();
            ChannelUses.write(json, channels);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Guest guest) {
        json.writeStartObject();
        json.writeStringProperty("name", guest.name());
        Clock clock = guest.clock();
        if (clock != null) {
            json.writeObjectPropertyStart("clock");
            json.writeNumberProperty("offsetNanos", clock.offsetNanos());
            json.writeNumberProperty("uncertaintyNanos", clock.uncertaintyNanos());
            json.writeNumberProperty("driftPpm", rounded(clock.driftPpm()));
            json.writeNumberProperty("driftUncertaintyPpm", rounded(clock.driftUncertaintyPpm()));
            json.writeEndObject();
        }
        json.writeObjectPropertyStart("hops");
        for (Hop hop : Hop.values()) {
            write(json, hop.text(), guest.hops().getOrDefault(hop, Durations.Summary.NONE));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static double rounded(double ppm) {
        return Math.round(ppm * PPB) / PPB;
    }

    private static void write(JsonGenerator json, String name, Durations.Summary summary) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", summary.count());
        json.writeNumberProperty("minNanos", summary.minNanos());
        json.writeNumberProperty("meanNanos", summary.meanNanos());
        json.writeNumberProperty("p50Nanos", summary.p50Nanos());
        json.writeNumberProperty("p90Nanos", summary.p90Nanos());
        json.writeNumberProperty("p99Nanos", summary.p99Nanos());
        json.writeNumberProperty("maxNanos", summary.maxNanos());
        json.writeEndObject();
    }
}
