package io.airloom.kernel;

import io.airloom.linux.LinuxException;
import io.airloom.linux.NetlinkSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What nl80211 tells everybody of the interfaces of one network namespace: scans, connections and
/// arrivals. Nothing of it needs a privilege. For one thread.
public final class StationEvents implements AutoCloseable {
    private static final List<String> GROUPS = List.of("config", "scan", "mlme");
    private static final int BUFFER_LENGTH = 1 << 15;
    private static final int ROOM = 1 << 20;

    private final NetlinkSocket socket;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_LENGTH, 8);
    private final NetlinkMessages messages = new NetlinkMessages();
    private final int family;

    private StationEvents(NetlinkSocket socket, int family) {
        this.socket = socket;
        this.family = family;
    }

    /// Listens from now on, in the network namespace of this thread.
    ///
    /// @throws KernelException ENOENT if this kernel has no nl80211
    public static StationEvents open() {
        Map<String, Integer> groups;
        int family;
        try (Requests generic = Requests.generic()) {
            family = Controller.family(generic, Nl80211.FAMILY_NAME);
            groups = Controller.groups(generic, Nl80211.FAMILY_NAME);
        }
        NetlinkSocket socket = NetlinkSocket.generic();
        try {
            socket.receiveRoom(ROOM);
            for (String name : GROUPS) {
                Integer group = groups.get(name);
                if (group != null) {
                    socket.join(group);
                }
            }
            return new StationEvents(socket, family);
        } catch (LinuxException e) {
            socket.close();
            throw e;
        }
    }

    /// Waits for events and hands on what is there.
    ///
    /// @param timeoutMillis at most so long
    public void await(int timeoutMillis, Consumer<StationEvent> taker) {
        if (!socket.awaitReadable(timeoutMillis)) {
            return;
        }
        int received = socket.receive(buffer, 0, BUFFER_LENGTH);
        while (received != NetlinkSocket.WOULD_BLOCK) {
            if (received == NetlinkSocket.OVERRUN) {
                taker.accept(new StationEvent(StationEvent.Kind.LOST, 0, 0, false));
            } else if (received != NetlinkSocket.DISCARDED) {
                read(received, taker);
            }
            received = socket.receive(buffer, 0, BUFFER_LENGTH);
        }
    }

    private void read(int received, Consumer<StationEvent> taker) {
        messages.over(buffer, 0, received);
        while (messages.next()) {
            if (messages.type() == family) {
                long body = messages.offset() + NetlinkMessages.HEADER_LENGTH;
                int length = messages.length() - NetlinkMessages.HEADER_LENGTH;
                @Nullable StationEvent event =
                        StationMessages.event(
                                buffer.asSlice(body, length).toArray(ValueLayout.JAVA_BYTE));
                if (event != null) {
                    taker.accept(event);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
