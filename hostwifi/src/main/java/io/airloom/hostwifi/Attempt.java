package io.airloom.hostwifi;

import io.airloom.proxy.Deadline;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Join;
import io.airloom.proxy.NetworkKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One attempt to join a network: what is wanted, how long it may take, and what the daemon says
/// meanwhile. The daemon's thread tells, the one who waits takes.
final class Attempt {
    /// A daemon says some ten things while it joins; one that says more is not listened to.
    private static final int MAX_SIGNALS = 256;

    /// Signals may be lost: so often it is looked how things are.
    private static final long TICK_MILLIS = 200;

    private final String device;
    private final Join join;
    private final Deadline deadline;
    private final BlockingQueue<BusSignal> signals = new ArrayBlockingQueue<>(MAX_SIGNALS);
    private volatile int reason;

    Attempt(String device, Join join, Deadline deadline) {
        this.device = device;
        this.join = join;
        this.deadline = deadline;
    }

    String device() {
        return device;
    }

    Join join() {
        return join;
    }

    Deadline deadline() {
        return deadline;
    }

    /// Hands on what the daemon said. Does not wait.
    void told(BusSignal signal) {
        signals.offer(signal);
    }

    /// Hands on why the kernel says that it is not associated any more (table 9-49).
    void disconnected(int reason) {
        this.reason = reason;
    }

    /// Table 9-49, of the last time that the association broke; 0 if it did not.
    int reason() {
        return reason;
    }

    /// What the daemon said next; null if nothing for a while.
    ///
    /// @throws HostWifiException if time is over
    @Nullable BusSignal next() throws HostWifiException, InterruptedException {
        if (deadline.isOver()) {
            throw new HostWifiException(
                    HostWifiException.TIMEOUT, "not on " + join.ssid() + " in time");
        }
        long wait = Math.min(TICK_MILLIS, Math.max(1, deadline.left().toMillis()));
        return signals.poll(wait, TimeUnit.MILLISECONDS);
    }

    /// The PMK that the key is, or that its passphrase makes; the caller closes it.
    ///
    /// @throws HostWifiException if it is neither
    NetworkKey pmk() throws HostWifiException {
        byte[] octets = join.key().copy();
        char[] text = text(octets);
        try {
            if (octets.length == NetworkKey.PMK_LENGTH) {
                return NetworkKey.copyOf(octets);
            }
            if (!NetworkKey.isPassphrase(text)) {
                throw new HostWifiException(
                        HostWifiException.WRONG_KEY,
                        "a key of %d octets is neither a PMK nor a passphrase"
                                .formatted(octets.length));
            }
            return NetworkKey.ofPassphrase(text, join.ssid());
        } finally {
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(text, '\0');
        }
    }

    /// The password of an SAE network, as a text, since D-Bus has no other type that daemons take
    /// it in; it cannot be wiped.
    ///
    /// @throws HostWifiException if there is none
    String password() throws HostWifiException {
        byte[] octets = join.key().copy();
        try {
            if (octets.length == 0) {
                throw new HostWifiException(HostWifiException.WRONG_KEY, "no password");
            }
            return new String(octets, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static char[] text(byte[] octets) {
        char[] text = new char[octets.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (octets[i] & 0xff);
        }
        return text;
    }
}
