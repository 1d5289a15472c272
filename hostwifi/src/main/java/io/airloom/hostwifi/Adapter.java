package io.airloom.hostwifi;

import io.airloom.kernel.HeardNetwork;
import io.airloom.kernel.KernelException;
import io.airloom.kernel.StationEvent;
import io.airloom.kernel.StationInterface;
import io.airloom.kernel.StationLink;
import io.airloom.linux.LinuxException;
import io.airloom.proxy.Bss;
import io.airloom.proxy.Connection;
import io.airloom.proxy.Deadline;
import io.airloom.proxy.ElementBlob;
import io.airloom.proxy.Heard;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.InterfaceId;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.LossReason.Cause;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A station of this kernel and a device of the daemon, which are the same thing: the kernel says
/// what there is, the daemon does what is asked for. What it is on is found out by [DaemonWifi]'s
/// thread, and read by any.
final class Adapter implements HostInterface {
    private static final Duration TAKE_BACK = Duration.ofSeconds(5);

    /// What a join has made, and what was there before.
    private record Made(String ours, Former former) {}

    private final InterfaceId id;
    private final StationInterface station;
    private final String device;
    private final DaemonWifi home;
    private final DaemonApi api;
    private final KernelWifi kernel;
    private final AtomicLong owedScan = new AtomicLong();
    private volatile @Nullable Connection connection;
    private volatile @Nullable Attempt attempt;
    private volatile @Nullable Made made;
    private final LastWord daemonsWord = new LastWord();
    private final LastWord kernelsWord = new LastWord();
    private volatile boolean isScanning;
    private volatile boolean isBusy;
    private volatile boolean isGone;
    private volatile boolean wasLeftByUser;
    private int toldDbm;
    private long scans;

    Adapter(
            InterfaceId id,
            StationInterface station,
            String device,
            DaemonWifi home,
            DaemonApi api,
            KernelWifi kernel) {
        this.id = id;
        this.station = station;
        this.device = device;
        this.home = home;
        this.api = api;
        this.kernel = kernel;
    }

    @Override
    public InterfaceId id() {
        return id;
    }

    /// Whether it is still this station, and this device.
    boolean is(StationInterface station, String device) {
        return this.station.equals(station) && this.device.equals(device);
    }

    int index() {
        return station.index();
    }

    @Override
    public @Nullable Connection connection() {
        return connection;
    }

