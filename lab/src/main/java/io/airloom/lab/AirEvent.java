package io.airloom.lab;

import io.airloom.guest.KnownRadio;
import io.airloom.ieee80211.MacAddress;
import io.airloom.vhost.KnownGuest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an air in a process of its own says to the program that started it (`airloom air
/// --events`): a JSON object on a line, whose values are strings or lists of strings. The member
/// `event` has the name of the event, the others are its own.
///
/// | event | members |
/// | --- | --- |
/// | `listening` | |
/// | `ready` | `node`: its driver runs |
/// | `ended` | `node`, `reason`, `violation`: `true` if it broke a rule |
/// | `refused` | `reason`: a connection was turned away |
/// | `carried` | `frames`, `copies`, `drops` (`NAME=COUNT`), `latency` (50 %, 99 %, greatest; µs): since its start, once a second and at the end |
/// | `guests` | `guests`: what [AirThread#recall][io.airloom.vhost.AirThread#recall] wants, a second old at most |
public sealed interface AirEvent {
    record Listening() implements AirEvent {}

    record Ready(String node) implements AirEvent {}

    record Ended(String node, boolean violation, String reason) implements AirEvent {}

    record Refused(String reason) implements AirEvent {}

    record Carried(LabReport.Medium medium) implements AirEvent {}

    record Guests(List<KnownGuest> guests) implements AirEvent {
        public Guests {
            guests = List.copyOf(guests);
        }
    }

    /// This event as a line, without its end.
    default String json() {
        ControlMessage message =
                switch (this) {
                    case Listening _ -> ControlMessage.of("event", "listening");
                    case Ready ready -> ControlMessage.of("event", "ready", "node", ready.node());
                    case Ended ended ->
                            ControlMessage.of(
                                    "event", "ended",
                                    "node", ended.node(),
                                    "violation", String.valueOf(ended.violation()),
                                    "reason", ended.reason());
                    case Refused refused ->
                            ControlMessage.of("event", "refused", "reason", refused.reason());
                    case Carried carried -> carried(carried.medium());
                    case Guests known ->
                            ControlMessage.of(
                                    "event",
                                    "guests",
                                    "guests",
                                    known.guests().stream().flatMap(AirEvent::radios).toList());
                };
        return message.line();
    }

    /// What was carried, as the event of that name.
    static ControlMessage carried(LabReport.Medium medium) {
        List<String> drops = new ArrayList<>();
        medium.drops().forEach((reason, count) -> drops.add(reason + "=" + count));
        LabReport.Latency latency = medium.latency();
        ControlMessage message =
                ControlMessage.of(
                        "event",
                        "carried",
                        "frames",
                        String.valueOf(medium.frames()),
                        "copies",
                        String.valueOf(medium.copies()),
                        "drops",
                        drops,
                        "latency",
                        List.of(
                                String.valueOf(latency.p50Micros()),
                                String.valueOf(latency.p99Micros()),
                                String.valueOf(latency.maxMicros())));
        if (!medium.channels().isEmpty()) {
            message.values().put("channels", ChannelUses.texts(medium.channels()));
        }
        return message;
    }

    /// A radio in a line: `NODE PROCESS KEY MHZ ADDRESS…`.
    private static Stream<String> radios(KnownGuest guest) {
        return guest.radios().stream()
                .map(radio -> {
                    StringBuilder text =
                            new StringBuilder(
                                    "%s %d %s %d"
                                            .formatted(
                                                    guest.node(),
                                                    guest.process(),
                                                    MacAddress.toString(radio.key()),
                                                    radio.freqMhz()));
                    radio.addresses().forEach(a -> text.append(' ').append(MacAddress.toString(a)));
                    return text.toString();
                });
    }

    /// Reads a line; null if it is none of these. Total.
    static @Nullable AirEvent parse(String line) {
        ControlMessage message = ControlMessage.parse(line.getBytes(StandardCharsets.UTF_8));
        return message == null ? null : of(message);
    }

    /// What a message says; null if it is none of these. Total.
    static @Nullable AirEvent of(ControlMessage message) {
        try {
            return switch (message.text("event")) {
                case "listening" -> new Listening();
                case "ready" -> new Ready(message.text("node"));
                case "ended" ->
                        new Ended(
                                message.text("node"),
                                message.text("violation").equals("true"),
                                message.text("reason"));
                case "refused" -> new Refused(message.text("reason"));
                case "carried" -> new Carried(medium(message));
                case "guests" -> new Guests(guests(message.texts("guests")));
                default -> null;
            };
        } catch (IllegalArgumentException e) {
            // A number that is none, an address that is none.
            return null;
        }
    }

    /// What was carried by that event.
    ///
    /// @throws IllegalArgumentException if it does not say so
    static LabReport.Medium medium(ControlMessage message) {
        SequencedMap<String, Long> drops = new LinkedHashMap<>();
        for (String drop : message.texts("drops")) {
            int equals = drop.lastIndexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("drop=" + drop);
            }
            drops.put(drop.substring(0, equals), Long.parseLong(drop.substring(equals + 1)));
        }
        List<Double> micros =
                message.texts("latency").stream().map(Double::valueOf).limit(3).toList();
        if (micros.size() < 3) {
            throw new IllegalArgumentException("latency=" + micros);
        }
        return new LabReport.Medium(
                message.number("frames", 0),
                message.number("copies", 0),
                drops,
                new LabReport.Latency(micros.get(0), micros.get(1), micros.get(2)),
                ChannelUses.of(message.texts("channels")));
    }

    private static List<KnownGuest> guests(List<String> lines) {
        SequencedMap<String, KnownGuest> guests = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words.length < 4) {
                throw new IllegalArgumentException("radio=" + line);
            }
            List<Long> addresses = new ArrayList<>();
            for (int i = 4; i < words.length; i++) {
                addresses.add(MacAddress.parse(words[i]));
            }
            KnownRadio radio =
                    new KnownRadio(
                            MacAddress.parse(words[2]), Integer.parseInt(words[3]), addresses);
            guests.merge(
                    words[0] + " " + words[1],
                    new KnownGuest(words[0], Integer.parseInt(words[1]), List.of(radio)),
                    AirEvent::together);
        }
        return List.copyOf(guests.values());
    }

    private static KnownGuest together(KnownGuest a, KnownGuest b) {
        List<KnownRadio> radios = new ArrayList<>(a.radios());
        radios.addAll(b.radios());
        return new KnownGuest(a.node(), a.process(), radios);
    }
}
