package io.airloom.hostwifi;

import io.airloom.kernel.HeardNetwork;
import io.airloom.kernel.StationEvent;
import io.airloom.kernel.StationEvent.Kind;
import io.airloom.kernel.StationInterface;
import io.airloom.kernel.StationLink;
import io.airloom.proxy.Ssid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A kernel with one station, `wlan0`, or none.
final class FakeKernel implements KernelWifi {
    static final int INDEX = 3;
    static final StationInterface WLAN0 =
            new StationInterface(INDEX, "wlan0", 0, "phy0", 0x0200_0000_0100L);
    static final long BSSID = 0x0200_0000_0001L;

    private final List<StationInterface> stations = new CopyOnWriteArrayList<>(List.of(WLAN0));
    private final List<HeardNetwork> heard = new CopyOnWriteArrayList<>();
    private volatile @Nullable Consumer<StationEvent> taker;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile int signalDbm = -50;
    private volatile boolean isRadioOff;

    void plug(StationInterface station) {
        stations.add(station);
        tell(new StationEvent(Kind.INTERFACES, station.index(), 0, false));
    }

    void unplug(StationInterface station) {
        stations.remove(station);
        tell(new StationEvent(Kind.INTERFACES, station.index(), 0, false));
    }

    /// It hears these, and is on the one whose BSSID is given.
    void hears(long associated, HeardNetwork... networks) {
        heard.clear();
        for (HeardNetwork each : networks) {
            heard.add(
                    new HeardNetwork(
                            each.bssid(),
                            each.capabilities(),
                            each.beaconIntervalTu(),
                            each.freqKhz(),
                            each.signalDbm(),
                            each.ageMillis(),
                            each.bssid() == associated,
                            each.elements()));
        }
    }

    /// An open network.
    static HeardNetwork network(long bssid, String ssid) {
        return network(bssid, Ssid.of(ssid));
    }

    static HeardNetwork network(long bssid, Ssid ssid) {
        byte[] name = ssid.octets();
        ByteBuffer elements = ByteBuffer.allocate(2 + name.length);
        elements.put((byte) 0).put((byte) name.length).put(name).flip();
        return new HeardNetwork(bssid, 1, 100, 2_412_000, -50, 10, false, elements);
    }

    void join(long bssid, String ssid) {
        hears(bssid, network(bssid, ssid));
        tell(new StationEvent(Kind.CONNECTED, INDEX, 0, false));
    }

    void lose(int reason, boolean byAccessPoint) {
        hears(0, heard.toArray(HeardNetwork[]::new));
        tell(new StationEvent(Kind.DISCONNECTED, INDEX, reason, byAccessPoint));
    }

    void signal(int dbm) {
        signalDbm = dbm;
    }

    /// How often somebody looked at a link.
    int looks() {
        return looks.get();
    }

    void switchRadio(boolean isOff) {
        isRadioOff = isOff;
    }

    void tell(StationEvent event) {
        Consumer<StationEvent> known = taker;
        if (known != null) {
            known.accept(event);
        }
    }

    void tell(Kind kind) {
        tell(new StationEvent(kind, INDEX, 0, false));
    }

    @Override
    public List<StationInterface> stations() {
        return List.copyOf(stations);
    }

    @Override
    public List<HeardNetwork> heard(int interfaceIndex) {
        return interfaceIndex == INDEX ? List.copyOf(heard) : List.of();
    }

    @Override
    public @Nullable StationLink link(int interfaceIndex, long bssid) {
        looks.incrementAndGet();
        return heard.stream().anyMatch(each -> each.isAssociated() && each.bssid() == bssid)
                ? new StationLink(true, signalDbm)
                : null;
    }

    @Override
    public boolean isRadioOff(String wiphyName) {
        return isRadioOff;
    }

    @Override
    public void listen(Consumer<StationEvent> taker) {
        this.taker = taker;
    }

    @Override
    public void close() {}
}
