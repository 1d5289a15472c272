package io.airloom.lab;

import io.airloom.image.EnvironmentException;
import io.airloom.medium.Air;
import io.airloom.medium.Figures;
import io.airloom.medium.Links;
import io.airloom.medium.Position;
import io.airloom.medium.Radio;
import io.airloom.topology.AirOrder;
import io.airloom.vhost.AirThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/// Takes orders for an air of this process, and tells what it has carried. Any thread; waits for
/// the air's.
public final class AirDesk {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final AirThread air;
    private final Duration delay;

    /// For an air that has just begun: what its delay is now, a reset makes it again.
    ///
    /// @throws EnvironmentException if it has ended
    public AirDesk(AirThread air) {
        this.air = air;
        this.delay = with(Air::delay);
    }

    /// Changes the air.
    ///
    /// @throws EnvironmentException if it has ended, or if it has very many orders already
    public void set(AirOrder order) {
        with(on -> {
            switch (order) {
                case AirOrder.Delay(Duration time) -> on.delay(time);
                case AirOrder.Move(String node, Position position) -> move(on, node, position);
                case AirOrder.Reset _ -> {
                    on.delay(delay);
                    on.reset();
                }
                case AirOrder.Link _, AirOrder.Power _ -> apply(order, on.links());
            }
            return order;
        });
    }

    private static void move(Air on, String node, Position position) {
        boolean known;
        try {
            known = on.place(node, position);
        } catch (IllegalStateException e) {
            throw tooMany(e);
        }
        if (!known) {
            throw new EnvironmentException(
                    "on this air everybody hears everybody, wherever they are",
                    "give the topology air: {model: channel} (docs/channel.md)");
        }
    }

    private static EnvironmentException tooMany(IllegalStateException e) {
        return new EnvironmentException(
                "the air has too many orders: " + e.getMessage(), "reset it", e);
    }

    /// Does what an order says of links and powers.
    ///
    /// @throws EnvironmentException if there are very many orders already
    static void apply(AirOrder order, Links links) {
        try {
            switch (order) {
                case AirOrder.Link link -> {
                    apply(link, link.from(), link.to(), links);
                    if (link.bothWays()) {
                        apply(link, link.to(), link.from(), links);
                    }
                }
                case AirOrder.Power power -> links.power(power.node(), power.dbm());
                case AirOrder.Delay _, AirOrder.Move _ -> {}
                case AirOrder.Reset _ -> links.reset();
            }
        } catch (IllegalStateException e) {
            throw tooMany(e);
        }
    }

    private static void apply(AirOrder.Link order, String from, String to, Links links) {
        Boolean up = order.up();
        if (up != null) {
            links.up(from, to, up);
        }
        Double loss = order.loss();
        if (loss != null) {
            links.loss(from, to, loss);
        }
        Integer signal = order.signalDbm();
        if (signal != null) {
            links.signal(from, to, signal);
        }
    }

    /// What the air has carried and how, at this moment.
    ///
    /// @throws EnvironmentException if it has ended
    public AirSnapshot snapshot() {
        AirSnapshot carried =
                with(on -> {
                    List<AirSnapshot.Radio> radios = new ArrayList<>();
                    on.figures().radios().forEach(sent -> radios.add(radio(sent, on.links())));
                    List<AirSnapshot.Link> links = new ArrayList<>();
                    on.figures().links().forEach(link -> links.add(link(link, on.links())));
                    long now = System.currentTimeMillis() * NANOS_PER_MILLI;
                    LabReport.Medium medium = LabReport.Medium.NONE.with(on.channels());
                    return new AirSnapshot(now, medium, LatencyCounts.NONE, radios, links);
                });
        // Reading its histogram is not the air's work: frames would wait for that.
        return new AirSnapshot(
                carried.epochNanos(),
                LabReport.Medium.of(air, carried.channels()),
                LatencyCounts.of(air.latency().counts()),
                carried.radios(),
                carried.links());
    }

    private static AirSnapshot.Radio radio(Figures.Sent sent, Links links) {
        return new AirSnapshot.Radio(
                sent.name(),
                sent.present(),
                sent.freqMhz(),
                sent.total().frames(),
                sent.total().octets(),
                sent.total().lost(),
                sent.total().tries(),
                links.powerDbm(Radio.nodeOf(sent.name())));
    }

    private static AirSnapshot.Link link(Figures.Link link, Links links) {
        String from = Radio.nodeOf(link.from());
        String to = Radio.nodeOf(link.to());
        return new AirSnapshot.Link(
                link.from(),
                link.to(),
                links.signalDbm(from, to, link.modelDbm()),
                link.rateHundredKbps(),
                links.isUp(from, to),
                links.loss(from, to),
                link.total().frames(),
                link.total().octets(),
                link.total().lost(),
                link.total().tries());
    }

    private <T> T with(Function<Air, T> work) {
        try {
            return air.with(work);
        } catch (RejectedExecutionException e) {
            throw new EnvironmentException("the air has ended", "start it again", e);
        }
    }
}
