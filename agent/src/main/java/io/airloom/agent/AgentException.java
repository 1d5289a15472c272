package io.airloom.agent;

/// What keeps an agent from its work: what, and what to do about it.
final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    AgentException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /// What to do; may be empty.
    String remedy() {
        return remedy;
    }

    /// Both, as it is said.
    String text() {
        return remedy.isEmpty() ? String.valueOf(getMessage()) : getMessage() + "\n  → " + remedy;
    }
}
