package io.airloom.kernel;

import io.airloom.ieee80211.MacAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what nl80211 says of stations. Total: whatever octets come, what cannot be read is left
/// out, and a number that is out of its range is brought into it.
final class StationMessages {
    static final int TRIGGER_SCAN = 33;
    static final int NEW_SCAN_RESULTS = 34;
    static final int SCAN_ABORTED = 35;

    private static final int SET_INTERFACE = 6;
    private static final int NEW_INTERFACE = 7;
    private static final int DEL_INTERFACE = 8;
    private static final int CONNECT = 46;
    private static final int ROAM = 47;
    private static final int DISCONNECT = 48;
    private static final int PORT_AUTHORIZED = 125;

    private static final int HEADER_LENGTH = 4;
    private static final int IFTYPE_STATION = 2;
    private static final int ATTR_STA_INFO = 21;
    private static final int ATTR_BSS = 47;
    private static final int ATTR_REASON_CODE = 54;
    private static final int ATTR_DISCONNECTED_BY_AP = 71;

    private static final int BSS_BSSID = 1;
    private static final int BSS_FREQUENCY = 2;
    private static final int BSS_BEACON_INTERVAL = 4;
    private static final int BSS_CAPABILITY = 5;
    private static final int BSS_ELEMENTS = 6;
    private static final int BSS_SIGNAL_MBM = 7;
    private static final int BSS_SIGNAL_UNSPEC = 8;
    private static final int BSS_STATUS = 9;
    private static final int BSS_SEEN_MS_AGO = 10;
    private static final int BSS_BEACON_ELEMENTS = 11;
    private static final int BSS_FREQUENCY_OFFSET = 20;
    private static final int STATUS_ASSOCIATED = 1;

    private static final int STA_SIGNAL = 7;
    private static final int STA_FLAGS = 17;
    private static final int STA_FLAG_AUTHORIZED = 1 << 1;

    private static final int LINK_HEADER_LENGTH = 16;
    private static final int LINK_INFO = 18;
    private static final int LINK_INFO_KIND = 1;
    private static final int LINK_PERMANENT_ADDRESS = 54;

    /// What the driver for guests' guests makes: no radio of this host.
    private static final String PROXY_KIND = "proxy_wifi";

    private static final long MAX_FREQ_KHZ = 0xffff_ffffL;
    private static final int KHZ_PER_MHZ = 1000;
    private static final int MBM_PER_DBM = 100;

    private StationMessages() {}

    /// Those of the interfaces that are stations and network devices.
    static List<StationInterface> stations(
            List<byte[]> messages, Map<Integer, Nl80211.Wiphy> wiphys) {
        List<StationInterface> stations = new ArrayList<>();
        for (byte[] message : messages) {
            Attributes one = Requests.Answer.attributes(message, HEADER_LENGTH);
            int index = one.u32(Nl80211.ATTR_IFINDEX);
            Nl80211.Wiphy wiphy = wiphys.get(one.u32(Nl80211.ATTR_WIPHY));
            if (index > 0 && wiphy != null && one.u32(Nl80211.ATTR_IFTYPE) == IFTYPE_STATION) {
                stations.add(
                        new StationInterface(
                                index,
                                one.text(Nl80211.ATTR_IFNAME),
                                wiphy.index(),
                                wiphy.name(),
                                wiphy.address()));
            }
        }
        return stations;
    }

    /// The same with what rtnetlink says of its link; null if it is no radio of this host.
    static @Nullable StationInterface withLink(StationInterface station, List<byte[]> messages) {
        StationInterface known = station;
        for (byte[] message : messages) {
            Attributes link = Requests.Answer.attributes(message, LINK_HEADER_LENGTH);
            if (link.nested(LINK_INFO).text(LINK_INFO_KIND).equals(PROXY_KIND)) {
                return null;
            }
            long permanent = link.address(LINK_PERMANENT_ADDRESS);
            if (permanent != MacAddress.NONE) {
                known =
                        new StationInterface(
                                known.index(),
                                known.name(),
                                known.wiphy(),
                                known.wiphyName(),
                                permanent);
            }
        }
        return known;
    }

