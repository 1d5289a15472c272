package io.airloom.junit;

import io.airloom.lab.AirSnapshot;
import io.airloom.medium.Position;
import io.airloom.topology.AirOrder;
import java.time.Duration;

/// What the frames of the lab go through. What is ordered here holds until the test method ends.
/// Any thread.
public final class Air {
    private final LabRun run;

    Air(LabRun run) {
        this.run = run;
    }

    /// The frames since this test method began.
    public Frames frames() {
        return new Frames(run, run.since());
    }

    /// How two nodes hear each other.
    public Link link(Node one, Node other) {
        return new Link(this, one.name(), other.name(), true);
    }

    /// How two nodes hear each other, by their names.
    ///
    /// @throws IllegalArgumentException if there is no such node
    public Link link(String one, String other) {
        return link(run.handle().node(one), run.handle().node(other));
    }

    /// How long frames are on their way.
    ///
    /// @param delay at most ten seconds
    public Air delay(Duration delay) {
        order(new AirOrder.Delay(delay), "delay " + delay.toMillis() + " ms");
        return this;
    }

    /// With how much power a node sends, in dBm; 20 at first, which is heard at −30 dBm.
    public Air power(Node node, int dbm) {
        order(new AirOrder.Power(node.name(), dbm), "power " + node.name() + " " + dbm + " dBm");
        return this;
    }

    /// Where a node is, in metres, on an air with `model: channel`.
    public Air position(Node node, double x, double y) {
        order(
                new AirOrder.Move(node.name(), new Position(x, y, 0)),
                "position " + node.name() + " " + x + ", " + y);
        return this;
    }

    /// All links up, without loss, with the usual power, and the topology's delay and positions.
    /// Done by itself after each test method.
    public Air reset() {
        order(new AirOrder.Reset(), "reset");
        return this;
    }

    /// What it has carried since the lab was started, and its links.
    public AirSnapshot snapshot() {
        return run.lab().live().snapshot();
    }

    void order(AirOrder order, String title) {
        long began = System.nanoTime();
        run.lab().live().set(order);
        run.journal().add("lab", "air: " + title, began, "", null);
    }
}
