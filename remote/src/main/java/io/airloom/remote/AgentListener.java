package io.airloom.remote;

/// Is told of agents that come and go, on the air's thread: must not block, and must not throw.
public interface AgentListener {
    /// For who does not care.
    AgentListener NONE = new AgentListener() {};

    /// An agent is on the air.
    default void arrived(AgentInfo agent) {}

    /// An agent is not on the air any more; `reason` is for people, without a full stop.
    default void left(AgentInfo agent, String reason) {}

    /// A connection was turned away; `reason` says where, who and why.
    default void refused(String reason) {}
}
