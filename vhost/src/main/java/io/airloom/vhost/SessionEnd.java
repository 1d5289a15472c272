package io.airloom.vhost;

/// Why a session ended.
public sealed interface SessionEnd {
    /// For a person, no full stop.
    String reason();

    /// The front end went away: the virtual machine ended, orderly or not.
    record PeerClosed() implements SessionEnd {
        @Override
        public String reason() {
            return "the other side closed the connection";
        }
    }

    /// The front end or its guest broke a rule.
    record Violated(VhostViolation violation) implements SessionEnd {
        @Override
        public String reason() {
            return violation.toString();
        }
    }

    /// The system refused to go on with the connection.
    record Failed(String what) implements SessionEnd {
        @Override
        public String reason() {
            return what;
        }
    }

    /// We closed it.
    record Closed() implements SessionEnd {
        @Override
        public String reason() {
            return "closed";
        }
    }
}
