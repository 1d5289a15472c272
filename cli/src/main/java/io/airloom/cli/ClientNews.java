package io.airloom.cli;

import io.airloom.image.Printable;
import io.airloom.lab.ProxyWords;
import io.airloom.proxy.Bss;
import io.airloom.proxy.ProxyGuest;
import io.airloom.proxy.ScanResults;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a host tells a guest unasked: said at once, and kept for who waits for it.
final class ClientNews implements ProxyGuest.Listener {
    private static final int MAX_KEPT = 1024;

    private final Terminal terminal;
    private final boolean json;
    private final BlockingQueue<String> kept = new ArrayBlockingQueue<>(MAX_KEPT);
    private volatile boolean somethingWrong;

    ClientNews(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    /// Waits for something that nobody has waited for yet; what came before it is forgotten.
    ///
    /// @param what null for anything
    /// @param within null for ever
    /// @return whether it came in time
    boolean await(@Nullable String what, @Nullable Duration within) throws InterruptedException {
        long deadline =
                System.nanoTime() + (within == null ? Long.MAX_VALUE / 2 : within.toNanos());
        while (true) {
            String came = kept.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (came == null || came.equals(what)) {
                return came != null;
            }
        }
    }

    /// Whether the host has broken a rule.
    boolean isSomethingWrong() {
        return somethingWrong;
    }

    private void tell(String what, String text, String object) {
        terminal.print(json ? object : "  < " + text);
        if (!kept.offer(what)) {
            kept.poll();
            var _ = kept.offer(what);
        }
    }

    @Override
    public void heard(ScanResults results) {
        tell(
                "networks",
                "networks " + results.networks().size(),
                JsonLine.of(
                        "event",
                        "networks",
                        "count",
                        results.networks().size(),
                        "complete",
                        results.isComplete()));
        for (Bss bss : results.networks()) {
            network(terminal, json, bss);
        }
    }

    /// Prints a network.
    static void network(Terminal terminal, boolean json, Bss bss) {
        if (!json) {
            terminal.print("    " + ProxyWords.network(bss));
            return;
        }
        terminal.print(ClientRun.network(bss));
    }

    @Override
    public void disconnected(long session) {
        tell(
                "disconnected",
                "disconnected, session " + Long.toUnsignedString(session),
                JsonLine.of("event", "disconnected", "session", session));
    }

    @Override
    public void signal(int dbm) {
        tell("signal", "signal " + dbm + " dBm", JsonLine.of("event", "signal", "dbm", dbm));
    }

    @Override
    public void wrong(String what) {
        somethingWrong = true;
        if (json) {
            terminal.print(JsonLine.of("event", "wrong", "text", what));
        } else {
            terminal.complain("  ! the host: " + Printable.line(what));
        }
    }
}