    static List<HeardNetwork> heard(List<byte[]> messages) {
        List<HeardNetwork> heard = new ArrayList<>();
        for (byte[] message : messages) {
            Attributes bss = Requests.Answer.attributes(message, HEADER_LENGTH).nested(ATTR_BSS);
            long address = bss.address(BSS_BSSID);
            if (address != MacAddress.NONE) {
                heard.add(network(address, bss));
            }
        }
        return heard;
    }

    private static HeardNetwork network(long bssid, Attributes bss) {
        long khz =
                (bss.u32(BSS_FREQUENCY) & 0xffff_ffffL) * KHZ_PER_MHZ
                        + (bss.u32(BSS_FREQUENCY_OFFSET) & 0xffff_ffffL);
        return new HeardNetwork(
                bssid,
                bss.u16(BSS_CAPABILITY),
                bss.u16(BSS_BEACON_INTERVAL),
                khz > MAX_FREQ_KHZ ? 0 : khz,
                signalDbm(bss),
                bss.u32(BSS_SEEN_MS_AGO) & Integer.MAX_VALUE,
                bss.has(BSS_STATUS) && bss.u32(BSS_STATUS) == STATUS_ASSOCIATED,
                ByteBuffer.wrap(
                        bss.octets(bss.has(BSS_ELEMENTS) ? BSS_ELEMENTS : BSS_BEACON_ELEMENTS)));
    }

    private static int signalDbm(Attributes bss) {
        if (bss.has(BSS_SIGNAL_MBM)) {
            int dbm = Math.floorDiv(bss.u32(BSS_SIGNAL_MBM) + MBM_PER_DBM / 2, MBM_PER_DBM);
            return Math.clamp(dbm, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        return Math.clamp(bss.u8(BSS_SIGNAL_UNSPEC), 0, 100) / 2 - 100;
    }

    /// What the first message says; null if none says anything of a station.
    static @Nullable StationLink link(List<byte[]> messages) {
        for (byte[] message : messages) {
            Attributes one = Requests.Answer.attributes(message, HEADER_LENGTH);
            if (one.has(ATTR_STA_INFO)) {
                Attributes station = one.nested(ATTR_STA_INFO);
                // Flags are two masks: which are known, and which are set.
                byte[] flags = station.octets(STA_FLAGS);
                boolean isTold =
                        flags.length >= 2 * Integer.BYTES && (flags[0] & STA_FLAG_AUTHORIZED) != 0;
                return new StationLink(
                        !isTold || (flags[Integer.BYTES] & STA_FLAG_AUTHORIZED) != 0,
                        (byte) station.u8(STA_SIGNAL));
            }
        }
        return null;
    }

    /// What a message of a multicast group means; null if nothing of interest.
    ///
    /// @param message behind the netlink header
    static @Nullable StationEvent event(byte[] message) {
        if (message.length < HEADER_LENGTH) {
            return null;
        }
        StationEvent.Kind kind =
                switch (message[0] & 0xff) {
                    case TRIGGER_SCAN -> StationEvent.Kind.SCAN_STARTED;
                    case NEW_SCAN_RESULTS -> StationEvent.Kind.SCAN_ENDED;
                    case SCAN_ABORTED -> StationEvent.Kind.SCAN_ABORTED;
                    case CONNECT, ROAM, PORT_AUTHORIZED -> StationEvent.Kind.CONNECTED;
                    case DISCONNECT -> StationEvent.Kind.DISCONNECTED;
                    case SET_INTERFACE, NEW_INTERFACE, DEL_INTERFACE ->
                            StationEvent.Kind.INTERFACES;
                    default -> null;
                };
        if (kind == null) {
            return null;
        }
        Attributes attributes = Requests.Answer.attributes(message, HEADER_LENGTH);
        return new StationEvent(
                kind,
                Math.max(0, attributes.u32(Nl80211.ATTR_IFINDEX)),
                attributes.u16(ATTR_REASON_CODE),
                attributes.has(ATTR_DISCONNECTED_BY_AP));
    }
}
