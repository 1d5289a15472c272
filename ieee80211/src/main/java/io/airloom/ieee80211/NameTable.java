package io.airloom.ieee80211;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names learnt from who was seen to send: the radio that first transmitted with an address owns
/// it. Bounded: addresses beyond {@link #MAX_ADDRESSES} stay without a name. Not thread-safe.
public final class NameTable implements Names {
    /// How many addresses are remembered.
    public static final int MAX_ADDRESSES = 65_536;

    private final Map<Long, String> names = new LinkedHashMap<>();

    /// A table that knows nobody yet.
    public NameTable() {}

    /// Notes that this node sent this frame. Changes nothing for addresses that have a name.
    public void learn(FrameView sent, String name) {
        long address = sent.transmitterAddress();
        if (sent.isValid() && address != MacAddress.NONE && !MacAddress.isGroup(address)) {
            learn(address, name);
        }
    }

    /// Notes who owns an address, unless somebody already does.
    public void learn(long address, String name) {
        if (names.size() < MAX_ADDRESSES) {
            names.putIfAbsent(address, name);
        }
    }

    @Override
    public @Nullable String nameOf(long macAddress) {
        return names.get(macAddress);
    }
}
