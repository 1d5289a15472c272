package io.airloom.lab;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Orders as control messages (`op: set`):
///
/// | `order` | members |
/// | --- | --- |
/// | `link` | `from`, `to`, `bothWays` (`true`), and of these what changes: `up` (`true`, `false`), `loss` (0 … 1), `signalDbm` |
/// | `power` | `node`, `dbm` |
/// | `delay` | `nanos` |
/// | `reset` | |
final class OrderMessage {
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
                String up = message.text("up");
                String loss = message.text("loss");
                String signal = message.text("signalDbm");
                yield new AirOrder.Link(
                        message.text("from"),
                        message.text("to"),
                        message.text("bothWays").equals("true"),
                        up.isEmpty() ? null : up.equals("true"),
                        loss.isEmpty() ? null : Double.valueOf(loss),
                        signal.isEmpty() ? null : Integer.valueOf(signal));
            }
            case "power" ->
                    new AirOrder.Power(message.text("node"), Integer.parseInt(message.text("dbm")));
            case "delay" -> new AirOrder.Delay(Duration.ofNanos(message.number("nanos", -1)));
            case "reset" -> new AirOrder.Reset();
            default -> throw new IllegalArgumentException("order=" + message.text("order"));
        };
    }
}
