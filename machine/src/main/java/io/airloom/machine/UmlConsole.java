package io.airloom.machine;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The console of a UML machine: the standard error of its process, all of which is logged, and a
/// FIFO that takes keys.
final class UmlConsole implements ConsoleLine {
    private static final System.Logger LOG = System.getLogger(UmlConsole.class.getName());

    /// Keys go slowly: the line of Linux 6.12 that takes them stands still for ever when its 4 KiB
    /// are full.
    private static final int KEYS_BYTES = 256;

    private static final long KEYS_PAUSE_MILLIS = 10;

    private final InputStream console;
    private final Path keys;
    private @Nullable OutputStream log;
    private volatile @Nullable FileChannel typing;

    /// @param console what the machine writes, to its end
    UmlConsole(InputStream console, MachineFiles files) throws IOException {
        this.console = console;
        this.keys = files.consoleKeys();
        this.log = Files.newOutputStream(files.consoleLog(), CREATE, APPEND);
    }

    @Override
    public int read(byte[] chunk) throws IOException {
        int count = console.read(chunk);
        if (log != null) {
            log(log, chunk, count);
        }
        return count;
    }

    /// A log that takes no more, of a full disk for example, must not stop the machine.
    private void log(OutputStream to, byte[] chunk, int count) {
        try {
            if (count < 0) {
                to.close();
            } else {
                to.write(chunk, 0, count);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a console's log ends: {0}", e.getMessage());
            log = null;
        }
    }

    @Override
    public void type(ByteBuffer octets) throws IOException, InterruptedException {
        FileChannel to = typing;
        if (to == null) {
            // Open for both directions, a FIFO does not wait for its other end.
            to = FileChannel.open(keys, READ, WRITE);
            typing = to;
        }
        while (octets.hasRemaining()) {
            ByteBuffer some =
                    octets.slice(octets.position(), Math.min(KEYS_BYTES, octets.remaining()));
            octets.position(octets.position() + to.write(some));
            TimeUnit.MILLISECONDS.sleep(KEYS_PAUSE_MILLIS);
        }
    }

    @Override
    public void close() {
        FileChannel current = typing;
        try {
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a FIFO does not close", e);
        }
    }
}
