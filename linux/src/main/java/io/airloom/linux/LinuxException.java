package io.airloom.linux;

/// A system call that failed: which, on what, and why, as in `connect("/run/x.sock"): Connection
/// refused (ECONNREFUSED)`.
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final String argument;
    private final int errno;

    /// A failed call.
    ///
    /// @param call name of the system call
    /// @param argument what it was called on, as it shall stand between the parentheses
    /// @param errno the kernel's (positive) number
    public LinuxException(String call, String argument, int errno) {
        this(call, argument, errno, "");
    }

    /// A failed call, with a word on it.
    ///
    /// @param advice what it means here or what to do, added at the end after a colon
    public LinuxException(String call, String argument, int errno, String advice) {
        super(
                "%s(%s): %s (%s)%s"
                        .formatted(
                                call,
                                argument,
                                Errno.text(errno),
                                Errno.name(errno),
                                advice.isEmpty() ? "" : ": " + advice));
        this.call = call;
        this.argument = argument;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public String argument() {
        return argument;
    }

    public int errno() {
        return errno;
    }

    /// Passes a result through, or throws if it is −errno.
    static int check(int result, String call, Object argument) {
        if (result < 0) {
            throw new LinuxException(call, String.valueOf(argument), -result);
        }
        return result;
    }
}
