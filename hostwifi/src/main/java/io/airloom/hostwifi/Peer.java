package io.airloom.hostwifi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.jspecify.annotations.Nullable;

/// A daemon on a message bus, whoever has its name at the time. Any thread may call.
final class Peer implements AutoCloseable {
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

    /// What happens to it. Called by threads of the bus; returns at once.
    interface Listener {
        /// It says something.
        void said(BusSignal signal);

        /// It came, or went, or another one took its place.
        void changedOwner();

        /// The bus is gone, and this with it.
        void lost();
    }

    private final Bus bus;
    private final String name;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable String owner;
    private @Nullable AutoCloseable signals;

    private Peer(Bus bus, String name, Listener listener) {
        this.bus = bus;
        this.name = name;
        this.listener = listener;
    }

    /// Finds it, whether it runs or not.
    ///
    /// @param address D-Bus address; null for the system bus
    /// @throws BusException if there is no such bus
    static Peer open(@Nullable String address, String name, Listener listener) throws BusException {
        Bus bus = Bus.open(address, listener::lost);
        try {
            Peer peer = new Peer(bus, name, listener);
            bus.signals(
                    DBusMatchRuleBuilder.create()
                            .withInterface(Bus.NAME)
                            .withMember("NameOwnerChanged"),
                    Bus.NAME,
                    signal -> {
                        if (signal.argument(0).equals(name)) {
                            listener.changedOwner();
                        }
                    });
            return peer;
        } catch (BusException e) {
            bus.close();
            throw e;
        }
    }

    /// Finds out who it is now, and listens to that one.
    ///
    /// @return false if it does not run
    /// @throws BusException if the bus does not answer
    boolean find() throws BusException {
        lock.lock();
        try {
            String now = bus.owner(name);
            if (now != null && now.equals(owner)) {
                return true;
            }
            owner = now;
            forget();
            if (now != null) {
                signals = bus.signals(DBusMatchRuleBuilder.create(), now, listener::said);
            }
            return now != null;
        } finally {
            lock.unlock();
        }
    }

    /// Whether it is still the one that was found last; a signal that says otherwise may be lost.
    ///
    /// @throws BusException if the bus does not answer
    boolean isSame() throws BusException {
        String now = bus.owner(name);
        lock.lock();
        try {
            return Objects.equals(now, owner);
        } finally {
            lock.unlock();
        }
    }

    /// The number of its process.
    ///
    /// @throws BusException if it does not run
    long processId() throws BusException {
        return bus.processId(name);
    }

    private void forget() {
        AutoCloseable former = signals;
        signals = null;
        if (former != null) {
            // The rule of one that has gone matches nobody; the bus forgets it with us.
            Thread.ofVirtual().start(() -> closeQuietly(former));
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) { // AutoCloseable's; the library says no more
            Thread.currentThread().interrupt();
        }
    }

    /// Calls a method, and waits at most 5 s.
    ///
    /// @param signature of the arguments
    /// @throws BusException if it is refused or not answered
    List<Object> call(
            String path, String interfaceName, String member, String signature, Object... arguments)
            throws BusException {
        return bus.call(
                new Bus.Call(name, path, interfaceName, member, signature, List.of(arguments)));
    }

    /// The same with a limit of one's own, and one who takes an answer that comes after it.
    List<Object> call(Bus.Call call, Duration limit, Consumer<List<Object>> late)
            throws BusException {
        return bus.call(call, limit, late);
    }

    /// To be called.
    Bus.Call prepare(
            String path,
            String interfaceName,
            String member,
            String signature,
            Object... arguments) {
        return new Bus.Call(name, path, interfaceName, member, signature, List.of(arguments));
    }

    /// A property as it is now.
    ///
    /// @throws BusException if it is refused or not answered
    Object property(String path, String interfaceName, String property) throws BusException {
        return Values.plain(
                Bus.first(call(path, PROPERTIES, "Get", "ss", interfaceName, property)));
    }

    /// Sets one.
    ///
    /// @param value of a type that D-Bus has
    /// @throws BusException if it is refused or not answered
    void property(String path, String interfaceName, String property, Object value)
            throws BusException {
        call(
                path,
                PROPERTIES,
                "Set",
                "ssv",
                interfaceName,
                property,
                new org.freedesktop.dbus.types.Variant<>(value));
    }

    /// A path as an argument.
    static DBusPath path(String path) {
        return new DBusPath(path);
    }

    @Override
    public void close() {
        bus.close();
    }
}
