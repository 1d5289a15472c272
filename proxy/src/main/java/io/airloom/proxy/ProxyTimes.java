package io.airloom.proxy;

import java.time.Duration;

/// How long things may take. [#usual] goes well with drivers; others are for tests.
///
/// @param budget for a whole request, from its connection to its answer, queueing and a person's
///   word included; the driver gives up after 20 s
/// @param scan until a scan that the host began counts as over, whatever became of it
/// @param firstResults that a guest waits for a scan if nothing has been heard yet; then it is told
///   to wait for a notification
/// @param owed until that notification is sent, with whatever there is; the driver gives up after
///   10 s
/// @param join for one interface to join a network
/// @param leave for one interface to leave it
/// @param told since a guest was told of an access point until it believes in it no more; its
///   kernel forgets after 30 s
/// @param refresh between the reminders of networks that the host is on; zero for none
/// @param quiet between scan results that a guest has not asked for
public record ProxyTimes(
        Duration budget,
        Duration scan,
        Duration firstResults,
        Duration owed,
        Duration join,
        Duration leave,
        Duration told,
        Duration refresh,
        Duration quiet) {
    /// What drivers go well with.
    public static ProxyTimes usual() {
        return new ProxyTimes(
                Duration.ofSeconds(17),
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofMillis(8500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(29),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5));
    }
}
