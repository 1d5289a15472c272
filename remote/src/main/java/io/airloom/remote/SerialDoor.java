package io.airloom.remote;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.Timer;
import io.airloom.linux.UnixSocket;
import io.airloom.wire.AgentAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The host's end of a machine's serial line: a Unix socket on which the machine listens. We
/// connect, and when that fails or the machine ends, again and again, with growing pauses.
final class SerialDoor implements AgentDoor {
    private static final System.Logger LOG = System.getLogger(SerialDoor.class.getName());
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Agents agents;
    private final EventLoop loop;
    private final Door door;
    private final Path path;
    private @Nullable Timer timer;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private boolean open = true;

    SerialDoor(Agents agents, EventLoop loop, Door door, AgentAddress.Serial address) {
        this.agents = agents;
        this.loop = loop;
        this.door = door;
        this.path = Path.of(address.path());
        connect();
    }

    @Override
    public AgentAddress address() {
        return door.address();
    }

    private void connect() {
        if (!open) {
            return;
        }
        try {
            agents.admit(door, UnixSocket.connectNow(path), path.toString(), this::disconnected);
            pauseNanos = FIRST_PAUSE_NANOS;
        } catch (LinuxException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "not yet: " + e.getMessage());
            disconnected();
        }
    }

    private void disconnected() {
        if (open) {
            timer = loop.schedule(pauseNanos, this::connect);
            pauseNanos = Math.min(2 * pauseNanos, LAST_PAUSE_NANOS);
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            if (timer != null) {
                timer.cancel();
            }
            agents.closed(this, door);
        }
    }
}
