package io.airloom.proxy;

import java.time.Duration;

/// How long a guest waits. [#of] is what drivers do; tests that must not wait, or must not be
/// hurried, have others.
///
/// @param connect for the host to accept a connection
/// @param call each call that sends to the host or receives from it
/// @param notification each call that receives a notification
/// @param scan after results that are not complete, until the scan ends without the rest
/// @param lifetime how long a network is remembered that is not heard of again
public record GuestTimes(
        Duration connect, Duration call, Duration notification, Duration scan, Duration lifetime) {
    private static final Duration NEVER = Duration.ofDays(365);

    /// Those of the drivers with a layout: the old ones wait for their host for ever.
    public static GuestTimes of(ScanLayout layout) {
        boolean old = layout == ScanLayout.B;
        return new GuestTimes(
                Duration.ofSeconds(2),
                old ? NEVER : Duration.ofSeconds(20),
                old ? NEVER : Duration.ofMillis(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    /// The same, but a notification may come slowly: for machines that have much else to do.
    public GuestTimes withNotification(Duration time) {
        return new GuestTimes(connect, call, time, scan, lifetime);
    }

    /// The same, but incomplete scans end after this.
    public GuestTimes withScan(Duration time) {
        return new GuestTimes(connect, call, notification, time, lifetime);
    }

    /// The same, but networks are forgotten after this.
    public GuestTimes withLifetime(Duration time) {
        return new GuestTimes(connect, call, notification, scan, time);
    }

    /// The same, but a request may take this for each call.
    public GuestTimes withCall(Duration time) {
        return new GuestTimes(connect, time, notification, scan, lifetime);
    }
}
