package io.airloom.vhost;

import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Counters;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A learning Ethernet switch (IEEE 802.1D clause 7): a frame goes to the port behind which its
/// destination was last heard, or to all other ports. One thread only.
///
/// Addresses are kept in a table with one place for each hash. When two addresses meet there the
/// later one stays, and frames to the other are flooded until it is heard again: as in hardware,
/// nothing can fill the table up.
final class EthernetSwitch {
    /// Destination, source and type.
    static final int MIN_LENGTH = 14;

    /// Of a frame with a VLAN tag, without its check sequence (IEEE 802.3 clause 3.2.7).
    static final int MAX_LENGTH = 1518;

    private static final int PLACES = 1 << 12;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private final List<EthernetPort> ports = new ArrayList<>();
    private final long[] addresses = new long[PLACES];
    private final @Nullable EthernetPort[] behind = new @Nullable EthernetPort[PLACES];
    private final Counters<EthernetCounter> counters = new Counters<>(EthernetCounter.class);

    /// Live; any thread may read.
    Counters<EthernetCounter> counters() {
        return counters;
    }

    void join(EthernetPort port) {
        ports.add(port);
    }

    /// Forgets the port and all addresses behind it.
    void leave(EthernetPort port) {
        ports.remove(port);
        for (int i = 0; i < PLACES; i++) {
            if (port.equals(behind[i])) {
                behind[i] = null;
            }
        }
    }

    /// Passes on a frame that came in at `from`: its octets from the destination address, without
    /// check sequence.
    void forward(EthernetPort from, MemorySegment frame, long offset, int length) {
        counters.increment(EthernetCounter.FRAMES);
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            counters.increment(EthernetCounter.DROPPED_MALFORMED);
            return;
        }
        long destination = MacAddress.read(frame, offset);
        long source = MacAddress.read(frame, offset + MacAddress.LENGTH);
        if (MacAddress.isGroup(source)) {
            counters.increment(EthernetCounter.DROPPED_MALFORMED);
            return;
        }
        learn(source, from);
        EthernetPort known = MacAddress.isGroup(destination) ? null : port(destination);
        if (known != null) {
            if (!known.equals(from)) {
                deliver(known, frame, offset, length);
            }
            return;
        }
        // By index: an iterator would be garbage on the way of frames.
        for (int i = 0; i < ports.size(); i++) {
            EthernetPort port = ports.get(i);
            if (!port.equals(from)) {
                deliver(port, frame, offset, length);
            }
        }
    }

    /// Ends a turn: tells those who got frames.
    void flush() {
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).flush();
        }
    }

    private void deliver(EthernetPort port, MemorySegment frame, long offset, int length) {
        counters.increment(
                port.deliver(frame, offset, length)
                        ? EthernetCounter.COPIES
                        : EthernetCounter.DROPPED_NO_BUFFER);
    }

    private void learn(long address, EthernetPort port) {
        int place = place(address);
        addresses[place] = address;
        behind[place] = port;
    }

    private @Nullable EthernetPort port(long address) {
        int place = place(address);
        return addresses[place] == address ? behind[place] : null;
    }

    private static int place(long address) {
        return (int) ((address * SPREAD) >>> 52);
    }
}
