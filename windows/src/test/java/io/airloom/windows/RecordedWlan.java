package io.airloom.windows;

import io.airloom.proxy.Heard;
import io.airloom.proxy.HostWifiException;
import io.airloom.proxy.Ssid;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers as wlanapi.dll does, in its own structures (offsets written down again, from the
/// documentation), and writes down what it was asked for.
final class RecordedWlan implements WlanApi {
    static final int FREQ_KHZ = 5_180_000;

    /// 2026-01-01T00:00:00Z as Windows counts: 100 ns since 1601.
    static final long NOW_FILE_TIME = 134_116_992_000_000_000L;

    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<UUID, String> descriptions = new LinkedHashMap<>();
    final List<byte[]> heard = new CopyOnWriteArrayList<>();
    volatile byte @Nullable [] current;
    volatile int rssi = 1000;
    volatile boolean isClosed;

    /// What happens when a connection is asked for.
    volatile Consumer<String> onConnect = _ -> {};

    volatile Runnable onDisconnect = () -> {};
    private volatile @Nullable Consumer<Notification> listener;

    @Override
    public MemorySegment interfaces() {
        ByteBuffer list = buffer(8 + 532 * descriptions.size());
        list.putInt(0, descriptions.size());
        int at = 8;
        for (Map.Entry<UUID, String> entry : descriptions.entrySet()) {
            Guid.write(MemorySegment.ofBuffer(list), at, entry.getKey());
            list.put(at + 16, entry.getValue().getBytes(StandardCharsets.UTF_16LE));
            at += 532;
        }
        return MemorySegment.ofBuffer(list);
    }

    /// One entry of a list of access points, with its elements behind the whole list.
    static byte[] entry(long bssid, int type, int dbm, long ageMillis, byte[] elements) {
        byte[] octets = new byte[360 + elements.length];
        ByteBuffer entry = littleEndian(octets);
        putAddress(entry, 40, bssid);
        entry.putInt(48, type).putInt(56, dbm).putShort(66, (short) 100);
        entry.putLong(80, NOW_FILE_TIME - 10_000 * ageMillis);
        entry.putShort(88, (short) 0x0411).putInt(92, FREQ_KHZ);
        entry.putInt(356, elements.length).put(360, elements);
        return octets;
    }

    @Override
    public MemorySegment networks(UUID interfaceGuid) {
        int length = 8;
        for (byte[] entry : heard) {
            length += entry.length;
        }
        ByteBuffer list = buffer(length);
        list.putInt(0, length).putInt(4, heard.size());
        int at = 8;
        int elements = 8 + 360 * heard.size();
        for (byte[] entry : heard) {
            list.put(at, entry, 0, 360).putInt(at + 352, elements - at);
            list.put(elements, entry, 360, entry.length - 360);
            elements += entry.length - 360;
            at += 360;
        }
        return MemorySegment.ofBuffer(list);
    }

    /// `WLAN_CONNECTION_ATTRIBUTES`.
    static byte[] connected(int mode, String profile, Ssid ssid, long bssid, int authentication) {
        byte[] octets = new byte[604];
        ByteBuffer attributes = littleEndian(octets);
        attributes.putInt(0, 1).putInt(4, mode);
        attributes.put(8, profile.getBytes(StandardCharsets.UTF_16LE));
        attributes.putInt(520, ssid.length()).put(524, ssid.octets());
        putAddress(attributes, 560, bssid);
        attributes.putInt(596, authentication).putInt(600, authentication == 1 ? 0 : 4);
        return octets;
    }

    @Override
    public MemorySegment query(UUID interfaceGuid, int opcode) throws HostWifiException {
        byte[] attributes = current;
        if (opcode == 0x1000_0102 && rssi != 1000) {
            return MemorySegment.ofBuffer(buffer(4).putInt(0, rssi));
        }
        if (opcode == 7 && attributes != null) {
            return MemorySegment.ofArray(attributes);
        }
        throw new HostWifiException(1, "WlanQueryInterface: error 5023");
    }

    @Override
    public void scan(UUID interfaceGuid, Ssid ssid) {
        calls.add("scan " + ssid);
    }

    @Override
    public void connect(UUID interfaceGuid, WlanProfile profile, long bssid) {
        String text = new String(profile.text());
        String what = profile.mode() == 0 ? text : "temporary";
        calls.add("connect " + what + (bssid == 0 ? "" : " at %012x".formatted(bssid)));
        onConnect.accept(text);
    }

    @Override
    public void disconnect(UUID interfaceGuid) {
        calls.add("disconnect");
        onDisconnect.run();
    }

    @Override
    public void register(Consumer<Notification> toBeTold) {
        listener = toBeTold;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    void tell(int source, int code, UUID guid, byte[] data) {
        listener.accept(new Notification(source, code, guid, MemorySegment.ofArray(data)));
    }

    /// Tells of a connection: 10 that an attempt ended, 21 that it is there no more.
    void tellConnection(int code, UUID guid, Ssid ssid, int reason) {
        byte[] octets = new byte[572];
        ByteBuffer data = littleEndian(octets);
        data.putInt(516, ssid.length()).put(520, ssid.octets()).putInt(560, reason);
        tell(8, code, guid, octets);
    }

    static List<Long> bssids(List<Heard> networks) {
        List<Long> bssids = new ArrayList<>();
        networks.forEach(one -> bssids.add(one.bss().bssid()));
        return bssids;
    }

    private static ByteBuffer buffer(int length) {
        return littleEndian(new byte[length]);
    }

    private static ByteBuffer littleEndian(byte[] octets) {
        return ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putAddress(ByteBuffer out, int at, long address) {
        for (int i = 0; i < 6; i++) {
            out.put(at + i, (byte) (address >>> (40 - 8 * i)));
        }
    }
}
