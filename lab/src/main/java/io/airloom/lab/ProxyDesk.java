package io.airloom.lab;

import io.airloom.proxy.Ssid;
import io.airloom.proxy.WifiProxy;
import io.airloom.topology.ProxyOrder;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Takes a person's orders to the host's side of a proxy.
@FunctionalInterface
public interface ProxyDesk {
    /// There is no proxy.
    ProxyDesk NONE = _ -> new Answer(false, "there is no proxy");

    /// Does what is ordered. Any thread.
    Answer order(ProxyOrder order);

    /// What came of it.
    ///
    /// @param isDone whether it could be done
    /// @param text for people, in lines; what guests have named is safe to show
    record Answer(boolean isDone, String text) {}

    /// The one of a proxy.
    static ProxyDesk of(WifiProxy proxy) {
        return order ->
                switch (order) {
                    case ProxyOrder.Status _ -> {
                        Instant now = Instant.now();
                        yield list(
                                proxy.guests().stream()
                                        .map(guest -> ProxyWords.guest(guest, now))
                                        .toList(),
                                "no guest has asked for anything yet");
                    }
                    case ProxyOrder.Networks _ ->
                            list(
                                    proxy.networks().stream().map(ProxyWords::network).toList(),
                                    "no networks are known");
                    case ProxyOrder.Signal signal ->
                            proxy.signal(signal.ssid(), signal.dbm())
                                    ? new Answer(
                                            true,
                                            signal.ssid() + " has " + signal.dbm() + " dBm now")
                                    : new Answer(
                                            false, "there is no made-up network " + signal.ssid());
                    case ProxyOrder.Disconnect(Ssid ssid) -> {
                        int guests = proxy.disconnect(ssid);
                        yield new Answer(true, ssid + ": guests disconnected: " + guests);
                    }
                };
    }

    private static Answer list(List<String> lines, String none) {
        return new Answer(
                true, lines.isEmpty() ? none : lines.stream().collect(Collectors.joining("\n")));
    }
}
