package io.airloom.agent;

/// What an agent counts.
enum AgentCounter {
    FRAMES_CAPTURED("frames from the kernel"),
    FRAMES_SENT("messages sent to the host"),
    FRAMES_RECEIVED("messages received from the host"),
    FRAMES_INJECTED("messages given to the kernel"),
    VERDICTS("verdicts in time"),
    VERDICTS_LATE("verdicts too late, or of no frame on its way"),
    VERDICTS_MISSING("frames without a verdict in time"),
    UNCONNECTED("frames while there was no host"),
    SEND_QUEUE_FULL("frames dropped: queue to the host full"),
    INJECT_QUEUE_FULL("messages dropped: queue to the kernel full"),
    TABLE_FULL("frames dropped: too many on their way"),
    KERNEL_OVERRUNS("overruns of the kernel's queue to the agent"),
    KERNEL_REFUSALS("messages that the kernel refused"),
    UNANSWERABLE("frames without key or cookie"),
    HOST_COMMANDS_REFUSED("messages of the host that are none for hwsim"),
    HOST_REQUESTS_DROPPED("requests of the host beyond what is taken at once"),
    LINE_OCTETS_DROPPED("octets on the line that were no message"),
    CONNECTIONS("connections"),
    RADIOS_CREATED("radios created");

    private final String text;

    AgentCounter(String text) {
        this.text = text;
    }

    /// In words.
    String text() {
        return text;
    }
}
