package io.airloom.cli;

/// A command line or input file that cannot be worked with; the message says what is wrong with it.
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
