package io.airloom.kernel;

import io.airloom.linux.Errno;

/// The kernel did not do what it was asked for: what it was, why, and what people can do about it.
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final int errno;

    /// @param errno of [Errno]
    KernelException(String message, String remedy, int errno) {
        super(message);
        this.remedy = remedy;
        this.errno = errno;
    }

    /// The kernel's answer to a request, in its own words where it has any.
    static KernelException refused(String request, int errno, String explanation) {
        return new KernelException(
                "the kernel refuses %s: %s (%s)"
                        .formatted(
                                request,
                                explanation.isEmpty() ? Errno.text(errno) : explanation,
                                Errno.name(errno)),
                "",
                errno);
    }

    /// The same, said better by one who knows what it means.
    KernelException as(String message, String remedy) {
        KernelException better = new KernelException(message, remedy, errno);
        better.initCause(this);
        return better;
    }

    /// What to do; may be empty.
    public String remedy() {
        return remedy;
    }

    /// The number of the kernel's error, as in [Errno].
    public int errno() {
        return errno;
    }
}
