package io.airloom.windows;

import io.airloom.ieee80211.MacAddress;
import io.airloom.proxy.Bss;
import io.airloom.proxy.Connection;
import io.airloom.proxy.ElementBlob;
import io.airloom.proxy.Heard;
import io.airloom.proxy.NetworkSecurity;
import io.airloom.proxy.Ssid;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads copies of the structures of wlanapi.h ([WlanLayouts]). What they hold of the air is as
/// hostile as the air: whatever reaches beyond the copy is left out.
final class WlanReader {
    /// `wlan_interface_state_connected`.
    static final int CONNECTED = 1;

    /// `dot11_BSS_type_infrastructure`.
    static final int INFRASTRUCTURE = 1;

    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Of the file times of Windows, which count 100 ns.
    private static final Instant EPOCH = Instant.parse("1601-01-01T00:00:00Z");

    private static final long FILE_TIMES_PER_MILLISECOND = 10_000;

    private WlanReader() {}

    /// An interface of the host.
    record Interface(UUID guid, String description) {}

    /// What an interface is on.
    ///
    /// @param mode a `WLAN_CONNECTION_MODE`
    /// @param profileName what Windows was told of it by
    record CurrentConnection(int mode, String profileName, Connection connection) {}

    /// What is told of the end of a connection, or of an attempt to make one.
    record ConnectionEvent(@Nullable Ssid ssid, int reasonCode) {}

    /// Reads a `WLAN_INTERFACE_INFO_LIST`.
    static List<Interface> interfaces(MemorySegment list) {
        StructLayout layout = WlanLayouts.INTERFACE_INFO;
        List<Interface> interfaces = new ArrayList<>();
        for (long at : entries(list, 0, layout)) {
            interfaces.add(
                    new Interface(
                            Guid.read(list, at + WlanLayouts.offset(layout, "InterfaceGuid")),
                            text(
                                    list,
                                    at + WlanLayouts.offset(layout, "strInterfaceDescription"))));
        }
        return interfaces;
    }

    /// Reads a `WLAN_BSS_LIST`: what was heard of access points.
    static List<Heard> heard(MemorySegment list, Instant now) {
        List<Heard> heard = new ArrayList<>();
        for (long at : entries(list, Integer.BYTES, WlanLayouts.BSS_ENTRY)) {
            long elements = at + Integer.toUnsignedLong(bssInt(list, at, "ulIeOffset"));
            long length = Integer.toUnsignedLong(bssInt(list, at, "ulIeSize"));
            if (bssInt(list, at, "dot11BssType") != INFRASTRUCTURE
                    || elements + length > list.byteSize()) {
                continue;
            }
            Bss bss =
                    new Bss(
                            MacAddress.read(list, at + bss("dot11Bssid")),
                            bssShort(list, at, "usCapabilityInformation"),
                            bssInt(list, at, "lRssi"),
                            bssShort(list, at, "usBeaconPeriod"),
                            Integer.toUnsignedLong(bssInt(list, at, "ulChCenterFrequency")),
                            ElementBlob.of(
                                    list.asSlice(elements, length).toArray(ValueLayout.JAVA_BYTE)));
            heard.add(new Heard(bss, ageMillis(list.get(LONG, at + bss("ullHostTimestamp")), now)));
        }
        return heard;
    }

    private static long ageMillis(long fileTime, Instant now) {
        long nowMillis = Duration.between(EPOCH, now).toMillis();
        return Math.max(0, nowMillis - fileTime / FILE_TIMES_PER_MILLISECOND);
    }

    private static long bss(String member) {
        return WlanLayouts.offset(WlanLayouts.BSS_ENTRY, member);
    }

    private static int bssInt(MemorySegment list, long entry, String member) {
        return list.get(INT, entry + bss(member));
    }

    private static int bssShort(MemorySegment list, long entry, String member) {
        return Short.toUnsignedInt(list.get(SHORT, entry + bss(member)));
    }

