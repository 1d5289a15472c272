package io.airloom.kernel;

import io.airloom.linux.Errno;
import io.airloom.linux.LinuxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What nl80211 knows of the stations of one network namespace, that of the thread which opens it:
/// nothing of it needs a privilege. Each request waits for the kernel, up to some seconds. For one
/// thread at a time.
public final class Stations implements AutoCloseable {
    private static final int GET_STATION = 17;
    private static final int GET_SCAN = 32;

    private final Requests generic;
    private final Requests route;
    private final int family;

    private Stations(Requests generic, Requests route, int family) {
        this.generic = generic;
        this.route = route;
        this.family = family;
    }

    /// Opens it.
    ///
    /// @throws KernelException ENOENT if this kernel has no nl80211
    public static Stations open() {
        Requests generic = Requests.generic();
        try {
            int family = Controller.family(generic, Nl80211.FAMILY_NAME);
            return new Stations(generic, Requests.route(), family);
        } catch (KernelException e) {
            generic.close();
            throw e.errno() == Errno.ENOENT
                    ? e.as("this kernel has no Wi-Fi (nl80211)", "sudo modprobe cfg80211")
                    : e;
        } catch (LinuxException e) {
            generic.close();
            throw e;
        }
    }

    /// The interfaces that are stations: no access points, monitors, P2P devices, and none of a
    /// guest's driver `proxy_wifi`.
    ///
    /// @throws KernelException the kernel's error
    public List<StationInterface> list() {
        Map<Integer, Nl80211.Wiphy> wiphys = new HashMap<>();
        Nl80211.wiphys(generic).forEach(wiphy -> wiphys.put(wiphy.index(), wiphy));
        Request request = Request.command("the stations", family, Nl80211.GET_INTERFACE);
        return StationMessages.stations(generic.dump(request).messages(), wiphys).stream()
                .<StationInterface>mapMulti((station, next) -> {
                    StationInterface known = withLink(station);
                    if (known != null) {
                        next.accept(known);
                    }
                })
                .toList();
    }

    private @Nullable StationInterface withLink(StationInterface station) {
        Request request =
                Request.message("interface " + station.index(), Nl80211.RTM_GETLINK)
                        .put32(0)
                        .put32(station.index())
                        .put32(0)
                        .put32(0);
        try {
            return StationMessages.withLink(station, route.ask(request).messages());
        } catch (KernelException e) {
            if (e.errno() == Errno.ENODEV) {
                return null;
            }
            throw e;
        }
    }

    /// What a station has heard, as long as the kernel remembers it (some 30 s).
    ///
    /// @throws KernelException ENODEV if there is no such station
    public List<HeardNetwork> heard(int interfaceIndex) {
        Request request =
                Request.command("what was heard", family, GET_SCAN)
                        .with(Nl80211.ATTR_IFINDEX, interfaceIndex);
        return StationMessages.heard(generic.dump(request).messages());
    }

    /// What there is between a station and an access point; null if it is not associated with it.
    ///
    /// @throws KernelException the kernel's error but ENOENT and ENODEV
    public @Nullable StationLink link(int interfaceIndex, long bssid) {
        Request request =
                Request.command("a station's link", family, GET_STATION)
                        .with(Nl80211.ATTR_IFINDEX, interfaceIndex)
                        .withAddress(Nl80211.ATTR_MAC, bssid);
        try {
            return StationMessages.link(generic.ask(request).messages());
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        generic.close();
        route.close();
    }
}
