package io.airloom.lab;

import io.airloom.medium.ChannelUse;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/// Lists of how frequencies were used: added up, as lines of a control message, as JSON.
final class ChannelUses {
    private static final int NUMBERS = 4;

    private ChannelUses() {}

    /// What two airs, one after the other, have done with each frequency.
    static List<ChannelUse> sum(List<ChannelUse> before, List<ChannelUse> after) {
        SequencedMap<Integer, ChannelUse> all = new TreeMap<>();
        before.forEach(use -> all.put(use.freqMhz(), use));
        after.forEach(use -> all.merge(use.freqMhz(), use, ChannelUses::sum));
        return List.copyOf(all.values());
    }

    private static ChannelUse sum(ChannelUse a, ChannelUse b) {
        return new ChannelUse(
                a.freqMhz(),
                a.busyNanos() + b.busyNanos(),
                a.tries() + b.tries(),
                a.collisions() + b.collisions());
    }

    /// A line for each: `MHZ NANOSECONDS TRIES COLLISIONS`.
    static List<String> texts(List<ChannelUse> uses) {
        return uses.stream()
                .map(use ->
                        "%d %d %d %d"
                                .formatted(
                                        use.freqMhz(),
                                        use.busyNanos(),
                                        use.tries(),
                                        use.collisions()))
                .toList();
    }

    /// Reads those lines.
    ///
    /// @throws IllegalArgumentException if they are none
    static List<ChannelUse> of(List<String> texts) {
        List<ChannelUse> uses = new ArrayList<>();
        for (String text : texts) {
            String[] words = text.split(" ", -1);
            if (words.length != NUMBERS) {
                throw new IllegalArgumentException("channel=" + text);
            }
            uses.add(
                    new ChannelUse(
                            Integer.parseInt(words[0]),
                            Long.parseLong(words[1]),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3])));
        }
        return uses;
    }

    /// Writes them as the member `channels`; nothing if there are none.
    static void write(JsonGenerator json, List<ChannelUse> uses) {
        if (uses.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("channels");
        for (ChannelUse use : uses) {
            json.writeStartObject();
            json.writeNumberProperty("freqMhz", use.freqMhz());
            json.writeNumberProperty("busyNanos", use.busyNanos());
            json.writeNumberProperty("tries", use.tries());
            json.writeNumberProperty("collisions", use.collisions());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
