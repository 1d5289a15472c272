package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.TimeText;
import io.airloom.image.YamlMap;
import io.airloom.image.YamlValue;
import io.airloom.medium.Air;
import io.airloom.medium.ChannelModel;
import io.airloom.medium.ChannelSettings;
import io.airloom.medium.IdealPropagation;
import io.airloom.medium.Propagation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the air of a lab is to be: what a topology says in `air`.
///
/// @param delay how long frames are on their way
/// @param seed of what chance decides, such as which frames a bad link loses; 0 to [#MAX_SEED]
/// @param channel on which signals fall with distance and tries take time; null if everybody hears
///   everybody
public record AirSpec(Duration delay, long seed, @Nullable ChannelSettings channel) {
    /// Fifteen digits: programs that read JSON may take numbers for floating point.
    public static final long MAX_SEED = 999_999_999_999_999L;

    /// Of topologies that do not say.
    static final AirSpec USUAL = new AirSpec(Duration.ZERO, Air.USUAL_SEED, null);

    private static final List<String> KEYS =
            Stream.concat(Stream.of("delay", "seed"), ChannelParser.KEYS.stream()).toList();

    public AirSpec {
        if (seed < 0 || seed > MAX_SEED) {
            throw new IllegalArgumentException("seed=" + seed);
        }
    }

    /// The number that a text is as a seed; null if it is none.
    public static @Nullable Long seed(String text) {
        return text.matches("[0-9]{1,15}") ? Long.valueOf(text) : null;
    }

    /// What people who wrote something else are told.
    public static String badSeed(String text) {
        return "must be a whole number of at most 15 digits, not " + Printable.quoted(text);
    }

    /// Reads the section; none is the usual.
    ///
    /// @param nodes the file's, which may have positions
    /// @param radios of the same nodes
    static AirSpec of(
            @Nullable YamlValue value, @Nullable YamlValue nodes, Map<String, NodeSpec> radios) {
        YamlMap map = value == null ? null : value.map("");
        ChannelSettings channel = ChannelParser.channel(map, nodes, radios);
        if (map == null) {
            return USUAL;
        }
        map.allowOnly(KEYS);
        return new AirSpec(delay(map.value("delay")), seed(map.value("seed")), channel);
    }

    private static Duration delay(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return USUAL.delay;
        }
        Duration delay = TimeText.parse(text);
        if (delay == null || delay.compareTo(Air.MAX_DELAY) > 0) {
            value.problem(
                    "must be a time such as 300ms or 1.5s, at most 10s, not "
                            + Printable.quoted(text));
            return USUAL.delay;
        }
        return delay;
    }

    private static long seed(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return USUAL.seed;
        }
        Long seed = seed(text);
        if (seed == null) {
            value.problem(badSeed(text));
        }
        return seed == null ? USUAL.seed : seed;
    }

    AirSpec withSeed(long other) {
        return new AirSpec(delay, other, channel);
    }

    /// Who hears whom on it at first. A new one each time.
    public Propagation propagation() {
        return channel == null ? new IdealPropagation() : new ChannelModel(channel);
    }
}
