package io.airloom.cli;

import io.airloom.ieee80211.Codes;
import io.airloom.image.Printable;
import io.airloom.lab.ProxyWords;
import io.airloom.proxy.ConnectionKind;
import io.airloom.proxy.GuestId;
import io.airloom.proxy.InterfaceId;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Outcome;
import io.airloom.proxy.ScanResults;
import io.airloom.proxy.Ssid;
import io.airloom.proxy.WifiProxyObserver;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Says what guests ask and get, a line each, on a thread of its own: no guest waits for a
/// terminal. What a terminal does not take in time is dropped and counted.
final class ProxyVoice implements WifiProxyObserver, AutoCloseable {
    private static final int MAX_WAITING = 1024;

    private final Terminal terminal;
    private final boolean json;
    private final AtomicLong dropped = new AtomicLong();
    private final ThreadPoolExecutor printer =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MAX_WAITING),
                    Thread.ofPlatform().daemon().name("airloom-print").factory(),
                    (_, _) -> dropped.incrementAndGet());

    /// @param json for programs: objects instead of words
    ProxyVoice(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /// Says something that is not about a guest: of a file that was read again, for example.
    void note(String text) {
        if (json) {
            later(event("note", "text", text));
        } else if (!terminal.isQuiet()) {
            later("  ! " + Printable.line(text));
        }
    }

    /// An event with its time.
    private static String event(String name, @Nullable Object... keysAndValues) {
        @Nullable Object[] all = new @Nullable Object[keysAndValues.length + 4];
        all[0] = "event";
        all[1] = name;
        all[2] = "time";
        all[3] = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        System.arraycopy(keysAndValues, 0, all, 4, keysAndValues.length);
        return JsonLine.of(all);
    }

    private void say(String mark, String text, String event) {
        if (json) {
            later(event);
        } else if (!terminal.isQuiet()) {
            later("  " + mark + " " + text);
        }
    }

    private void later(String line) {
        printer.execute(() -> terminal.print(line));
    }

    private Paint paint() {
        return terminal.paint();
    }

    @Override
    public void hostConnected(InterfaceId on, Ssid ssid, NetworkSecurity security) {
        say(
                "·",
                "this machine's %s is on %s".formatted(on, ssid),
                event("host-connected", "interface", on, "ssid", ssid));
    }

    @Override
    public void hostDisconnected(InterfaceId on, Ssid ssid) {
        say(
                "·",
                "this machine's %s is on %s no more".formatted(on, ssid),
                event("host-disconnected", "interface", on, "ssid", ssid));
    }

    @Override
    public void guestConnectionCompleted(
            GuestId guest,
            ConnectionKind kind,
            Outcome outcome,
            int status,
            @Nullable InterfaceId on,
            Ssid ssid,
            @Nullable NetworkSecurity security) {
        String how = on == null ? "" : ", " + ProxyWords.kind(kind) + " " + on;
        String guarded = security == null ? "" : ", " + ProxyWords.security(security);
        String text =
                switch (outcome) {
                    case SUCCEEDED -> " is on " + ssid + guarded + how;
                    case FAILED ->
                            " could not be connected to %s: status %d, %s"
                                    .formatted(ssid, status, Codes.status(status));
                    case DENIED -> " may not connect to " + ssid;
                };
        String mark = outcome == Outcome.SUCCEEDED ? paint().good("✓") : paint().bad("✗");
        say(
                mark,
                paint().bold(guest.toString()) + text,
                event(
                        "connect",
                        "guest",
                        guest,
                        "outcome",
                        word(outcome),
                        "status",
                        status,
                        "kind",
                        word(kind),
                        "interface",
                        on,
                        "ssid",
                        ssid,
                        "security",
                        security == null ? null : ProxyWords.security(security)));
    }

    @Override
    public void guestDisconnectionCompleted(
            GuestId guest, ConnectionKind kind, Outcome outcome, InterfaceId on, Ssid ssid) {
        say(
                "-",
                paint().bold(guest.toString()) + " has left " + ssid,
                event(
                        "disconnect",
                        "guest",
                        guest,
                        "outcome",
                        word(outcome),
                        "kind",
                        word(kind),
                        "interface",
                        on,
                        "ssid",
                        ssid));
    }

    @Override
    public void guestScanCompleted(GuestId guest, Outcome outcome, Ssid ssid, ScanResults results) {
        String sought = ssid.isWildcard() ? "" : " for " + ssid;
        int found = results.networks().size();
        String more = results.isComplete() ? "" : ", more to come";
        say(
                "·",
                "%s has scanned%s: %d network%s%s"
                        .formatted(
                                paint().bold(guest.toString()),
                                sought,
                                found,
                                found == 1 ? "" : "s",
                                more),
                event(
                        "scan",
                        "guest",
                        guest,
                        "outcome",
                        word(outcome),
                        "ssid",
                        ssid.isWildcard() ? null : ssid,
                        "networks",
                        found,
                        "complete",
                        results.isComplete()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Says what is left to say.
    @Override
    public void close() {
        printer.shutdown();
        try {
            if (!printer.awaitTermination(1, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (dropped.get() > 0) {
            terminal.complain("  ! lines that the terminal did not take: " + dropped);
        }
    }
}
