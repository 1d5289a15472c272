package io.airloom.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An interface of a [FakeWifi]. Scans and joins can be held up; calls are counted. Joins what is
/// on the air, remembers the user's own network, and leaves alone what the user made since, as
/// [HostInterface] wants it.
final class FakeInterface implements HostInterface {
    final AtomicInteger scans = new AtomicInteger();
    final AtomicInteger joins = new AtomicInteger();
    final AtomicInteger leaves = new AtomicInteger();

    /// What the user has connected it to last, and has not lost.
    private @Nullable Connection usersOwn;

    private final FakeWifi wifi;
    private final InterfaceId id;
    private List<Bss> cache = new ArrayList<>();
    private List<Bss> onAir = new ArrayList<>();
    private @Nullable Connection connection;
    private boolean isOurs;
    private @Nullable Connection before;
    private int scansBegun;
    private boolean isScanBlocked;

    /// Of all that it has heard.
    volatile long ageMillis;

    boolean refusesScans;
    boolean breaksScans;
    boolean refusesLeave;
    boolean isGone;

    /// What joining waits for.
    volatile CountDownLatch joinGate = new CountDownLatch(0);

    volatile int joinTakesMillis;

    /// Joins whatever its caller does, and returns late.
    volatile boolean isDeaf;

    volatile @Nullable HostWifiException joinFailure;
    volatile @Nullable NetworkSecurity joinedAs;
    volatile String joinedKey = "";

    /// All that it was given, to see what becomes of them.
    final List<NetworkKey> keys = new CopyOnWriteArrayList<>();

    FakeInterface(FakeWifi wifi, InterfaceId id) {
        this.wifi = wifi;
        this.id = id;
    }

    /// These are on the air, and have been heard.
    synchronized FakeInterface knows(Bss... networks) {
        cache = new ArrayList<>(List.of(networks));
        onAir = new ArrayList<>(cache);
        return this;
    }

    /// These are on the air, and are heard by the next scan.
    synchronized FakeInterface canHear(Bss... networks) {
        onAir = new ArrayList<>(List.of(networks));
        return this;
    }

    synchronized void blockScans() {
        isScanBlocked = true;
    }

    /// Scans that were held up end.
    void endScans() {
        int ended;
        synchronized (this) {
            isScanBlocked = false;
            ended = scansBegun;
            scansBegun = 0;
            cache = new ArrayList<>(onAir);
        }
        for (int i = 0; i < ended; i++) {
            wifi.listener().scanned(this);
        }
    }

    /// The host scans of its own accord.
    void scanByItself() {
        synchronized (this) {
            cache = new ArrayList<>(onAir);
        }
        wifi.listener().scanned(this);
    }

    /// The user connects it.
    void userConnects(Bss to, NetworkSecurity security) {
        Connection made = new Connection(ssid(to), to.bssid(), security);
        Connection lost;
        synchronized (this) {
            lost = connection;
            connection = made;
            usersOwn = made;
            isOurs = false;
            before = null;
        }
        if (lost != null) {
            wifi.listener().disconnected(this, lost.ssid(), reason(LossReason.Cause.USER));
        }
        if (wifi.listener != null) {
            wifi.listener.connected(this, made);
        }
    }

    /// It loses its network.
    void disconnects() {
        Connection lost;
        synchronized (this) {
            lost = connection;
            connection = null;
            usersOwn = isOurs ? usersOwn : null;
        }
        if (lost != null) {
            wifi.listener().disconnected(this, lost.ssid(), reason(LossReason.Cause.ACCESS_POINT));
        }
    }

    private static LossReason reason(LossReason.Cause cause) {
        return new LossReason(cause, 0, "");
    }

    private static Ssid ssid(Bss bss) {
        Ssid ssid = bss.elements().ssid();
        if (ssid == null) {
            throw new IllegalArgumentException(bss.toString());
        }
        return ssid;
    }

    /// Whether it is on a network that was joined for a guest.
    synchronized boolean isOnOurs() {
        return connection != null && isOurs;
    }

    /// Whether it is where the user wants it, or on a network that was joined for a guest.
    synchronized boolean isWhereItShouldBe() {
        return isOurs || Objects.equals(connection, usersOwn);
    }

    @Override
    public InterfaceId id() {
        return id;
    }

    @Override
    public synchronized @Nullable Connection connection() {
        return connection;
    }

    @Override
    public synchronized List<Heard> networks() throws HostWifiException {
        if (isGone) {
            throw new HostWifiException(1, "gone");
        }
        return cache.stream().map(bss -> new Heard(bss, ageMillis)).toList();
    }

    @Override
    public void scan(Ssid ssid) throws HostWifiException {
        scans.incrementAndGet();
        if (breaksScans) {
            throw new IllegalStateException("on purpose");
        }
        if (refusesScans || isGone) {
            throw new HostWifiException(1, "not now");
        }
        synchronized (this) {
            if (isScanBlocked) {
                scansBegun++;
                return;
            }
            cache = new ArrayList<>(onAir);
        }
        wifi.listener().scanned(this);
    }

    @Override
    public Connection join(Join join, Duration within)
            throws HostWifiException, InterruptedException {
        joins.incrementAndGet();
        awaitGate();
        if (joinFailure != null) {
            throw joinFailure;
        }
        byte[] key = join.key().copy();
        joinedKey = HexFormat.of().formatHex(key);
        joinedAs = join.security();
        keys.add(join.key());
        Connection lost;
        Connection made;
        synchronized (this) {
            Bss found = find(join);
            if (found == null || isGone) {
                throw new HostWifiException(1, "not heard");
            }
            made = new Connection(join.ssid(), found.bssid(), join.security());
            lost = connection;
            if (!isOurs) {
                before = lost;
            }
            connection = made;
            isOurs = true;
        }
        if (lost != null) {
            wifi.listener().disconnected(this, lost.ssid(), reason(LossReason.Cause.OURSELVES));
        }
        wifi.listener().connected(this, made);
        return made;
    }

    private void awaitGate() throws InterruptedException {
        Deadline slow = Deadline.in(Duration.ofMillis(joinTakesMillis));
        while (true) {
            try {
                joinGate.await();
                Thread.sleep(slow.left());
                return;
            } catch (InterruptedException e) {
                if (!isDeaf) {
                    throw e;
                }
            }
        }
    }

    private @Nullable Bss find(Join join) {
        Bss found = null;
        for (Bss bss : onAir) {
            if (join.ssid().equals(bss.elements().ssid())
                    && (found == null || bss.bssid() == join.bssid())) {
                found = bss;
            }
        }
        return found;
    }

    @Override
    public void leave(Duration within) throws HostWifiException {
        leaves.incrementAndGet();
        if (refusesLeave || isGone) {
            throw new HostWifiException(1, "not now");
        }
        Connection lost;
        Connection back;
        synchronized (this) {
            lost = isOurs ? connection : null;
            back = isOurs || connection == null ? before : null;
            before = null;
            if (isOurs) {
                connection = null;
                isOurs = false;
            }
        }
        if (lost != null) {
            wifi.listener().disconnected(this, lost.ssid(), reason(LossReason.Cause.OURSELVES));
        }
        synchronized (this) {
            if (back == null || connection != null) {
                return;
            }
            connection = back;
        }
        wifi.listener().connected(this, back);
    }

    void signal(int dbm) {
        wifi.listener().signal(this, dbm);
    }
}
