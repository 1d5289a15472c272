package io.airloom.hostwifi;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.freedesktop.dbus.connections.transports.AbstractTransport;
import org.freedesktop.dbus.connections.transports.TransportBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// A daemon on a private bus, played message by message, so that it can also be silent, answer what
/// nobody expects, or vanish.
class FakeDaemon implements AutoCloseable {
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

    /// A refusal.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        final String error;

        Refused(String error, String text) {
            super(text);
            this.error = error;
        }
    }

    /// What is answered: a signature and values, or nothing at all.
    record Reply(String signature, List<Object> values) {
        static final Reply EMPTY = new Reply("", List.of());
        static final Reply SILENCE = new Reply("silence", List.of());

        static Reply of(String signature, Object... values) {
            return new Reply(signature, List.of(values));
        }
    }

    /// What it does when it is called.
    interface Behaviour {
        Reply called(String path, String interfaceName, String member, List<Object> arguments)
                throws Refused;
    }

    private final AbstractTransport transport;
    private final String busName;
    private final Map<String, Variant<?>> properties = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = (path, name, member, arguments) -> Reply.EMPTY;
    private volatile String uniqueName = "";

    FakeDaemon(String address, String busName) throws DBusException, IOException {
        this.busName = busName;
        transport = TransportBuilder.create(address).build();
        if (!transport.isConnected()) {
            transport.connect();
        }
        send(bus("Hello", null));
        uniqueName = (String) reply().getParameters()[0];
        send(bus("RequestName", "su", busName, new UInt32(4)));
        reply();
        Thread.ofPlatform().name("fake-" + busName).daemon().start(this::serve);
    }

    private MethodCall bus(String member, String signature, Object... arguments)
            throws DBusException {
        return transport
                .getMessageFactory()
                .createMethodCall(
                        uniqueName.isEmpty() ? null : uniqueName,
                        Bus.NAME,
                        Bus.PATH,
                        Bus.NAME,
                        member,
                        (byte) 0,
                        signature,
                        arguments);
    }

    private Message reply() throws IOException, DBusException {
        while (true) {
            Message message = transport.readMessage();
            if (message instanceof org.freedesktop.dbus.messages.MethodReturn) {
                return message;
            }
        }
    }

    private synchronized void send(Message message) throws IOException {
        transport.writeMessage(message);
    }

    private void serve() {
        try {
            while (transport.isConnected()) {
                if (transport.readMessage() instanceof MethodCall call) {
                    // As daemons with threads do: a call that is not answered holds nobody up.
                    Thread.ofVirtual().start(() -> serve(call));
                }
            }
        } catch (IOException | DBusException e) {
            // Closed.
        }
    }

    private void serve(MethodCall call) {
        try {
            Object[] values = call.getParameters();
            List<Object> arguments = values == null ? List.of() : List.of(values);
            calls.add(call.getName());
            try {
                Reply reply = answer(call, arguments);
                if (!reply.equals(Reply.SILENCE)) {
                    send(
                            transport
                                    .getMessageFactory()
                                    .createMethodReturn(
                                            uniqueName,
                                            call,
                                            reply.signature().isEmpty() ? null : reply.signature(),
                                            reply.values().toArray()));
                }
            } catch (Refused e) {
                send(
                        transport
                                .getMessageFactory()
                                .createError(
                                        uniqueName,
                                        call.getSource(),
                                        e.error,
                                        call.getSerial(),
                                        "s",
                                        String.valueOf(e.getMessage())));
            }
        } catch (IOException | DBusException e) {
            // Closed.
        }
    }

    private Reply answer(MethodCall call, List<Object> arguments) throws Refused {
        if (PROPERTIES.equals(call.getInterface()) && call.getName().equals("Get")) {
            Variant<?> value = properties.get(key(call.getPath(), arguments.get(1)));
            if (value == null) {
                throw new Refused("org.freedesktop.DBus.Error.UnknownProperty", "no such");
            }
            return Reply.of("v", value);
        }
        if (PROPERTIES.equals(call.getInterface()) && call.getName().equals("Set")) {
            properties.put(key(call.getPath(), arguments.get(1)), (Variant<?>) arguments.get(2));
            calls.add("Set " + arguments.get(1) + " " + call.getPath());
        }
        return behaviour.called(
                call.getPath(), String.valueOf(call.getInterface()), call.getName(), arguments);
    }

    private static String key(String path, Object property) {
        return path + ' ' + property;
    }

    void behaves(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    void has(String path, String property, Variant<?> value) {
        properties.put(key(path, property), value);
    }

    void has(String path, String property, Object value) {
        has(path, property, new Variant<>(value));
    }

    void hasNot(String path, String property) {
        properties.remove(key(path, property));
    }

    Object value(String path, String property) {
        return properties.get(key(path, property)).getValue();
    }

    /// Names of what was called, in order.
    List<String> calls() {
        return List.copyOf(calls);
    }

    void says(String path, String interfaceName, String member, String signature, Object... values)
            throws DBusException, IOException {
        DBusSignal signal =
                transport
                        .getMessageFactory()
                        .createSignal(uniqueName, path, interfaceName, member, signature, values);
        send(signal);
    }

    String busName() {
        return busName;
    }

    /// Vanishes, and waits until the bus has noticed: which this bus does when a name is given
    /// back, and not always when a connection ends.
    void vanish(String address) throws IOException, DBusException {
        send(bus("ReleaseName", "s", busName));
        try (Bus bus = Bus.open(address, () -> {})) {
            Patience.until(() -> isGone(bus));
        } catch (BusException e) {
            throw new IOException(e);
        }
    }

    private boolean isGone(Bus bus) {
        try {
            return bus.owner(busName) == null;
        } catch (BusException e) {
            return false;
        }
    }

    /// Octets, however the library gives them.
    static byte[] octets(Object value) {
        if (Values.plain(value) instanceof byte[] octets) {
            return octets;
        }
        List<?> list = (List<?>) Values.plain(value);
        byte[] octets = new byte[list.size()];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = ((Number) list.get(i)).byteValue();
        }
        return octets;
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
