package io.airloom.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A host whose interfaces are [FakeInterface]s: they hear what the test puts on the air.
final class FakeWifi implements HostWifi {
    static final String PMK = "38b4872e652742beaeb9d49376e5e987b74b844b262cd6a223b7413b00ce036f";

    final List<FakeInterface> interfaces = new ArrayList<>();
    @Nullable String doesNotOpen;
    HostWifi.@Nullable Listener listener;
    boolean isClosed;

    /// Adds an interface; before [#open] it is there from the beginning.
    FakeInterface add(String name) {
        FakeInterface added =
                new FakeInterface(
                        this,
                        new InterfaceId(
                                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                                name));
        interfaces.add(added);
        if (listener != null) {
            listener.arrived(added);
        }
        return added;
    }

    void remove(FakeInterface removed) {
        interfaces.remove(removed);
        removed.isGone = true;
        listener().departed(removed);
    }

    HostWifi.Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("not open");
        }
        return listener;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public void open(HostWifi.Listener told) throws HostWifiException {
        if (doesNotOpen != null) {
            throw new HostWifiException(1, doesNotOpen);
        }
        listener = told;
        interfaces.forEach(told::arrived);
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
