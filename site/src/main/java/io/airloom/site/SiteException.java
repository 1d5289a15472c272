package io.airloom.site;

/// The documentation cannot be made: something in its sources is wrong, or a tool failed.
public final class SiteException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SiteException(String message) {
        super(message);
    }

    SiteException(String message, Throwable cause) {
        super(message, cause);
    }
}
