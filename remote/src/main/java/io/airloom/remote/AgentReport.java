package io.airloom.remote;

import io.airloom.medium.Durations;
import java.util.Map;

/// What is known of one agent's times.
///
/// @param hops what each hop took so far
/// @param clockKnown whether the rest says anything
/// @param offsetNanos the host's clock minus the agent's
/// @param uncertaintyNanos how far that may be off, either way
/// @param driftPpm how much quicker the host's clock goes, in millionths
/// @param driftUncertaintyPpm how far that may be off, either way
/// @param clockSteps how often one of the clocks was seen to step
public record AgentReport(
        AgentInfo agent,
        Map<Hop, Durations.Summary> hops,
        boolean clockKnown,
        long offsetNanos,
        long uncertaintyNanos,
        double driftPpm,
        double driftUncertaintyPpm,
        long clockSteps) {
    public AgentReport {
        hops = Map.copyOf(hops);
    }
}
