package io.airloom.windows;

import io.airloom.proxy.Connection;
import io.airloom.proxy.Heard;
import io.airloom.proxy.HostInterface;
import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.InterfaceId;
import io.airloom.proxy.Join;
import io.airloom.proxy.LossReason;
import io.airloom.proxy.Ssid;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A Wi-Fi interface of Windows. The handler's threads ask, `airloom-wlan` tells ([#handle]); what
/// both look at is guarded by the lock.
final class WindowsInterface implements HostInterface {
    /// `wlan_intf_opcode_current_connection`.
    static final int CURRENT_CONNECTION = 7;

    /// `wlan_intf_opcode_rssi`.
    static final int RSSI = 0x1000_0102;

    /// `WLAN_REASON_CODE_MSMSEC_PSK_MISMATCH_SUSPECTED`.
    static final int PSK_MISMATCH = 0x0004_8015;

    private final WlanApi api;
    private final UUID guid;
    private final InterfaceId id;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private boolean isGone;
    private WlanReader.@Nullable CurrentConnection current;

    /// What is being joined, and the reason code that it ended with.
    private @Nullable Ssid joining;

    private OptionalInt joinEnded = OptionalInt.empty();

    /// What [#join] has joined, and the profile that the interface was connected by before.
    private @Nullable Ssid ours;

    private @Nullable String formerProfile;

    private boolean isScanning;
    private List<Heard> beforeScan = List.of();

    WindowsInterface(WlanApi api, WlanReader.Interface found, InstantSource clock) {
        this.api = api;
        this.guid = found.guid();
        this.id = new InterfaceId(found.guid(), found.description());
        this.clock = clock;
        this.current = query();
    }

    @Override
    public InterfaceId id() {
        return id;
    }

