package io.airloom.vhost;

import com.sun.management.ThreadMXBean;
import io.airloom.guest.Guest;
import io.airloom.linux.CurrentThread;
import io.airloom.linux.EventLoop;
import io.airloom.linux.LinuxException;
import io.airloom.linux.Lookout;
import io.airloom.linux.LoopThread;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.medium.Counters;
import io.airloom.medium.Latency;
import io.airloom.medium.Tap;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The thread on which everything of one air happens: it waits for kicks, takes the guests'
/// messages, lets the [Air] decide, and signals the receivers, in turns:
///
/// ```
///   wait for events ──▶ each kicked guest: up to 64 messages ──▶ guests with more left: 64 each
///         ▲                                                                       │
///         └──────────── signal every guest that got something, once ◀─────────────┘
/// ```
///
/// The methods may be called by any thread, and wait for the air's where they must.
public final class AirThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AirThread.class.getName());
    private static final LongSupplier CLOCK = System::nanoTime;
    private static final long FOREVER = -1;

    /// As long as a station that has lost its access point's beacons can wait at least.
    private static final Duration REUNION = Duration.ofSeconds(1);

    private final AirOptions options;
    private final Lookout lookout;
    private final LoopThread thread = new LoopThread("air", this::run);
    private final EventLoop loop = thread.loop();
    private final Air air;
    private final ArrivalAlarm alarm;
    private final Sessions sessions = new Sessions();
    private final Reunion reunion = new Reunion(loop, sessions::workOnEverything);
    private final RadioMemory memory = new RadioMemory(reunion);
    private final LateCalls lateCalls = new LateCalls();
    private final List<VhostUserServer> servers = new ArrayList<>();
    private final List<AutoCloseable> ways = new ArrayList<>();
    private final VsockSockets vsock =
            new VsockSockets(
                    loop,
                    sessions,
                    new VsockSwitch(loop, false),
                    SessionListener.NONE,
                    this::closeSoon);
    private long foundNanos;

    private AirThread(AirOptions options) {
        this.options = options;
        Duration spin = options.spin();
        this.lookout =
                spin == null
                        ? Lookout.adaptive(Runtime.getRuntime().availableProcessors())
                        : Lookout.fixed(spin.toNanos());
        this.air = new Air(options.propagation(), options.delay(), options.seed());
        this.air.sees(CLOCK);
        this.alarm = new ArrivalAlarm(loop, air);
        this.loop.onFault(fault -> sessions.fault(fault.error()));
    }

    /// An air with nobody on it.
    ///
    /// @throws LinuxException if it may not run on the processor asked for
    public static AirThread start(AirOptions options) {
        AirThread airThread = new AirThread(options);
        airThread.thread.start();
        Integer processor = options.processor();
        if (processor != null) {
            try {
                airThread.thread.call(() -> {
                    CurrentThread.pin(processor);
                    return processor;
                });
            } catch (LinuxException e) {
                airThread.close();
                throw e;
            }
        }
        return airThread;
    }

    /// Makes the way of a frame quick before the first one comes: has it compiled, by frames
    /// between guests that are not there, on a thread and an air of its own. Returns at once; does
    /// it once in the life of the program, in about half a second of processor time. For who has
    /// machines to boot meanwhile.
    public static void warmUp() {
        WarmUp.start();
    }

    /// Takes virtual machines that connect to a Unix socket at `path`.
    ///
    /// @throws LinuxException if it cannot listen there, for example because somebody else does
    public HwsimSocket listen(Path path, NodeNaming naming) {
        return thread.call(() -> {
            VhostUserServer server =
                    new VhostUserServer(
                            loop,
                            path,
                            naming,
                            connection -> device(naming, connection),
                            options.listener(),
                            sessions,
                            Guest.MAX_GUESTS);
            servers.add(server);
            return new HwsimSocket(this, server);
        });
    }

    /// Takes the one machine of this name.
    ///
    /// @throws LinuxException if it cannot listen there
    public HwsimSocket listen(Path path, String nodeName) {
        return listen(path, new NodeNaming.OneNode(nodeName));
    }

    /// Gives a vsock device to the one virtual machine that connects to a Unix socket at `path`, on
    /// the air's own thread: for a guest whose agent carries its frames over vsock, which so come
    /// without waking another thread. Whatever else such a guest sends over vsock takes the air's
    /// time; for bulk there is [VsockThread].
    ///
    /// @param cid the guest's, unsigned: 3 to 2^32-2, and nobody else's on this air
    /// @param door programs that listen on `door` + `_` + port are reached by the guest
    /// @throws LinuxException if it cannot listen there
    public VsockSocket listenVsock(Path path, int cid, String name, Path door) {
        return thread.call(() -> vsock.listen(path, cid, name, door));
    }

    /// Opens another way in: something that brings guests to this air with descriptors and timers
    /// of its own on the air's loop. It is opened on the air's thread and, if it was not before,
    /// closed there when the air is.
    ///
    /// @param opening makes it of the loop and the air
    public <T extends AutoCloseable> T attach(BiFunction<EventLoop, Air, T> opening) {
        return thread.call(() -> {
            T way = opening.apply(loop, air);
            ways.add(way);
            return way;
        });
    }

    /// Does something on the air's thread, and waits for it: for what was attached.
    public <T> T call(Supplier<T> work) {
        return thread.call(work);
    }

    /// Does something with the air itself on its thread, and waits for it: orders and figures.
    ///
    /// @throws RejectedExecutionException if it is closed
    public <T> T with(Function<Air, T> work) {
        return thread.call(() -> work.apply(air));
    }

    /// Watches everything on the air from now on. The tap is called on the air's thread.
    public void tap(Tap tap) {
        thread.call(() -> {
            air.tap(tap);
            return tap;
        });
    }

    public void untap(Tap tap) {
        thread.call(() -> {
            air.untap(tap);
            return tap;
        });
    }

    /// The guests that are on the air or not long gone, of nodes with a socket of their own: what
    /// an air that takes the place of this one has to know ([#recall]).
    public List<KnownGuest> guests() {
        return thread.call(memory::all);
    }

    /// Takes over what another air knew. A guest's driver does not say again who it is when it is
    /// plugged in again; with this its radios hear and acknowledge from the first moment. Frames
    /// are carried when all are here, or nobody has come for a second.
    public void recall(List<KnownGuest> guests) {
        recall(guests, REUNION);
    }

    /// @param patience for how long the next one may stay away until nobody waits for him any more
    void recall(List<KnownGuest> guests, Duration patience) {
        thread.call(() -> {
            memory.recall(guests, patience);
            return guests;
        });
    }

    /// What the air has counted; live.
    public Counters<AirCounter> counters() {
        return air.counters();
    }

    /// From the kick that announced a frame to the signal to its last receiver; live.
    public Latency latency() {
        return air.latency();
    }

    /// How often guests or front ends broke each rule; live.
    public Counters<VhostViolation.Kind> violations() {
        return sessions.violations();
    }

    /// Bytes of heap that the air's thread has allocated since it started.
    public long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(thread.threadId());
    }

    /// Processor time that the air's thread has taken since it started.
    public long processorNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    }

    /// Disconnects everybody, removes the sockets and ends the thread. Called on the air's thread
    /// itself (by a listener) it does not wait.
    @Override
    public void close() {
        thread.close();
    }

    void close(VhostUserServer server) {
        quietly(() -> {
            server.close();
            servers.remove(server);
        });
    }

    private void closeSoon(VsockSocket socket) {
        quietly(() -> vsock.close(socket));
    }

    private void quietly(Runnable work) {
        try {
            thread.call(() -> {
                work.run();
                return true;
            });
        } catch (RejectedExecutionException airIsClosed) {
            // Then what was to be closed is closed, too.
        }
    }

    private VirtioDevice device(NodeNaming naming, GuestConnection connection) {
        // On a socket for many, a process may have several guests: none is known again.
        boolean remembered = naming instanceof NodeNaming.OneNode && connection.peerPid() > 0;
        return new HwsimDevice(
                air,
                connection.name(),
                connection.counters(),
                lateCalls,
                remembered ? memory.place(connection.name(), connection.peerPid()) : null);
    }

    private void run() {
        try {
            takeTurns();
        } finally {
            ways.reversed().forEach(AirThread::closeWay);
            List.copyOf(servers).forEach(VhostUserServer::close);
            vsock.closeAll();
            sessions.close();
            vsock.close();
            alarm.close();
            reunion.close();
        }
    }

    private static void closeWay(AutoCloseable way) {
        try {
            way.close();
        } catch (Exception e) {
            // One that cannot close must not keep the others open.
            LOG.log(System.Logger.Level.ERROR, "cannot close a way in", e);
        }
    }

    private void takeTurns() {
        CurrentThread.shortSlice();
        boolean look = false;
        while (!thread.isStopping()) {
            // A fault of a handler may surface as late as here.
            try {
                boolean worked = turn(look);
                look = lookout.mayLook() && lookAgain(worked);
            } catch (InternalError | RuntimeException e) {
                sessions.fault(e);
            }
        }
    }

    private boolean lookAgain(boolean worked) {
        long now = System.nanoTime();
        if (worked) {
            lookout.worked(foundNanos, now);
        } else {
            Thread.onSpinWait();
        }
        return lookout.again(now);
    }

    private boolean turn(boolean look) {
        boolean waits =
                !look && !sessions.hasWork() && (!air.isCarrying() || alarm.set(System.nanoTime()));
        int events =
                loop.poll(waits ? (lateCalls.isEmpty() ? FOREVER : LateCalls.PATIENCE_NANOS) : 0);
        if (lookout.mayLook()) {
            foundNanos = System.nanoTime();
        }
        boolean more = sessions.hasWork();
        if (more) {
            sessions.work(System.nanoTime());
        }
        if (air.isCarrying()) {
            air.arrive(System.nanoTime());
        }
        air.flush(CLOCK);
        if (!lateCalls.isEmpty()) {
            lateCalls.look(System.nanoTime());
        }
        return more || events > 0;
    }
}
