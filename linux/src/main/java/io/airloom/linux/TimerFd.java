package io.airloom.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A one-shot timer of the monotonic clock, readable when it has expired; exact to the kernel's
/// nanoseconds where an epoll time-out counts milliseconds.
public final class TimerFd implements AutoCloseable {
    private static final int CLOCK_MONOTONIC = 1;
    private static final int TFD_CLOEXEC = 0x80000;
    private static final int TFD_NONBLOCK = 0x800;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Fd fd;

    private TimerFd(Fd fd) {
        this.fd = fd;
    }

    public static TimerFd create() {
        int raw = Libc.timerfdCreate(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        return new TimerFd(
                Fd.adopt(LinuxException.check(raw, "timerfd_create", "CLOCK_MONOTONIC")));
    }

    /// Expires once, `delayNanos` from now (at least one, since zero would disarm); replaces what
    /// was set before.
    public void arm(long delayNanos) {
        set(Math.max(1, delayNanos));
    }

    public void disarm() {
        set(0);
    }

    /// Takes a pending expiration.
    ///
    /// @return whether it had expired
    public boolean drain() {
        MemorySegment bytes = Scratch.ofThread().bytes;
        return Libc.read(fd.value(), bytes.address(), Long.BYTES) == Long.BYTES;
    }

    public Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }

    private void set(long delayNanos) {
        MemorySegment time = Scratch.ofThread().bytes;
        time.asSlice(0, Layout.ITIMERSPEC_SIZE).fill((byte) 0);
        time.set(
                ValueLayout.JAVA_LONG,
                Layout.ITIMERSPEC_VALUE_SECONDS,
                delayNanos / NANOS_PER_SECOND);
        time.set(
                ValueLayout.JAVA_LONG,
                Layout.ITIMERSPEC_VALUE_NANOS,
                delayNanos % NANOS_PER_SECOND);
        LinuxException.check(
                Libc.timerfdSettime(fd.value(), 0, time.address()), "timerfd_settime", fd);
    }
}