    @Override
    public @Nullable Connection connection() {
        lock.lock();
        try {
            return current == null ? null : current.connection();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Heard> networks() throws HostWifiException {
        lock.lock();
        try {
            requirePresent();
            // Windows forgets what it has heard when a scan begins.
            return isScanning ? beforeScan : heard();
        } finally {
            lock.unlock();
        }
    }

    private List<Heard> heard() throws HostWifiException {
        return WlanReader.heard(api.networks(guid), clock.instant());
    }

    @Override
    public void scan(Ssid ssid) throws HostWifiException {
        lock.lock();
        try {
            requirePresent();
            if (isScanning) {
                return;
            }
            beforeScan = heard();
            isScanning = true;
            try {
                api.scan(guid, ssid);
            } catch (HostWifiException e) {
                isScanning = false;
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Connection join(Join join, Duration within)
            throws HostWifiException, InterruptedException {
        lock.lock();
        try {
            requirePresent();
            if (ours == null) {
                formerProfile = formerProfile();
            }
            joining = join.ssid();
            joinEnded = OptionalInt.empty();
            boolean isJoined = false;
            try (WlanProfile profile = WlanProfile.temporary(join, hides(join.ssid()))) {
                api.connect(guid, profile, join.bssid());
                Connection connection = awaitJoined(join, System.nanoTime() + within.toNanos());
                isJoined = true;
                ours = join.ssid();
                return connection;
            } finally {
                joining = null;
                if (!isJoined) {
                    ours = null;
                    takeBack();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /// The profile that Windows connected by, if it can be asked for it again.
    private @Nullable String formerProfile() {
        return current == null || current.mode() == WlanProfile.MODE_TEMPORARY
                ? null
                : current.profileName();
    }

    /// Whether nobody has been heard by this name.
    private boolean hides(Ssid ssid) throws HostWifiException {
        return (isScanning ? beforeScan : heard())
                .stream().noneMatch(heard -> Objects.equals(ssid, heard.bss().elements().ssid()));
    }

    private Connection awaitJoined(Join join, long deadlineNs)
            throws HostWifiException, InterruptedException {
        await(
                () -> joinEnded.isPresent() || isGone,
                deadlineNs,
                "the connection to " + join.ssid() + " took too long");
        requirePresent();
        int reason = joinEnded.getAsInt();
        if (reason != 0) {
            throw new HostWifiException(
                    reason == PSK_MISMATCH
                            ? HostWifiException.WRONG_KEY
                            : HostWifiException.UNSPECIFIED,
                    "Windows did not connect to %s: reason 0x%x".formatted(join.ssid(), reason));
        }
        if (current == null || !current.connection().ssid().equals(join.ssid())) {
            throw new HostWifiException(
                    HostWifiException.UNSPECIFIED,
                    "Windows said that it had connected to " + join.ssid() + ", but is not on it");
        }
        return current.connection();
    }

    /// After a connection that did not come to be: as it was, as far as Windows lets us.
    private void takeBack() {
        if (isGone) {
            return;
        }
        try {
            api.disconnect(guid);
            restore();
        } catch (HostWifiException e) {
            System.getLogger(WindowsInterface.class.getName())
                    .log(System.Logger.Level.WARNING, id + ": not taken back: " + e.getMessage());
        }
    }

    private void restore() throws HostWifiException {
        String profileName = formerProfile;
        formerProfile = null;
        if (profileName != null) {
            try (WlanProfile profile = WlanProfile.named(profileName)) {
                api.connect(guid, profile, 0);
            }
        }
    }

    @Override
    public void leave(Duration within) throws HostWifiException, InterruptedException {
        lock.lock();
        try {
            requirePresent();
            Ssid left = ours;
            ours = null;
            if (left == null || !isOn(left)) {
                // Somebody has connected it to something else: what it was on before is past.
                if (current == null) {
                    restore();
                } else {
                    formerProfile = null;
                }
                return;
            }
            long deadlineNs = System.nanoTime() + within.toNanos();
            api.disconnect(guid);
            await(() -> !isOn(left) || isGone, deadlineNs, left + " was not left in time");
            requirePresent();
            restore();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOn(Ssid ssid) {
        return current != null
                && current.mode() == WlanProfile.MODE_TEMPORARY
                && current.connection().ssid().equals(ssid);
    }

    private void await(BooleanSupplier isSo, long deadlineNs, String otherwise)
            throws HostWifiException, InterruptedException {
        while (!isSo.getAsBoolean()) {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                throw new HostWifiException(HostWifiException.TIMEOUT, otherwise);
            }
            boolean _ = changed.await(leftNs, TimeUnit.NANOSECONDS);
        }
    }

    private void requirePresent() throws HostWifiException {
        if (isGone) {
            throw new HostWifiException(HostWifiException.UNSPECIFIED, id + " has been removed");
        }
    }

    /// It has been removed from the host.
    void remove() {
        lock.lock();
        try {
            isGone = true;
            current = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Learns of an event, tells of it, and only then lets go on who waits for it.
    void handle(WlanEvent event, HostWifi.Listener listener) {
        switch (event) {
            case WlanEvent.ScanEnded _ -> {
                scanEnded();
                listener.scanned(this);
            }
            case WlanEvent.ConnectionEnded(UUID _, Ssid ssid, int reasonCode) -> {
                if (reasonCode == 0) {
                    connected(listener);
                }
                joinEnded(ssid, reasonCode);
            }
            case WlanEvent.Roamed _ -> connected(listener);
            case WlanEvent.Disconnected(UUID _, Ssid _, int reasonCode) ->
                    disconnected(reasonCode, listener);
            case WlanEvent.Signal(UUID _, int percent) ->
                    listener.signal(this, dbm().orElse(percent / 2 - 100));
            case WlanEvent.Arrived _, WlanEvent.Removed _ -> {
                // Of the list that this is in.
            }
        }
    }

    private void scanEnded() {
        lock.lock();
        try {
            isScanning = false;
            beforeScan = List.of();
        } finally {
            lock.unlock();
        }
    }

    private void connected(HostWifi.Listener listener) {
        WlanReader.CurrentConnection found = query();
        lock.lock();
        try {
            current = found;
        } finally {
            lock.unlock();
        }
        if (found != null) {
            listener.connected(this, found.connection());
        }
    }

    private void joinEnded(@Nullable Ssid ssid, int reasonCode) {
        lock.lock();
        try {
            if (joining != null && Objects.equals(joining, ssid)) {
                joinEnded = OptionalInt.of(reasonCode);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void disconnected(int reasonCode, HostWifi.Listener listener) {
        WlanReader.CurrentConnection before;
        LossReason.Cause cause;
        lock.lock();
        try {
            before = current;
            current = null;
            boolean isOurs = joining != null || (ours == null && lock.hasWaiters(changed));
            cause = isOurs ? LossReason.Cause.OURSELVES : LossReason.Cause.UNKNOWN;
        } finally {
            lock.unlock();
        }
        if (before != null) {
            String text = "Windows: reason 0x%x".formatted(reasonCode);
            listener.disconnected(this, before.connection().ssid(), new LossReason(cause, 0, text));
        }
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private OptionalInt dbm() {
        try {
            OptionalInt dbm = WlanReader.number(api.query(guid, RSSI));
            return dbm.isPresent() && dbm.getAsInt() == (byte) dbm.getAsInt()
                    ? dbm
                    : OptionalInt.empty();
        } catch (HostWifiException e) {
            return OptionalInt.empty();
        }
    }

    /// An interface that is on no network has no answer to this.
    private WlanReader.@Nullable CurrentConnection query() {
        try {
            return WlanReader.connection(api.query(guid, CURRENT_CONNECTION));
        } catch (HostWifiException e) {
            return null;
        }
    }
}
