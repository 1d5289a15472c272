package io.airloom.lab;

import io.airloom.medium.Air;
import io.airloom.medium.Links;
import io.airloom.medium.Position;
import io.airloom.topology.AirOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What has been ordered of an air, for another one that takes its place. Not for several threads.
final class OrderBook {
    private final Links links = new Links(Air.USUAL_SEED);
    private final SequencedMap<String, Position> moves = new LinkedHashMap<>();
    private @Nullable Duration delay;

    /// Takes note of an order.
    void note(AirOrder order) {
        AirDesk.apply(order, links);
        switch (order) {
            case AirOrder.Delay(Duration time) -> delay = time;
            case AirOrder.Move(String node, Position position) -> moves.put(node, position);
            case AirOrder.Reset _ -> {
                delay = null;
                moves.clear();
            }
            case AirOrder.Link _, AirOrder.Power _ -> {}
        }
    }

    /// Orders that make a new air what the old one was. Powers come first: the signals that are
    /// ordered are those with the powers of now.
    List<AirOrder> orders() {
        List<AirOrder> orders = new ArrayList<>();
        links.powers().forEach((node, dbm) -> orders.add(new AirOrder.Power(node, dbm)));
        for (Links.Order link : links.orders()) {
            orders.add(
                    new AirOrder.Link(
                            link.from(),
                            link.to(),
                            false,
                            link.up(),
                            link.loss(),
                            link.signalDbm()));
        }
        moves.forEach((node, position) -> orders.add(new AirOrder.Move(node, position)));
        if (delay != null) {
            orders.add(new AirOrder.Delay(delay));
        }
        return orders;
    }
}
