package io.airloom.topology;

import io.airloom.image.Printable;
import io.airloom.image.Suggestion;
import io.airloom.image.TimeText;
import io.airloom.medium.Air;
import io.airloom.medium.Position;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Orders for an air as people write them.
///
/// ```
/// link ap1 sta1 down             they do not hear each other
/// link ap1 sta1 up loss=30%      they do, and three of ten tries are lost
/// link ap1 sta1 signal=-70 --one-way
/// power ap1 10                   dBm
/// position sta1 10 0             metres, on an air with model: channel
/// delay 20ms
/// reset                          as it was at the beginning
/// ```
public final class AirOrders {
    /// The first words of orders.
    static final List<String> WORDS = List.of("link", "power", "position", "delay", "reset");

    static final int MIN_SIGNAL_DBM = -110;
    static final int MAX_SIGNAL_DBM = -1;
    static final int MIN_POWER_DBM = 0;
    static final int MAX_POWER_DBM = 30;

    private static final String ONE_WAY = "--one-way";
    private static final List<String> LINK_WORDS =
            List.of("up", "down", "loss=30%", "signal=-70", ONE_WAY);
    private static final Pattern LOSS = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)\\s*%");

    private AirOrders() {}

    /// Reads one from its words. Whether the nodes are there, the air says.
    ///
    /// @throws IllegalArgumentException if it is none; the message says why
    public static AirOrder parse(List<String> words) {
        String first = words.isEmpty() ? "" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (first) {
            case "link" -> link(rest);
            case "power" -> {
                if (rest.size() != 2) {
                    throw new IllegalArgumentException("power wants a node and dBm: power ap1 10");
                }
                yield new AirOrder.Power(rest.get(0), power(rest.get(1)));
            }
            case "position" -> {
                if (rest.size() < 2 || rest.size() > 4) {
                    throw new IllegalArgumentException(
                            "position wants a node and metres: position sta1 10 0");
                }
                String metres = String.join(",", rest.subList(1, rest.size()));
                yield new AirOrder.Move(rest.getFirst(), Positions.parse(metres));
            }
            case "delay" -> {
                if (rest.size() != 1) {
                    throw new IllegalArgumentException("delay wants a time: delay 20ms");
                }
                yield new AirOrder.Delay(delay(rest.getFirst()));
            }
            case "reset" -> {
                if (!rest.isEmpty()) {
                    throw new IllegalArgumentException("reset stands alone");
                }
                yield new AirOrder.Reset();
            }
            case "" -> throw new IllegalArgumentException("is empty; known: " + known());
            default ->
                    throw new IllegalArgumentException(
                            "unknown order "
                                    + Printable.quoted(first)
                                    + Suggestion.after(first, WORDS));
        };
    }

    private static String known() {
        return String.join(", ", WORDS);
    }

    private static AirOrder.Link link(List<String> words) {
        if (words.size() < 3) {
            throw new IllegalArgumentException(
                    "link wants two nodes and what is to be: link ap1 sta1 loss=30%");
        }
        Boolean up = null;
        Double loss = null;
        Integer signal = null;
        boolean bothWays = true;
        for (String word : words.subList(2, words.size())) {
            int equals = word.indexOf('=');
            String value = word.substring(equals + 1);
            switch (equals < 0 ? word : word.substring(0, equals + 1)) {
                case "up" -> up = true;
                case "down" -> up = false;
                case "loss=" -> loss = loss(value);
                case "signal=" -> signal = signal(value);
                case ONE_WAY -> bothWays = false;
                default ->
                        throw new IllegalArgumentException(
                                "of a link, "
                                        + Printable.quoted(word)
                                        + " cannot be said"
                                        + Suggestion.after(word, LINK_WORDS));
            }
        }
        return link(words.get(0), words.get(1), bothWays, up, loss, signal);
    }

    /// Checks what only the whole order tells.
    static AirOrder.Link link(
            String from,
            String to,
            boolean bothWays,
            @Nullable Boolean up,
            @Nullable Double loss,
            @Nullable Integer signal) {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a link is between two nodes, not one");
        }
        if (up == null && loss == null && signal == null) {
            throw new IllegalArgumentException(
                    "says nothing of the link; known: " + String.join(", ", LINK_WORDS));
        }
        return new AirOrder.Link(from, to, bothWays, up, loss, signal);
    }

    /// A share of tries: `30%`.
    static double loss(String text) {
        Matcher matcher = LOSS.matcher(text);
        double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : -1;
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(
                    "a loss is 0% to 100% of the tries, not " + Printable.quoted(text));
        }
        return percent / 100;
    }

    static int signal(String text) {
        return dbm("a signal", text, MIN_SIGNAL_DBM, MAX_SIGNAL_DBM);
    }

    static int power(String text) {
        return dbm("a power", text, MIN_POWER_DBM, MAX_POWER_DBM);
    }

    private static int dbm(String what, String text, int least, int most) {
        Matcher matcher = Pattern.compile("([+-]?\\d{1,3})(?:\\s*dBm)?").matcher(text);
        int dbm = matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
        if (dbm < least || dbm > most) {
            throw new IllegalArgumentException(
                    "%s has %d to %d dBm, not %s"
                            .formatted(what, least, most, Printable.quoted(text)));
        }
        return dbm;
    }

    static Duration delay(String text) {
        Duration delay = TimeText.parse(text);
        if (delay == null || delay.compareTo(Air.MAX_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "a delay is a time such as 20ms or 1.5s, at most 10s, not "
                            + Printable.quoted(text));
        }
        return delay;
    }

    /// An order in the words that make it.
    public static String text(AirOrder order) {
        return switch (order) {
            case AirOrder.Power(String node, int dbm) -> "power " + node + " " + dbm;
            case AirOrder.Move(String node, Position position) ->
                    "position " + node + " " + Positions.text(position).replace(',', ' ');
            case AirOrder.Delay(Duration delay) -> "delay " + delay.toMillis() + "ms";
            case AirOrder.Reset _ -> "reset";
            case AirOrder.Link link -> {
                StringBuilder text = new StringBuilder("link " + link.from() + " " + link.to());
                if (link.up() != null) {
                    text.append(link.up() ? " up" : " down");
                }
                if (link.loss() != null) {
                    String percent = String.format(Locale.ROOT, "%.3f", link.loss() * 100);
                    text.append(" loss=").append(percent.replaceAll("\\.?0+$", "")).append('%');
                }
                if (link.signalDbm() != null) {
                    text.append(" signal=").append(link.signalDbm());
                }
                yield text.append(link.bothWays() ? "" : " " + ONE_WAY).toString();
            }
        };
    }
}
