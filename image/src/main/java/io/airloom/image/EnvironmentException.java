package io.airloom.image;

/// Something that this machine lacks or that stands in the way: no network, no disk space, a QEMU
/// that does not start. The message says what failed and where; [#remedy()] says what to do. Faces
/// end with exit code 3 and show no stack trace.
public final class EnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /// @param message what failed and where, in one sentence; further lines may quote a program
    /// @param remedy what the user can do about it
    public EnvironmentException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /// As above, with the exception that made it known.
    public EnvironmentException(String message, String remedy, Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /// What the user can do about it: a sentence or a command.
    public String remedy() {
        return remedy;
    }
}
