package io.airloom.remote;

import io.airloom.wire.Farewell;
import org.jspecify.annotations.Nullable;

/// One way for an agent to break a rule of the protocol, or to be a nuisance within it, and what
/// must become of it.
///
/// @param name unique, lower case with dashes
/// @param how what it does, in words
/// @param welcomed is it on the air when it does that, or a stranger?
/// @param end how it is sent away; null if it is served on
/// @param deed does it
record AgentViolation(
        String name, String how, boolean welcomed, @Nullable Farewell end, Deed deed) {
    /// What is done.
    interface Deed {
        void commit(TestAgent culprit, TestHost host);
    }

    /// What a stranger does.
    static AgentViolation stranger(String name, String how, @Nullable Farewell end, Deed deed) {
        return new AgentViolation(name, how, false, end, deed);
    }

    /// What an agent does that is on the air.
    static AgentViolation guest(String name, String how, @Nullable Farewell end, Deed deed) {
        return new AgentViolation(name, how, true, end, deed);
    }

    /// Its row in docs/security.md.
    String row() {
        return "| agent: %s | %s | %s |"
                .formatted(name, how, end == null ? "served on" : "sent away: " + end);
    }

    @Override
    public String toString() {
        return name;
    }
}
