package io.airloom.bench;

import io.airloom.ieee80211.MacAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A guest in a process of its own, for tests that stop or kill it: shouts ten times a second and
/// takes what comes.
final class LonelyGuest {
    private LonelyGuest() {}

    /// Arguments: the air's socket, the guest's number. Says `on the air` when it is.
    public static void main(String[] args) throws InterruptedException {
        Path socket = Path.of(args[0]);
        try (BenchGuest guest =
                new BenchGuest(socket, Integer.parseInt(args[1]), 1, 256, GuestOptions.usual())) {
            System.out.println("on the air");
            while (!guest.driver().frontEnd().isEnded()) {
                guest.transmit(MacAddress.BROADCAST);
                guest.driver().publish();
                for (int i = 0; i < 10; i++) {
                    guest.receive(Integer.MAX_VALUE);
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
        }
    }
}
