package io.airloom.agent;

import java.util.concurrent.atomic.AtomicLongArray;

/// What an agent has counted and timed. Any thread counts and reads; each time is recorded by one
/// thread at a time.
@SuppressWarnings("EnumOrdinal") // Counts are numbered as their names are, in memory only.
final class AgentFigures {
    /// From the kernel's hand to the host's: the agent's share of the way up.
    final HopTimes capturedToSent = new HopTimes();

    /// From the host's hand to the kernel's: the agent's share of the way down.
    final HopTimes receivedToInjected = new HopTimes();

    /// From a frame's capture to its verdict: to the air and back.
    final HopTimes roundTrip = new HopTimes();

    private final AtomicLongArray counts = new AtomicLongArray(AgentCounter.values().length);

    void count(AgentCounter counter) {
        counts.getAndIncrement(counter.ordinal());
    }

    void count(AgentCounter counter, long by) {
        counts.getAndAdd(counter.ordinal(), by);
    }

    long value(AgentCounter counter) {
        return counts.get(counter.ordinal());
    }
}
