package io.airloom.hostwifi;

import io.airloom.kernel.HeardNetwork;
import io.airloom.kernel.KernelException;
import io.airloom.kernel.StationEvent;
import io.airloom.kernel.StationEvents;
import io.airloom.kernel.StationInterface;
import io.airloom.kernel.StationLink;
import io.airloom.kernel.Stations;
import io.airloom.linux.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// [KernelWifi] of the kernel that this program runs on.
final class Nl80211Wifi implements KernelWifi {
    private static final Path RADIOS = Path.of("/sys/class/ieee80211");
    private static final int LISTEN_MILLIS = 250;

    private final Stations stations;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean isClosed;

    private Nl80211Wifi(Stations stations) {
        this.stations = stations;
    }

    /// @throws KernelException if this kernel has no nl80211
    static Nl80211Wifi open() {
        return new Nl80211Wifi(Stations.open());
    }

    @Override
    public List<StationInterface> stations() {
        return ask(stations::list);
    }

    @Override
    public List<HeardNetwork> heard(int interfaceIndex) {
        return ask(() -> stations.heard(interfaceIndex));
    }

    @Override
    public @Nullable StationLink link(int interfaceIndex, long bssid) {
        lock.lock();
        try {
            return stations.link(interfaceIndex, bssid);
        } finally {
            lock.unlock();
        }
    }

    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRadioOff(String wiphyName) {
        try (DirectoryStream<Path> switches =
                Files.newDirectoryStream(RADIOS.resolve(wiphyName), "rfkill*")) {
            for (Path each : switches) {
                if (isSet(each.resolve("soft")) || isSet(each.resolve("hard"))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Of a radio that is gone nobody asks any more.
        }
        return false;
    }

    private static boolean isSet(Path file) throws IOException {
        return Files.readString(file).startsWith("1");
    }

    /// The socket belongs to the network namespace of the thread that opens it: this one, and the
    /// thread that reads it inherits that.
    @Override
    public void listen(Consumer<StationEvent> taker) {
        StationEvents events = StationEvents.open();
        // A platform thread: it waits in the kernel, and a virtual one would keep its carrier.
        Thread.ofPlatform().name("airloom-nl80211").daemon().start(() -> listen(events, taker));
    }

    private void listen(StationEvents events, Consumer<StationEvent> taker) {
        try (events) {
            while (!isClosed) {
                events.await(LISTEN_MILLIS, taker);
            }
        } catch (KernelException | LinuxException e) {
            taker.accept(new StationEvent(StationEvent.Kind.LOST, 0, 0, false));
        }
    }

    @Override
    public void close() {
        isClosed = true;
        lock.lock();
        try {
            stations.close();
        } finally {
            lock.unlock();
        }
    }
}
