package io.airloom.topology;

import io.airloom.medium.Air;
import io.airloom.medium.Links;
import io.airloom.medium.Position;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change of an air that runs. What is no such thing is refused with [IllegalArgumentException].
public sealed interface AirOrder {
    /// The nodes that it names.
    default List<String> nodes() {
        return switch (this) {
            case Link link -> List.of(link.from, link.to);
            case Power power -> List.of(power.node);
            case Move move -> List.of(move.node);
            case Delay _, Reset _ -> List.of();
        };
    }

    /// How two nodes hear each other. What is null stays as it is.
    ///
    /// @param from a node
    /// @param to another node
    /// @param bothWays the same for what `to` sends
    /// @param up whether they hear each other at all
    /// @param loss of each try of a frame, 0 … 1
    /// @param signalDbm at which `to` hears `from`, −110 … −1
    record Link(
            String from,
            String to,
            boolean bothWays,
            @Nullable Boolean up,
            @Nullable Double loss,
            @Nullable Integer signalDbm)
            implements AirOrder {
        public Link {
            check(isName(from), "from", from);
            check(isName(to) && !to.equals(from), "to", to);
            check(loss == null || (loss >= 0 && loss <= 1), "loss", loss);
            check(
                    signalDbm == null
                            || (signalDbm >= Links.MIN_SIGNAL_DBM
                                    && signalDbm <= Links.MAX_SIGNAL_DBM),
                    "signalDbm",
                    signalDbm);
        }
    }

    /// With how much power a node sends, in dBm, −60 … 60; 20 at first, which is heard at −30 dBm.
    record Power(String node, int dbm) implements AirOrder {
        public Power {
            check(isName(node), "node", node);
            check(dbm >= -Links.MAX_POWER_DBM && dbm <= Links.MAX_POWER_DBM, "dbm", dbm);
        }
    }

    /// Where a node is from now on, on an air that knows places.
    record Move(String node, Position position) implements AirOrder {
        public Move {
            check(isName(node), "node", node);
        }
    }

    /// How long frames are on their way from now on, at most [Air#MAX_DELAY].
    record Delay(Duration delay) implements AirOrder {
        public Delay {
            check(!delay.isNegative() && delay.compareTo(Air.MAX_DELAY) <= 0, "delay", delay);
        }
    }

    /// Back to the beginning: all links up, without loss and with the usual signal, all nodes with
    /// the usual power, the delay and the positions of the topology.
    record Reset() implements AirOrder {}

    private static boolean isName(String node) {
        return !node.isBlank() && node.length() <= 255;
    }

    private static void check(boolean good, String what, @Nullable Object value) {
        if (!good) {
            throw new IllegalArgumentException(what + "=" + value);
        }
    }
}
