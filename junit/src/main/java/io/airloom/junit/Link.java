package io.airloom.junit;

import io.airloom.topology.AirOrder;

/// How two nodes hear each other. Each method acts at once, and what it does not speak of stays.
public final class Link {
    private final Air air;
    private final String from;
    private final String to;
    private final boolean bothWays;

    Link(Air air, String from, String to, boolean bothWays) {
        this.air = air;
        this.from = from;
        this.to = to;
        this.bothWays = bothWays;
    }

    /// The same for what the first node sends only.
    public Link oneWay() {
        return new Link(air, from, to, false);
    }

    /// They do not hear each other.
    public Link down() {
        return order(new AirOrder.Link(from, to, bothWays, false, null, null), "down");
    }

    /// They hear each other.
    public Link up() {
        return order(new AirOrder.Link(from, to, bothWays, true, null, null), "up");
    }

    /// How many of a frame's tries are lost: 0 none, 1 all. A unicast frame is tried several times,
    /// and its acknowledgement may be lost, too.
    ///
    /// @throws IllegalArgumentException if it is not 0 … 1
    public Link loss(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("loss=" + share + " is not 0 … 1");
        }
        return order(
                new AirOrder.Link(from, to, bothWays, null, share, null),
                "loss " + Math.round(share * 1000) / 10.0 + " %");
    }

    /// With how many dBm they hear each other, −110 … −1. What is weaker than −92 is not heard.
    ///
    /// @throws IllegalArgumentException if it is not in that range
    public Link signal(int dbm) {
        if (dbm < -110 || dbm > -1) {
            throw new IllegalArgumentException("signal=" + dbm + " is not -110 … -1 dBm");
        }
        return order(
                new AirOrder.Link(from, to, bothWays, null, null, dbm), "signal " + dbm + " dBm");
    }

    private Link order(AirOrder order, String what) {
        air.order(order, from + (bothWays ? " ↔ " : " → ") + to + " " + what);
        return this;
    }

    @Override
    public String toString() {
        return from + (bothWays ? " ↔ " : " → ") + to;
    }
}
