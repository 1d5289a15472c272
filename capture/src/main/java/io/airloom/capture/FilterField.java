package io.airloom.capture;

import io.airloom.ieee80211.Channel;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// What a display filter may ask of a frame.
sealed interface FilterField {
    /// Value of a number that a frame does not have.
    long NONE = Long.MIN_VALUE;

    /// How people write it.
    String name();

    /// What it is, for people.
    String meaning();

    /// Something in words.
    ///
    /// @param words all that it may be; empty for anything
    /// @param values what a frame has, often one
    record Text(
            String name,
            String meaning,
            List<String> words,
            Function<FrameFacts, List<String>> values)
            implements FilterField {}

    /// One or more addresses.
    ///
    /// @param values addresses that a frame has, [MacAddress#NONE] among them
    record Address(String name, String meaning, Function<FrameFacts, long[]> values)
            implements FilterField {
        /// Each address of a frame, and its owner's name.
        List<String> texts(FrameFacts facts) {
            List<String> texts = new ArrayList<>();
            for (long address : values.apply(facts)) {
                if (address != MacAddress.NONE) {
                    texts.add(MacAddress.toString(address));
                    String owner = facts.names().nameOf(address);
                    if (owner != null) {
                        texts.add(owner);
                    }
                }
            }
            return texts;
        }
    }

    /// A number.
    ///
    /// @param value [#NONE] if a frame has none
    record Measure(String name, String meaning, ToLongFunction<FrameFacts> value)
            implements FilterField {}

    /// Something that is so or not.
    record Flag(String name, String meaning, Predicate<FrameFacts> value) implements FilterField {}

    /// The field whose values are names of radios.
    Text NODE =
            new Text(
                    "node",
                    "who sent it: the name of its radio",
                    List.of(),
                    facts -> List.of(Printable.text(facts.frame().node())));

    /// All of them by name, in the order in which to explain them.
    SequencedMap<String, FilterField> ALL =
            table(
                    NODE,
                    new Text(
                            "type",
                            "mgmt, ctrl, data or ext",
                            List.of("mgmt", "ctrl", "data", "ext"),
                            FrameFacts::types),
                    new Text(
                            "subtype",
                            "what it is: beacon, probe-req, auth, assoc-req, qos-data, eapol,"
                                    + " eapol-1 to eapol-4, …",
                            FrameFacts.subtypeWords(),
                            FrameFacts::subtypes),
                    new Text(
                            "ssid",
                            "the network that it names (SSID or mesh ID); \"\" is hidden or any",
                            List.of(),
                            FrameFacts::ssids),
                    new Text(
                            "info",
                            "the frame in words, as it is shown",
                            List.of(),
                            facts -> List.of(facts.text())),
                    new Address(
                            "addr",
                            "any of its addresses: a MAC address or a node's name",
                            facts ->
                                    new long[] {
                                        facts.view().receiverAddress(),
                                        facts.view().transmitterAddress(),
                                        facts.view().destinationAddress(),
                                        facts.view().sourceAddress(),
                                        facts.view().bssid()
                                    }),
                    address("sa", "who it is from at first", f -> f.view().sourceAddress()),
                    address("da", "who it is for in the end", f -> f.view().destinationAddress()),
                    address("ta", "who transmits it", f -> f.view().transmitterAddress()),
                    address("ra", "who receives it next", f -> f.view().receiverAddress()),
                    address("bssid", "its network's access point", f -> f.view().bssid()),
                    new Measure(
                            "channel",
                            "channel number",
                            facts -> orNone(Channel.number(facts.frame().freqMhz()))),
                    new Measure(
                            "freq",
                            "centre of its channel in MHz",
                            facts -> orNone(facts.frame().freqMhz())),
                    new Measure("len", "octets without FCS", f -> f.frame().originalLength()),
                    new Measure("tries", "how often it was sent", f -> f.frame().tries()),
                    new Measure(
                            "signal",
                            "dBm at which its acknowledgement was heard",
                            f -> f.frame().acknowledged() ? f.frame().ackSignalDbm() : NONE),
                    new Measure(
                            "drops",
                            "receivers that had no room for it",
                            facts -> facts.frame().drops()),
                    new Flag("acked", "it was acknowledged", facts -> facts.frame().acknowledged()),
                    new Flag(
                            "lost",
                            "an acknowledgement was waited for in vain",
                            facts -> facts.frame().isLost()),
                    new Flag("retry", "its retry bit is set", facts -> facts.view().retry()),
                    new Flag(
                            "protected",
                            "its body is encrypted",
                            facts -> facts.view().protectedFrame()));

    private static FilterField address(
            String name, String meaning, ToLongFunction<FrameFacts> value) {
        return new Address(name, meaning, facts -> new long[] {value.applyAsLong(facts)});
    }

    private static long orNone(int value) {
        return value == 0 ? NONE : value;
    }

    private static SequencedMap<String, FilterField> table(FilterField... fields) {
        SequencedMap<String, FilterField> table = new LinkedHashMap<>();
        Arrays.stream(fields).forEach(field -> table.put(field.name(), field));
        return table;
    }
}
