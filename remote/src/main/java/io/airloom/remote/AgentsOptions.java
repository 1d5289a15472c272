package io.airloom.remote;

import io.airloom.guest.Guest;
import io.airloom.wire.AgentProtocol;
import java.time.Duration;

/// How agents are served.
///
/// @param maxAgents on the air at a time; 1 … [Guest#MAX_GUESTS]
/// @param maxStrangers connections that have not said who they are, at a time; of more, the oldest
///   is given up, so that a flood does not keep others out
/// @param greetingLimit how long such a connection may take
/// @param silence an agent that says nothing for so long is taken for gone
/// @param ping how often an agent is asked for a sign of life, and for its clock
/// @param verdict after this time an agent answers a frame itself as not acknowledged
/// @param radios that each guest is to have; its agent creates what is missing
/// @param listener is told who comes and goes, on the air's thread
public record AgentsOptions(
        int maxAgents,
        int maxStrangers,
        Duration greetingLimit,
        Duration silence,
        Duration ping,
        Duration verdict,
        int radios,
        AgentListener listener) {
    public AgentsOptions {
        if (maxAgents < 1 || maxAgents > Guest.MAX_GUESTS) {
            throw new IllegalArgumentException("maxAgents=" + maxAgents);
        }
        if (maxStrangers < 1) {
            throw new IllegalArgumentException("maxStrangers=" + maxStrangers);
        }
        if (radios < 0 || radios > AgentProtocol.MAX_RADIOS) {
            throw new IllegalArgumentException("radios=" + radios);
        }
        if (ping.multipliedBy(2).compareTo(silence) > 0) {
            throw new IllegalArgumentException("ping=" + ping + " silence=" + silence);
        }
    }

    /// What suits machines of this host, and of others: a second between signs of life, ten
    /// without.
    public static AgentsOptions standard(AgentListener listener) {
        return new AgentsOptions(
                Guest.MAX_GUESTS,
                64,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                1,
                listener);
    }
}