    /// Reads `WLAN_CONNECTION_ATTRIBUTES`; null if the interface is on no network, or not yet.
    static @Nullable CurrentConnection connection(MemorySegment attributes) {
        StructLayout layout = WlanLayouts.CONNECTION_ATTRIBUTES;
        if (attributes.byteSize() < layout.byteSize()
                || attributes.get(INT, WlanLayouts.offset(layout, "isState")) != CONNECTED) {
            return null;
        }
        Ssid ssid = ssid(attributes, WlanLayouts.offset(layout, "dot11Ssid"));
        if (ssid == null) {
            return null;
        }
        return new CurrentConnection(
                attributes.get(INT, WlanLayouts.offset(layout, "wlanConnectionMode")),
                text(attributes, WlanLayouts.offset(layout, "strProfileName")),
                new Connection(
                        ssid,
                        MacAddress.read(attributes, WlanLayouts.offset(layout, "dot11Bssid")),
                        security(
                                attributes.get(
                                        INT, WlanLayouts.offset(layout, "dot11AuthAlgorithm")),
                                attributes.get(
                                        INT, WlanLayouts.offset(layout, "dot11CipherAlgorithm")))));
    }

    /// Of a `DOT11_AUTH_ALGORITHM` and a `DOT11_CIPHER_ALGORITHM`.
    static NetworkSecurity security(int authentication, int cipher) {
        return switch (authentication) {
            case 1 -> cipher == 0 ? NetworkSecurity.OPEN : NetworkSecurity.WEP;
            case 2 -> NetworkSecurity.WEP;
            case 4 -> NetworkSecurity.WPA_PSK;
            case 7 -> NetworkSecurity.WPA2_PSK;
            case 9 -> NetworkSecurity.WPA3_SAE;
            case 10 -> NetworkSecurity.OWE;
            case 3, 6, 8, 11 -> NetworkSecurity.ENTERPRISE;
            default -> NetworkSecurity.UNKNOWN;
        };
    }

    /// Reads `WLAN_CONNECTION_NOTIFICATION_DATA`.
    static ConnectionEvent connectionEvent(MemorySegment data) {
        StructLayout layout = WlanLayouts.CONNECTION_NOTIFICATION_DATA;
        long reason = WlanLayouts.offset(layout, "wlanReasonCode");
        return data.byteSize() < reason + Integer.BYTES
                ? new ConnectionEvent(null, 0)
                : new ConnectionEvent(
                        ssid(data, WlanLayouts.offset(layout, "dot11Ssid")), data.get(INT, reason));
    }

    /// Reads a number of 32 bits, if it is there.
    static OptionalInt number(MemorySegment data) {
        return data.byteSize() < Integer.BYTES
                ? OptionalInt.empty()
                : OptionalInt.of(data.get(INT, 0));
    }

    /// Where the entries of a list are, as many as it says and has.
    private static List<Long> entries(MemorySegment list, long countOffset, StructLayout layout) {
        List<Long> offsets = new ArrayList<>();
        if (list.byteSize() >= WlanLayouts.LIST_HEADER_LENGTH) {
            long count = Integer.toUnsignedLong(list.get(INT, countOffset));
            long at = WlanLayouts.LIST_HEADER_LENGTH;
            while (offsets.size() < count && at + layout.byteSize() <= list.byteSize()) {
                offsets.add(at);
                at += layout.byteSize();
            }
        }
        return offsets;
    }

    private static @Nullable Ssid ssid(MemorySegment segment, long offset) {
        long length = Integer.toUnsignedLong(segment.get(INT, offset));
        return length > Ssid.MAX_LENGTH
                ? null
                : Ssid.of(
                        segment.asSlice(offset + Integer.BYTES, length)
                                .toArray(ValueLayout.JAVA_BYTE));
    }

    /// UTF-16 up to a 0, or to the end of its 256 places.
    private static String text(MemorySegment segment, long offset) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            char character = (char) segment.get(SHORT, offset + 2L * i);
            if (character == 0) {
                break;
            }
            text.append(character);
        }
        return text.toString();
    }
}
