package io.airloom.lab;

import io.airloom.image.Printable;
import io.airloom.medium.Position;
import io.airloom.topology.AirOrder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Orders as control messages (`op: set`):
///
/// | `order` | members |
/// | --- | --- |
/// | `link` | `from`, `to`, `bothWays` (`true`), and of these what changes: `up` (`true`, `false`), `loss` (0 … 1), `signalDbm` |
/// | `power` | `node`, `dbm` |
/// | `position` | `node`, `x`, `y`, `z`, in metres |
/// | `delay` | `nanos` |
/// | `reset` | |
final class OrderMessage {
    private static final int MAX_WHOLE = 1000;

    private OrderMessage() {}

    /// An order as a message.
    static ControlMessage of(AirOrder order) {
        return switch (order) {
            case AirOrder.Link link ->
                    ControlMessage.of(
                            "op", "set",
                            "order", "link",
                            "from", link.from(),
                            "to", link.to(),
                            "bothWays", String.valueOf(link.bothWays()),
                            "up", text(link.up()),
                            "loss", text(link.loss()),
                            "signalDbm", text(link.signalDbm()));
            case AirOrder.Power(String node, int dbm) ->
                    ControlMessage.of(
                            "op", "set", "order", "power", "node", node, "dbm", text(dbm));
            case AirOrder.Move(String node, Position at) ->
                    ControlMessage.of(
                            "op",
                            "set",
                            "order",
                            "position",
                            "node",
                            node,
                            "x",
                            text(at.x()),
                            "y",
                            text(at.y()),
                            "z",
                            text(at.z()));
            case AirOrder.Delay(Duration delay) ->
                    ControlMessage.of(
                            "op", "set", "order", "delay", "nanos", text(delay.toNanos()));
            case AirOrder.Reset _ -> ControlMessage.of("op", "set", "order", "reset");
        };
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /// The order that a message is.
    ///
    /// @throws IllegalArgumentException if it is none
    static AirOrder parse(ControlMessage message) {
        return switch (message.text("order")) {
            case "link" -> {
                boolean hasLoss = !message.text("loss").isEmpty();
                boolean hasSignal = !message.text("signalDbm").isEmpty();
                yield new AirOrder.Link(
                        message.text("from"),
                        message.text("to"),
                        Boolean.TRUE.equals(truth(message, "bothWays")),
                        truth(message, "up"),
                        hasLoss ? number(message, "loss") : null,
                        hasSignal ? whole(message, "signalDbm") : null);
            }
            case "power" -> new AirOrder.Power(message.text("node"), whole(message, "dbm"));
            case "position" ->
                    new AirOrder.Move(
                            message.text("node"),
                            new Position(
                                    number(message, "x"),
                                    number(message, "y"),
                                    number(message, "z")));
            case "delay" -> new AirOrder.Delay(Duration.ofNanos(message.number("nanos", -1)));
            case "reset" -> new AirOrder.Reset();
            default -> throw new IllegalArgumentException("order=" + message.text("order"));
        };
    }

    /// Null if it is not said.
    private static @Nullable Boolean truth(ControlMessage message, String key) {
        return switch (message.text(key)) {
            case "" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(message, key, "true or false");
        };
    }

    private static int whole(ControlMessage message, String key) {
        double number = number(message, key);
        if (number != Math.rint(number) || Math.abs(number) > MAX_WHOLE) {
            throw wrong(message, key, "a whole number of dBm");
        }
        return (int) number;
    }

    private static double number(ControlMessage message, String key) {
        try {
            return Double.parseDouble(message.text(key));
        } catch (NumberFormatException e) {
            throw wrong(message, key, "a number");
        }
    }

    private static IllegalArgumentException wrong(ControlMessage message, String key, String what) {
        return new IllegalArgumentException(
                key + " must be " + what + ", not " + Printable.quoted(message.text(key)));
    }
}
