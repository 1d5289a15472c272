package io.airloom.windows;

import io.airloom.proxy.HostWifi;
import io.airloom.proxy.HostWifiException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The Wi-Fi of a Windows host, by its service WLAN AutoConfig. Never run on Windows: what is
/// tested is the logic, against a double of the library, and the layout of its structures.
///
/// What Windows tells of is put into a queue by its threads and done by one of ours,
/// `airloom-wlan`, on which the listener is called.
public final class WindowsWifi implements HostWifi {
    /// More than Windows tells of in minutes; what does not fit is lost.
    private static final int MAX_EVENTS = 4096;

    private final WlanApi.Opener opener;
    private final InstantSource clock;
    private final BlockingQueue<WlanApi.Notification> events =
            new LinkedBlockingQueue<>(MAX_EVENTS);
    private final Map<UUID, WindowsInterface> interfaces = new LinkedHashMap<>();
    private @Nullable WlanApi api;
    private @Nullable Thread thread;

    /// That of this host. Nothing is loaded before it is opened.
    public WindowsWifi() {
        this(WlanLibrary::open, InstantSource.system());
    }

    WindowsWifi(WlanApi.Opener opener, InstantSource clock) {
        this.opener = opener;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "Windows";
    }

    @Override
    public void open(Listener listener) throws HostWifiException {
        WlanApi opened = opener.open();
        api = opened;
        try {
            // Before it is asked which there are, so that none comes between.
            opened.register(events::offer);
            for (WlanReader.Interface found : WlanReader.interfaces(opened.interfaces())) {
                arrived(opened, listener, found);
            }
        } catch (HostWifiException e) {
            close();
            throw e;
        }
        thread =
                Thread.ofPlatform()
                        .name("airloom-wlan")
                        .daemon()
                        .start(() -> serve(opened, listener));
    }

    private void serve(WlanApi opened, Listener listener) {
        try {
            while (true) {
                WlanEvent event = WlanEvent.of(events.take());
                if (event != null) {
                    handle(opened, listener, event);
                }
            }
        } catch (InterruptedException e) {
            // By close: nobody listens any more.
        }
    }

    private void handle(WlanApi opened, Listener listener, WlanEvent event) {
        switch (event) {
            case WlanEvent.Arrived(UUID guid) -> arrived(opened, listener, guid);
            case WlanEvent.Removed(UUID guid) -> {
                WindowsInterface gone = interfaces.remove(guid);
                if (gone != null) {
                    gone.remove();
                    listener.departed(gone);
                }
            }
            default -> {
                WindowsInterface known = interfaces.get(event.interfaceGuid());
                if (known != null) {
                    known.handle(event, listener);
                }
            }
        }
    }

    /// Second virtual stations announce themselves, too, but are in no enumeration.
    private void arrived(WlanApi opened, Listener listener, UUID guid) {
        try {
            for (WlanReader.Interface found : WlanReader.interfaces(opened.interfaces())) {
                if (found.guid().equals(guid)) {
                    arrived(opened, listener, found);
                }
            }
        } catch (HostWifiException e) {
            System.getLogger(WindowsWifi.class.getName())
                    .log(System.Logger.Level.WARNING, "an interface has arrived, but", e);
        }
    }

    private void arrived(WlanApi opened, Listener listener, WlanReader.Interface found) {
        if (!interfaces.containsKey(found.guid())) {
            WindowsInterface arrived = new WindowsInterface(opened, found, clock);
            interfaces.put(found.guid(), arrived);
            listener.arrived(arrived);
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
        if (api != null) {
            api.close();
        }
        api = null;
        thread = null;
    }
}
