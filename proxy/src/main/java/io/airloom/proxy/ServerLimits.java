package io.airloom.proxy;

import java.time.Duration;

/// How long guests may take, and how many of them there may be.
///
/// @param pause between two octets of a request
/// @param request from the connection until its request is whole
/// @param answer from the connection until the answer is there: a driver gives up after 20 s
/// @param write until the guest has taken an answer
/// @param telling to connect to a guest, and again until it has taken the notification
/// @param connections at once, of all guests
/// @param connectionsOfGuest at once, of one: a driver has one
/// @param notifications that wait for one guest
/// @param guests that are remembered for notifications: those that asked last
record ServerLimits(
        Duration pause,
        Duration request,
        Duration answer,
        Duration write,
        Duration telling,
        int connections,
        int connectionsOfGuest,
        int notifications,
        int guests) {
    /// What drivers go well with.
    static ServerLimits usual() {
        return new ServerLimits(
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                Duration.ofSeconds(17),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                2048,
                8,
                32,
                1024);
    }

    /// The same, but with another time until an answer is there.
    ServerLimits answering(Duration within) {
        return new ServerLimits(
                pause,
                request,
                within,
                write,
                telling,
                connections,
                connectionsOfGuest,
                notifications,
                guests);
    }
}
