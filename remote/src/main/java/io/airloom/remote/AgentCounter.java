package io.airloom.remote;

/// What is counted for all agents of an air together.
public enum AgentCounter {
    /// Connections that came, and serial lines that were reached.
    CONNECTIONS("connections"),
    /// Agents that came on the air.
    WELCOMED("agents welcomed"),
    /// Connections that were given up because too many others had not said who they are either.
    CROWDED_OUT("connections crowded out"),
    /// Connections that did not say in time who they are.
    GREETINGS_TIMED_OUT("greetings timed out"),
    /// Wrong proofs.
    NOT_TRUSTED("wrong proofs"),
    /// Agents that speak no version that we do.
    VERSION_REFUSED("versions refused"),
    /// Agents for which there was no room.
    FULL("agents refused for want of room"),
    /// Rules of the protocol that were broken.
    VIOLATIONS("violations"),
    /// Agents that were silent for too long.
    SILENT("agents silent for too long"),
    /// Agents whose place was taken by a new connection of their own.
    REPLACED("agents replaced by themselves"),
    /// How often an agent did not take what was sent to it, and its messages began to wait.
    STALLS("stalls"),
    /// Messages that came from agents.
    MESSAGES_IN("messages in"),
    /// Writes to agents, each of which carries all that there is to say in a turn.
    WRITES("writes"),
    /// Receipts.
    RECEIPTS("receipts"),
    /// Receipts of messages that were never sent, or with times that cannot be.
    RECEIPTS_UNBELIEVABLE("receipts not believed"),
    /// Octets on serial lines that were no message.
    OCTETS_DROPPED("octets of no message");

    private final String text;

    AgentCounter(String text) {
        this.text = text;
    }

    /// In words.
    public String text() {
        return text;
    }
}