    @Override
    public List<Heard> networks() throws HostWifiException {
        checkPresent();
        try {
            return kernel.heard(station.index()).stream()
                    .map(each ->
                            new Heard(
                                    new Bss(
                                            each.bssid(),
                                            each.capabilities(),
                                            each.signalDbm(),
                                            each.beaconIntervalTu(),
                                            each.freqKhz(),
                                            ElementBlob.of(each.elementOctets())),
                                    each.ageMillis()))
                    .toList();
        } catch (KernelException | LinuxException e) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED, id + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void scan(Ssid ssid) throws HostWifiException {
        checkPresent();
        long promise = ++scans;
        owedScan.set(promise);
        Duration limit = DaemonWifi.SCAN_LIMIT;
        try {
            api.scan(device, ssid);
        } catch (BusException e) {
            if (e.isUnanswered()) {
                if (owedScan.compareAndSet(promise, 0)) {
                    throw failed(e);
                }
                return;
            }
            // Too soon, or busy: the scan that runs counts, or the one that has just ended.
            if (!isScanning) {
                limit = Duration.ZERO;
            }
        }
        home.later(() -> tellScan(promise), limit);
    }

    /// Tells of the end of a scan that was promised and not told of yet.
    private void tellScan(long promise) {
        if (!isGone && owedScan.compareAndSet(promise, 0)) {
            home.listener().scanned(this);
        }
    }

    @Override
    public Connection join(Join join, Duration within)
            throws HostWifiException, InterruptedException {
        checkPresent();
        Deadline deadline = Deadline.in(within);
        isBusy = true;
        try {
            return join(new Attempt(device, join, deadline));
        } catch (BusException e) {
            throw failed(e);
        } finally {
            attempt = null;
            isBusy = false;
        }
    }

    private Connection join(Attempt running)
            throws BusException, HostWifiException, InterruptedException {
        Former former = former();
        forgetMade();
        attempt = running;
        String ours = api.begin(running, former);
        wasLeftByUser = false;
        boolean isDone = false;
        try {
            api.await(running, ours);
            Connection joined = awaitKernel(running);
            made = new Made(ours, former);
            isDone = true;
            return joined;
        } finally {
            if (!isDone) {
                takeBack(ours, former);
            }
        }
    }

    /// What was there before anything was joined here, even if that was some joins ago.
    private Former former() throws BusException {
        Made before = made;
        return before != null && api.isCurrent(device, before.ours())
                ? before.former()
                : api.former(device);
    }

    private void forgetMade() throws BusException {
        Made before = made;
        made = null;
        if (before != null) {
            api.end(device, before.ours(), Former.NOTHING, false);
        }
    }

    private Connection awaitKernel(Attempt running) throws HostWifiException, InterruptedException {
        while (true) {
            home.look(this);
            Connection now = connection;
            if (now != null && now.ssid().equals(running.join().ssid())) {
                return now;
            }
            running.next();
        }
    }

    /// Undoes an attempt, even if its thread was interrupted. Never throws: whoever waits is told
    /// why it failed, not why it could not be undone.
    private void takeBack(String ours, Former former) {
        boolean isInterrupted = Thread.interrupted();
        try {
            api.end(device, ours, former, true);
            awaitLeft(ours, Deadline.in(TAKE_BACK));
        } catch (BusException e) {
            home.log("could not take back a connection of " + id + ": " + e.getMessage());
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void leave(Duration within) throws HostWifiException, InterruptedException {
        checkPresent();
        Made before = made;
        if (before == null) {
            return;
        }
        Deadline deadline = Deadline.in(within);
        isBusy = true;
        try {
            made = null;
            api.end(device, before.ours(), before.former(), !wasLeftByUser);
            if (!awaitLeft(before.ours(), deadline)) {
                throw new HostWifiException(
                        HostWifiException.TIMEOUT, id + " is not off its network in time");
            }
            home.look(this);
        } catch (BusException e) {
            throw failed(e);
        } finally {
            isBusy = false;
        }
    }

    private boolean awaitLeft(String ours, Deadline deadline)
            throws BusException, InterruptedException {
        while (api.isCurrent(device, ours)) {
            if (deadline.isOver()) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(50));
        }
        return true;
    }

    private HostWifiException failed(BusException e) {
        return new HostWifiException(
                e.isUnanswered() ? HostWifiException.TIMEOUT : HostWifiException.UNSPECIFIED,
                home.name() + ": " + e.getMessage(),
                e);
    }

    private void checkPresent() throws HostWifiException {
        if (isGone) {
            throw new HostWifiException(HostWifiException.UNSPECIFIED, id + " is gone");
        }
    }

    /// Looks what it is on when it comes, of which nobody is told but by its coming.
    void arrive() {
        connection = present();
    }

    /// From now on its methods throw.
    void depart() {
        isGone = true;
        connection = null;
    }

    /// Takes what the daemon said. Called by the bus's thread.
    void told(BusSignal signal) {
        Attempt running = attempt;
        if (running != null) {
            running.told(signal);
        }
        LossReason why = api.loss(signal, device);
        if (why != null && !isBusy) {
            daemonsWord.said(why);
        }
    }

    /// Takes what the kernel said. Called by its thread.
    void told(StationEvent event) {
        switch (event.kind()) {
            case SCAN_STARTED -> isScanning = true;
            case SCAN_ENDED, SCAN_ABORTED -> {
                isScanning = false;
                owedScan.set(0);
            }
            case DISCONNECTED -> {
                Attempt running = attempt;
                if (running != null) {
                    running.disconnected(event.reason());
                }
                kernelsWord.said(Losses.ofKernel(event));
            }
            default -> {}
        }
    }

    /// Looks what the kernel says it is on. For [DaemonWifi]'s thread.
    ///
    /// @return whether it seems to be on nothing any more: to be looked at again, since daemons
    ///   roam and change their minds
    boolean look(boolean isSure) {
        Connection before = connection;
        Connection now = present();
        if (now == null && before != null && !isSure) {
            return true;
        }
        if (now == null ? before == null : now.equals(before)) {
            return false;
        }
        connection = now;
        if (before != null && (now == null || !now.ssid().equals(before.ssid()))) {
            LossReason why = why();
            wasLeftByUser = why.cause() == Cause.USER;
            home.listener().disconnected(this, before.ssid(), why);
        }
        if (now != null) {
            daemonsWord.forget();
            kernelsWord.forget();
            toldDbm = 0;
            home.listener().connected(this, now);
        }
        return false;
    }

    private @Nullable Connection present() {
        try {
            for (HeardNetwork each : kernel.heard(station.index())) {
                if (each.isAssociated()) {
                    StationLink link = kernel.link(station.index(), each.bssid());
                    ElementBlob elements = ElementBlob.of(each.elementOctets());
                    Ssid ssid = elements.ssid();
                    return link == null || !link.isAuthorized() || ssid == null
                            ? null
                            : new Connection(
                                    ssid,
                                    each.bssid(),
                                    NetworkSecurity.of(each.capabilities(), elements));
                }
            }
        } catch (KernelException | LinuxException e) {
            home.log("what " + id + " is on: " + e.getMessage());
        }
        return null;
    }

    private LossReason why() {
        LossReason daemons = daemonsWord.why();
        LossReason kernels = kernelsWord.why();
        int code = kernels != null ? kernels.code() : daemons != null ? daemons.code() : 0;
        if (isBusy) {
            return new LossReason(Cause.OURSELVES, code, "this program asked for it");
        }
        if (kernel.isRadioOff(station.wiphyName())) {
            return new LossReason(Cause.RADIO_OFF, code, "the radio is switched off");
        }
        if (daemons != null && daemons.cause() != Cause.UNKNOWN) {
            return new LossReason(daemons.cause(), code, daemons.text());
        }
        return kernels != null ? kernels : Losses.UNKNOWN;
    }

    /// Tells how strong its access point is, if that has changed by 3 dB or more. For
    /// [DaemonWifi]'s thread.
    void measure() {
        Connection now = connection;
        if (now == null) {
            return;
        }
        try {
            StationLink link = kernel.link(station.index(), now.bssid());
            int dbm = link == null ? 0 : link.signalDbm();
            if (dbm != 0 && Math.abs(dbm - toldDbm) >= DaemonWifi.SIGNAL_STEP_DB) {
                toldDbm = dbm;
                home.listener().signal(this, dbm);
            }
        } catch (KernelException | LinuxException e) {
            home.log("the signal of " + id + ": " + e.getMessage());
        }
    }
}
