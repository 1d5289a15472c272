package io.airloom.proxy;

import java.time.Duration;

/// Times of a test: nothing ends by itself unless the test says so.
final class TestTimes {
    Duration budget = ProxyTest.NEVER;
    Duration scan = ProxyTest.NEVER;
    Duration firstResults = ProxyTest.NEVER;
    Duration owed = ProxyTest.NEVER;
    Duration join = ProxyTest.NEVER;
    Duration leave = Duration.ofSeconds(20);
    Duration told = ProxyTest.NEVER;
    Duration refresh = Duration.ZERO;
    Duration quiet = Duration.ZERO;

    ProxyTimes all() {
        return new ProxyTimes(budget, scan, firstResults, owed, join, leave, told, refresh, quiet);
    }
}
