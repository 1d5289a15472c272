package io.airloom.vhost;

import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.LoopThread;
import io.airloom.medium.Counters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A cable between virtual machines: each has a virtio network device (id 1) at one learning
/// switch, which has a thread of its own, so that it never delays a frame on the air.
///
/// The methods may be called by any thread.
public final class EthernetThread implements AutoCloseable {
    /// Machines at one switch.
    private static final int MAX_PORTS = 1024;

    private static final long FOREVER = -1;

    private final SessionListener listener;
    private final LoopThread thread = new LoopThread("ethernet", this::run);
    private final EventLoop loop = thread.loop();
    private final EthernetSwitch lan = new EthernetSwitch();
    private final Sessions sessions = new Sessions();
    private final List<VhostUserServer> servers = new ArrayList<>();

    private EthernetThread(SessionListener listener) {
        this.listener = listener;
        this.loop.onFault(fault -> sessions.fault(fault.error()));
    }

    /// A switch with nobody at it.
    ///
    /// @param listener is told of machines that come and go, on the switch's thread
    public static EthernetThread start(SessionListener listener) {
        EthernetThread ethernet = new EthernetThread(listener);
        ethernet.thread.start();
        return ethernet;
    }

    /// Takes the one machine of this name at a Unix socket.
    ///
    /// @throws LinuxException if it cannot listen there
    public void listen(Path path, String nodeName) {
        thread.call(() -> servers.add(server(path, nodeName)));
    }

    private VhostUserServer server(Path path, String nodeName) {
        return new VhostUserServer(
                loop,
                path,
                new NodeNaming.OneNode(nodeName),
                connection -> new EthernetDevice(lan, connection.counters()),
                listener,
                sessions,
                MAX_PORTS);
    }

    /// What the switch has counted; live.
    public Counters<EthernetCounter> counters() {
        return lan.counters();
    }

    /// Disconnects everybody, removes the sockets and ends the thread.
    @Override
    public void close() {
        thread.close();
    }

    private void run() {
        try {
            while (!thread.isStopping()) {
                // A fault of a handler may surface as late as here.
                try {
                    turn();
                } catch (InternalError | RuntimeException e) {
                    sessions.fault(e);
                }
            }
        } finally {
            servers.forEach(VhostUserServer::close);
            sessions.close();
        }
    }

    private void turn() {
        loop.poll(sessions.hasWork() ? 0 : FOREVER);
        if (sessions.hasWork()) {
            sessions.work(System.nanoTime());
        }
        lan.flush();
    }
}
