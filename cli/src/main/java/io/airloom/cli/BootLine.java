package io.airloom.cli;

import io.airloom.machine.Accelerator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The machines of a lab while they boot: one line with a bar for each, redrawn by a thread of its
/// own. Nobody knows how far a booting kernel is, so a bar creeps towards its end and jumps there
/// when the guest answers.
final class BootLine implements AutoCloseable {
    private static final double EXPECTED_SECONDS = 3;
    private static final int CELLS = 10;
    private static final long REDRAW_MILLIS = 100;

    private final Terminal terminal;
    private final SequencedMap<String, Machine> machines = new LinkedHashMap<>();
    private @Nullable Thread ticker;
    private boolean closed;

    private record Machine(long sinceNanos, @Nullable Duration booted, boolean up) {}

    /// @param nodes all nodes, in the order to show them
    BootLine(Terminal terminal, List<String> nodes) {
        this.terminal = terminal;
        nodes.forEach(node -> machines.put(node, new Machine(System.nanoTime(), null, false)));
    }

    synchronized void booting(String node) {
        machines.put(node, new Machine(System.nanoTime(), null, false));
        if (ticker == null && terminal.isErrTerminal()) {
            ticker = Thread.ofPlatform().daemon().name("airloom-bars").start(this::tick);
        }
    }

    synchronized void booted(String node, Duration time) {
        Machine machine = machines.get(node);
        long since = machine == null ? System.nanoTime() : machine.sinceNanos();
        machines.put(node, new Machine(since, time, false));
        draw();
    }

    synchronized void up(String node) {
        Machine machine = machines.get(node);
        if (machine != null) {
            machines.put(node, new Machine(machine.sinceNanos(), machine.booted(), true));
            draw();
        }
    }

    /// Replaces the moving line by one that stays.
    ///
    /// @param accelerator what executes those that have a choice; null if none has
    synchronized void finish(@Nullable Accelerator accelerator) {
        close();
        StringBuilder line = new StringBuilder("  booted  ");
        machines.forEach((node, machine) -> {
            Duration time = machine.booted();
            line.append(' ').append(node).append(' ');
            line.append(time == null ? "?" : seconds(time)).append("  ");
        });
        line.append(
                switch (accelerator) {
                    case null -> "";
                    case KVM -> " (KVM)";
                    default -> " (emulated: every instruction is translated)";
                });
        terminal.note(line.toString());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            terminal.status("");
        }
    }

    private void tick() {
        try {
            while (true) {
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    draw();
                }
                Thread.sleep(REDRAW_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw() {
        if (closed) {
            return;
        }
        StringBuilder line = new StringBuilder("  booting ");
        int columns = line.length();
        for (var entry : machines.entrySet()) {
            Machine machine = entry.getValue();
            Duration booted = machine.booted();
            Duration time =
                    booted == null
                            ? Duration.ofNanos(System.nanoTime() - machine.sinceNanos())
                            : booted;
            double part =
                    booted == null
                            ? 0.95 * (1 - Math.exp(-time.toMillis() / 1000.0 / EXPECTED_SECONDS))
                            : 1;
            String text =
                    entry.getKey()
                            + " "
                            + ProgressBars.bar(part, CELLS)
                            + " "
                            + seconds(time)
                            + (machine.up() ? " ✓" : "");
            columns += text.length() + 3;
            if (columns > terminal.width()) {
                line.append(" …");
                break;
            }
            line.append(' ').append(text).append("  ");
        }
        terminal.status(line.toString());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
