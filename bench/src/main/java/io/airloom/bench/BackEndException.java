package io.airloom.bench;

/// The back end did not do what a front end may expect of it: refused, stayed silent, went away.
public final class BackEndException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A complaint that names the request.
    public BackEndException(String message) {
        super(message);
    }
}
