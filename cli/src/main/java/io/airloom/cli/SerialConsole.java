package io.airloom.cli;

import io.airloom.image.EnvironmentException;
import io.airloom.lab.RunningLab;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Connects this terminal to a node's serial line. The terminal is raw meanwhile: each key goes to
/// the guest, and what the guest sends, escapes included, goes to the terminal, as it must.
final class SerialConsole {
    private static final int LEAVE_KEY = 0x1d;
    private static final Path TERMINAL_DEVICE = Path.of("/dev/tty");

    private final Terminal terminal;

    SerialConsole(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Talks until the person leaves or the guest goes.
    ExitCode run(RunningLab.Console console) {
        boolean raw = terminal.isOutTerminal();
        try (SocketChannel line = SocketChannel.open(UnixDomainSocketAddress.of(console.socket()));
                Interruption _ = new Interruption()) {
            terminal.note("connected; Ctrl-] leaves; all of it is also in " + console.log());
            if (console.commands()) {
                terminal.note("commands run over this console: it can only be watched");
            }
            if (raw) {
                stty("raw", "-echo");
            }
            Thread typing =
                    Thread.ofPlatform()
                            .daemon()
                            .name("airloom-keys")
                            .start(() -> type(line, !console.commands()));
            show(line);
            typing.interrupt();
            return ExitCode.OK;
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot talk to " + console.socket() + ": " + e.getMessage(),
                    "airloom ps says whether the node is up; the log is " + console.log(),
                    e);
        } finally {
            if (raw) {
                stty("sane");
                terminal.complain("");
            }
        }
    }

    private void show(SocketChannel line) {
        OutputStream out = terminal.out();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            while (line.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
                buffer.clear();
            }
        } catch (IOException e) {
            terminal.note("");
        }
    }

    /// Keys to the guest, if it is to have them; closing the line ends the other half, too.
    private static void type(SocketChannel line, boolean toGuest) {
        try (line;
                InputStream keys = new FileInputStream(FileDescriptor.in)) {
            for (int key = keys.read(); key >= 0 && key != LEAVE_KEY; key = keys.read()) {
                if (toGuest) {
                    line.write(ByteBuffer.wrap(new byte[] {(byte) key}));
                }
            }
        } catch (IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stty(String... modes) {
        try {
            String[] command = new String[modes.length + 1];
            command[0] = "stty";
            System.arraycopy(modes, 0, command, 1, modes.length);
            new ProcessBuilder(command)
                    .redirectInput(TERMINAL_DEVICE.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot set the terminal: " + e.getMessage(), "install coreutils (stty)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
