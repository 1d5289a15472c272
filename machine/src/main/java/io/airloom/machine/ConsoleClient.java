package io.airloom.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Somebody who has a console. What the machine writes waits here, bounded, for a thread that sends
/// it: who does not take it in time loses what comes until all that waits is taken, and is then
/// told how much that was. Any thread.
final class ConsoleClient implements AutoCloseable {
    /// How much may wait, in octets, beside what the socket holds.
    static final int MAX_WAITING = 64 << 10;

    private static final System.Logger LOG = System.getLogger(ConsoleClient.class.getName());

    private final SocketChannel socket;
    private final byte[] waiting = new byte[MAX_WAITING];
    private int length;
    private long lost;
    private boolean ended;

    ConsoleClient(SocketChannel socket) {
        this.socket = socket;
    }

    /// More for it; never waits.
    synchronized void offer(byte[] chunk, int count) {
        if (lost > 0 || count > MAX_WAITING - length) {
            lost += count;
        } else {
            System.arraycopy(chunk, 0, waiting, length, count);
            length += count;
        }
        notifyAll();
    }

    /// A line of ours, in the middle of what the machine writes.
    void tell(String line) {
        byte[] octets = note(line);
        offer(octets, octets.length);
    }

    private static byte[] note(String line) {
        return ("\r\n[airloom: " + line + "]\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /// Nothing more will come; what waits is sent still.
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// What waits; null at the end.
    private synchronized byte @Nullable [] take() throws InterruptedException {
        while (length == 0 && lost == 0 && !ended) {
            wait();
        }
        if (length > 0) {
            byte[] taken = Arrays.copyOf(waiting, length);
            length = 0;
            return taken;
        }
        if (lost > 0) {
            byte[] note = note(lost + " octets of the console are missing here: taken too slowly");
            lost = 0;
            return note;
        }
        return null;
    }

    /// Sends until the end, and closes.
    void send() {
        try (socket) {
            for (byte[] some = take(); some != null; some = take()) {
                ByteBuffer octets = ByteBuffer.wrap(some);
                while (octets.hasRemaining()) {
                    socket.write(octets);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console's client has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What it has typed; waits for it.
    ///
    /// @return how many octets; negative at its end
    int read(ByteBuffer keys) throws IOException {
        return socket.read(keys);
    }

    @Override
    public void close() {
        end();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a console's client does not close", e);
        }
    }
}
