package io.airloom.hostwifi;

import io.airloom.kernel.KernelException;
import io.airloom.kernel.StationEvent;
import io.airloom.kernel.StationInterface;
import io.airloom.linux.LinuxException;
import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.InterfaceId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Wi-Fi of a host by one daemon over D-Bus and the kernel over nl80211. What happens is found
/// out, and told, on one thread of its own; what the daemon and the kernel say only wakes it.
abstract sealed class DaemonWifi implements HostWifi
        permits NetworkManagerWifi, WpaSupplicantWifi, IwdWifi {
    /// After so long a scan that nobody told the end of counts as ended.
    static final Duration SCAN_LIMIT = Duration.ofSeconds(9);

    /// A smaller change of the signal is none.
    static final int SIGNAL_STEP_DB = 3;

    private static final System.Logger LOG = System.getLogger(DaemonWifi.class.getName());
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(3);

    /// A daemon that roams, or tries again at once, is not off its network.
    private static final Duration LOSS_GRACE = Duration.ofMillis(400);

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Daemon daemon;
    private final @Nullable String address;
    private final Supplier<KernelWifi> kernels;
    private final Function<Peer, DaemonApi> apis;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<UUID, Adapter> adapters = new ConcurrentHashMap<>();
    private final AtomicBoolean willSurvey = new AtomicBoolean();
    private final AtomicBoolean willLook = new AtomicBoolean();
    private @Nullable Listener listener;
    private volatile @Nullable KernelWifi kernel;
    private volatile @Nullable Peer peer;
    private volatile @Nullable DaemonApi api;
    private volatile boolean isClosed;

    DaemonWifi(
            Daemon daemon,
            @Nullable String address,
            Supplier<KernelWifi> kernels,
            Function<Peer, DaemonApi> apis) {
        this.daemon = daemon;
        this.address = address;
        this.kernels = kernels;
        this.apis = apis;
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofVirtual().name("airloom-" + daemon.title()).factory());
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public String name() {
        return daemon.title();
    }

    @Override
    public void open(Listener listener) throws HostWifiException {
        this.listener = listener;
        try {
            KernelWifi opened = kernels.get();
            kernel = opened;
            opened.listen(this::told);
            if (!connect()) {
                throw unavailable(name() + " does not run");
            }
            thread.submit(this::survey).get(OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KernelException | LinuxException | BusException e) {
            close();
            throw unavailable(e.getMessage());
        } catch (HostWifiException e) {
            close();
            throw e;
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw unavailable("it does not say which interfaces it has");
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        }
        long period = LOOK_PERIOD.toMillis();
        var _ = thread.scheduleWithFixedDelay(this::measure, period, period, TimeUnit.MILLISECONDS);
    }

    private HostWifiException unavailable(@Nullable String why) {
        return new HostWifiException(
                HostWifiException.UNSPECIFIED, "cannot use %s: %s".formatted(name(), why));
    }

    private boolean connect() throws BusException {
        Peer opened = Peer.open(address, daemon.busName(), new PeerListener());
        peer = opened;
        api = apis.apply(opened);
        return opened.find();
    }

    private final class PeerListener implements Peer.Listener {
        @Override
        public void said(BusSignal signal) {
            DaemonApi known = api;
            adapters.values().forEach(adapter -> adapter.told(signal));
            if (known != null && known.changesDevices(signal)) {
                soon(willSurvey, DaemonWifi.this::survey);
            }
            soon(willLook, DaemonWifi.this::lookAtAll);
        }

        @Override
        public void changedOwner() {
            soon(willSurvey, DaemonWifi.this::survey);
        }

        @Override
        public void lost() {
            later(DaemonWifi.this::reconnect, Duration.ZERO);
        }
    }

    /// What the kernel says, on its thread.
    private void told(StationEvent event) {
        int index = event.interfaceIndex();
        for (Adapter each : adapters.values()) {
            if (each.index() == index) {
                each.told(event);
                switch (event.kind()) {
                    case SCAN_ENDED, SCAN_ABORTED -> later(() -> tellScanned(each), Duration.ZERO);
                    default -> {}
                }
            }
        }
        switch (event.kind()) {
            case INTERFACES -> soon(willSurvey, this::survey);
            case LOST -> {
                soon(willSurvey, this::survey);
                soon(willLook, this::lookAtAll);
            }
            case CONNECTED, DISCONNECTED -> soon(willLook, this::lookAtAll);
            default -> {}
        }
    }

    private void tellScanned(Adapter adapter) {
        if (adapters.containsValue(adapter)) {
            listener().scanned(adapter);
        }
    }

    /// Finds out which interfaces there are, and tells of those that came and went.
    private void survey() {
        Map<UUID, Adapter> present = new HashMap<>();
        try {
            present.putAll(present());
        } catch (BusException | KernelException | LinuxException e) {
            log("which interfaces there are: " + e.getMessage());
            later(this::survey, RETRY);
            return;
        }
        List.copyOf(adapters.values()).stream()
                .filter(each -> present.get(each.id().uuid()) != each)
                .forEach(this::depart);
        present.forEach((uuid, each) -> {
            if (adapters.putIfAbsent(uuid, each) == null) {
                each.arrive();
                listener().arrived(each);
            }
        });
    }

    private Map<UUID, Adapter> present() throws BusException {
        Map<UUID, Adapter> present = new HashMap<>();
        Peer known = peer;
        DaemonApi asked = api;
        if (known == null || asked == null || !known.find()) {
            return present;
        }
        Map<String, String> devices = asked.devices();
        for (StationInterface station : kernel().stations()) {
            String device = devices.get(station.name());
            if (device != null) {
                UUID uuid = Uuids.of(station.wiphyName(), station.permanentAddress());
                Adapter before = adapters.get(uuid);
                present.put(
                        uuid,
                        before != null && before.is(station, device)
                                ? before
                                : new Adapter(
                                        new InterfaceId(uuid, station.name()),
                                        station,
                                        device,
                                        this,
                                        asked,
                                        kernel()));
            }
        }
        return present;
    }

    private void depart(Adapter adapter) {
        adapters.remove(adapter.id().uuid());
        adapter.depart();
        listener().departed(adapter);
    }

    /// The bus has gone: nothing is left until it is there again.
    private void reconnect() {
        if (isClosed) {
            return;
        }
        List.copyOf(adapters.values()).forEach(this::depart);
        Peer former = peer;
        peer = null;
        if (former != null) {
            former.close();
        }
        try {
            connect();
            survey();
        } catch (BusException e) {
            later(this::reconnect, RETRY);
        }
    }

    private void lookAtAll() {
        adapters.values().forEach(each -> lookClosely(each, false));
    }

    private void lookClosely(Adapter adapter, boolean isSure) {
        if (adapters.containsValue(adapter) && adapter.look(isSure)) {
            later(() -> lookClosely(adapter, true), LOSS_GRACE);
        }
    }

    private void measure() {
        adapters.values().forEach(Adapter::measure);
        Peer known = peer;
        try {
            if (known != null && !known.isSame()) {
                survey();
            }
        } catch (BusException e) {
            log("whether it is still there: " + e.getMessage());
        }
    }

    /// Looks what an interface is on, now, and tells.
    void look(Adapter adapter) throws InterruptedException {
        try {
            thread.submit(() -> lookClosely(adapter, true)).get();
        } catch (ExecutionException | RejectedExecutionException e) {
            log("what " + adapter.id() + " is on: " + e.getMessage());
        }
    }

    /// Does something on the thread, some time.
    void later(Runnable work, Duration delay) {
        try {
            var _ = thread.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: there is nobody to tell.
        }
    }

    private void soon(AtomicBoolean flag, Runnable work) {
        if (flag.compareAndSet(false, true)) {
            later(
                    () -> {
                        flag.set(false);
                        work.run();
                    },
                    Duration.ZERO);
        }
    }

    Listener listener() {
        return Objects.requireNonNull(listener);
    }

    private KernelWifi kernel() {
        return Objects.requireNonNull(kernel);
    }

    void log(String text) {
        if (!isClosed) {
            LOG.log(System.Logger.Level.INFO, "{0}: {1}", name(), text);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        thread.shutdownNow();
        Peer opened = peer;
        if (opened != null) {
            opened.close();
        }
        KernelWifi asked = kernel;
        if (asked != null) {
            asked.close();
        }
    }
}
