package io.airloom.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A serial console that is not there: it echoes, asks for a name and a password, and then has a
/// shell of this machine behind it. It can be noisy (the kernel's messages come in the middle of
/// everything) and slow.
final class FakeConsole implements AutoCloseable {
    private final PipedOutputStream screen = new PipedOutputStream();
    private final PipedInputStream shown;
    private final PipedOutputStream keys = new PipedOutputStream();
    private final PipedInputStream typed;
    private final Random random;
    private final double noise;
    private final boolean slow;
    private volatile boolean echo = true;
    private @Nullable Process shell;

    /// @param noise how likely a message of the kernel's is in the middle of a piece of output
    /// @param slow whether each piece takes its time
    FakeConsole(long seed, double noise, boolean slow) throws IOException {
        this.random = new Random(seed);
        this.noise = noise;
        this.slow = slow;
        this.shown = new PipedInputStream(screen, 1 << 16);
        this.typed = new PipedInputStream(keys, 1 << 16);
    }

    /// The end that a program has.
    ByteChannel channel() {
        return new ByteChannel() {
            private boolean open = true;

            @Override
            public int read(ByteBuffer target) throws IOException {
                byte[] octets = new byte[target.remaining()];
                int n = shown.read(octets);
                target.put(octets, 0, Math.max(n, 0));
                return n;
            }

            @Override
            public int write(ByteBuffer source) throws IOException {
                byte[] octets = new byte[source.remaining()];
                source.get(octets);
                keys.write(octets);
                keys.flush();
                return octets.length;
            }

            @Override
            public boolean isOpen() {
                return open;
            }

            @Override
            public void close() throws IOException {
                open = false;
                keys.close();
                shown.close();
            }
        };
    }

    /// Plays a getty and what comes behind it, on a thread of its own.
    ///
    /// @param user the name that is let in
    /// @param password its password; empty for none
    void getty(String user, String password) {
        play(() -> {
            show("\033[2J\033[0mBooting\r\n\r\nDebian GNU/Linux 13 n1 ttyS0\r\n\r\n");
            while (true) {
                show("n1 login: ");
                String name = line();
                boolean known = name.equals(user);
                boolean right = known && password.isEmpty();
                if (!right) {
                    echo = false;
                    show("Password: ");
                    right = known && line().equals(password);
                    echo = true;
                    show("\r\n");
                }
                if (right) {
                    show("Last login: Sun Nov 22 17:00:00 UTC 2026 on ttyS0\r\n");
                    shell("\033[1;32mroot@n1\033[0m:~# ");
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(50);
                show("\r\nLogin incorrect\r\n");
            }
        });
    }

    /// Plays a shell that is there after Enter.
    void shellAfterEnter() {
        play(() -> {
            show("\r\nPlease press Enter to activate this console.\r\n");
            line();
            show("\033[6n");
            shell("root@OpenWrt:/# ");
        });
    }

    private interface Play {
        void run() throws IOException, InterruptedException;
    }

    private void play(Play play) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        play.run();
                    } catch (IOException e) {
                        // The program has closed its end.
                        Thread.currentThread().interrupt();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private void shell(String prompt) throws IOException {
        Process started = new ProcessBuilder("sh").redirectErrorStream(true).start();
        shell = started;
        show(prompt);
        Thread.ofVirtual().start(() -> copy(started.getInputStream()));
        try (OutputStream input = started.getOutputStream()) {
            while (true) {
                input.write((line() + "\n").getBytes(StandardCharsets.UTF_8));
                input.flush();
            }
        }
    }

    private void copy(InputStream from) {
        byte[] chunk = new byte[777];
        try {
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                show(new String(chunk, 0, n, StandardCharsets.ISO_8859_1).replace("\n", "\r\n"));
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is typed up to Enter, echoed.
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int key = typed.read(); key != '\n'; key = typed.read()) {
            if (key < 0) {
                throw new IOException("closed");
            }
            line.append((char) key);
        }
        if (echo) {
            show(line + "\r\n");
        }
        return line.toString();
    }

    private synchronized void show(String text) throws IOException {
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(200));
            if (random.nextDouble() < noise) {
                write("[%5d.%06d] usb 1-1: noise\r\n".formatted(12, random.nextInt(1_000_000)));
            }
            write(text.substring(at, end));
            at = end;
            if (slow) {
                pause();
            }
        }
    }

    private void write(String text) throws IOException {
        screen.write(text.getBytes(StandardCharsets.ISO_8859_1));
        screen.flush();
    }

    /// Not to wait for something, but because a slow line is what is played.
    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(2);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (shell != null) {
            shell.destroyForcibly();
        }
        screen.close();
    }
}
