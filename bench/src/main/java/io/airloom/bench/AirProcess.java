package io.airloom.bench;

import io.airloom.vhost.VhostViolation;
import io.airloom.vhost.VhostViolation.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An air of ours in a process of its own, to be attacked: that it lives, and how it ended the
/// sessions of those who did wrong. Closed, its files are gone.
final class AirProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Path folder;
    private final Path errors;
    private final Process process;
    private final Writer commands;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Kind> ends = new ArrayList<>();
    private boolean ready;
    private boolean over;
    private long heap = -1;

    private AirProcess(Path folder) throws IOException {
        this.folder = folder;
        this.errors = folder.resolve("errors");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:ErrorFile=" + errors,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileAir.class.getName(),
                        socket().toString());
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().name("air-process").daemon().start(this::read);
    }

    /// Starts it and waits until it listens.
    ///
    /// @throws BackEndException if it does not come up
    static AirProcess start() throws IOException {
        AirProcess air = new AirProcess(Files.createTempDirectory("airloom-hostile"));
        if (!air.await(() -> air.ready || air.over) || air.over) {
            String reason = air.diagnosis();
            air.close();
            throw new BackEndException("the air does not start: " + reason);
        }
        return air;
    }

    Path socket() {
        return folder.resolve("air.sock");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// What it said last, after it has ended.
    String diagnosis() {
        try {
            List<String> lines = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
            int from = Math.max(0, lines.size() - 12);
            return process + "\n" + String.join("\n", lines.subList(from, lines.size()));
        } catch (IOException e) {
            return process.toString();
        }
    }

    /// How many sessions have been ended by a violation, of any kind.
    synchronized int ended() {
        return ends.size();
    }

    /// How many sessions have been ended by a violation of this kind.
    synchronized long ended(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /// Waits for the next end by a violation.
    ///
    /// @param before how many there have been already
    /// @return its kind, or null if none comes
    synchronized @Nullable Kind awaitEnd(int before) {
        return await(() -> ends.size() > before || over) && ends.size() > before
                ? ends.get(before)
                : null;
    }

    /// Octets of heap that are in use after a collection; −1 if it does not say.
    synchronized long heap() {
        heap = -1;
        try {
            commands.write("\n");
            commands.flush();
        } catch (IOException e) {
            return -1;
        }
        await(() -> heap >= 0 || over);
        return heap;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(errors);
            Files.deleteIfExists(socket());
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It has died: then there is nobody to tell, and a file of the system's is left.
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!condition.getAsBoolean()) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    return false;
                }
                wait(leftMillis);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            // The process has ended; that is told below.
        }
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }

    private synchronized void take(String line) {
        if (line.equals("ready")) {
            ready = true;
        } else if (line.startsWith("heap ")) {
            heap = Long.parseLong(line.substring(5));
        } else if (line.startsWith("end ")) {
            Kind kind = VhostViolation.Kind.valueOf(line.substring(4));
            ends.add(kind);
            counts.merge(kind, 1L, Long::sum);
        }
        notifyAll();
    }
}
