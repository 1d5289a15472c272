package io.airloom.proxy;

import java.util.concurrent.CountDownLatch;

/// The parts of a [WifiProxy] without the wire: a handler between a test's guests and its host.
final class TestProxy implements AutoCloseable {
    final OperationHandler handler;
    final Roster roster;
    private final Announcer announcer;
    private final HostEvents events;

    TestProxy(ProxyTest test) {
        ProxyTimes times = test.times.all();
        announcer = new Announcer(test.observer);
        roster =
                new Roster(
                        announcer,
                        (guest, notification) ->
                                (guest.equals(ProxyTest.GUEST) ? test.told : test.otherTold)
                                        .add(notification),
                        () -> test.seed,
                        () -> new Told(times.told()),
                        test.tellsOfLoss);
        handler =
                new OperationHandler(
                        roster,
                        announcer,
                        test.authorizer,
                        new ScanView(test.layout, false),
                        times);
        events = new HostEvents(roster, handler.scanning(), handler.leaving());
        if (test.madeUp != null) {
            roster.add(new MadeUpInterface(test.madeUp));
        }
        try {
            test.wifi.open(events);
        } catch (HostWifiException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits until the observer has been told all that has happened.
    void settle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        announcer.tell(_ -> done.countDown());
        done.await();
    }

    @Override
    public void close() {
        events.close(Deadline.in(ProxyTest.NEVER));
        handler.close();
    }
}
