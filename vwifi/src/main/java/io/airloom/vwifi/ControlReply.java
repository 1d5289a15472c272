package io.airloom.vwifi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Writes the answers to vwifi-ctrl, packed and little-endian, each as one piece: it reads every
/// field with one call and takes what it gets.
final class ControlReply {
    private static final int PLAIN_ENTRY_LENGTH = 4 * Integer.BYTES;
    private static final int NAMED_ENTRY_LENGTH =
            PLAIN_ENTRY_LENGTH + Integer.BYTES + Station.MAX_NAME_LENGTH + 1;
    private static final int MAX_FIXED_LENGTH = 64;

    private final ControlVersion version;

    ControlReply(ControlVersion version) {
        this.version = version;
    }

    /// Who is there. The spies only since v5, names only since v6.
    byte[] listing(Collection<Station> spies, Collection<Station> clients) {
        int entries = spies.size() + clients.size();
        ByteBuffer out = buffer(2 * Integer.BYTES + entries * NAMED_ENTRY_LENGTH);
        if (version.numbering() > 4) {
            put(out, spies);
        }
        put(out, clients);
        return octets(out);
    }

    private void put(ByteBuffer out, Collection<Station> stations) {
        out.putInt(stations.size());
        for (Station station : stations) {
            if (version.numbering() < 7) {
                put(out, station.position());
                out.putInt(station.cid());
            } else {
                out.putInt(station.cid());
                put(out, station.position());
                putName(out, station.name());
            }
        }
    }

    private static void put(ByteBuffer out, Position position) {
        out.putInt(position.x()).putInt(position.y()).putInt(position.z());
    }

    private static void putName(ByteBuffer out, String name) {
        out.putInt(name.length());
        if (!name.isEmpty()) {
            out.put(name.getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0);
        }
    }

    /// What is set, and whether a spy is there.
    byte[] show(VwifiModel model, boolean spied) {
        ByteBuffer out = buffer(MAX_FIXED_LENGTH);
        putSettings(out, model);
        return octets(out.put(flag(spied)));
    }

    /// What is set, and how clients are served. The port of vsock always: vwifi-server leaves it
    /// out where it has none, but vwifi-ctrl reads it all the same.
    byte[] status(VwifiModel model, VwifiOptions options, boolean spied) {
        ByteBuffer out = buffer(MAX_FIXED_LENGTH);
        putSettings(out, model);
        out.putShort((short) options.vsockPort()).putShort((short) options.tcpPort());
        out.putInt(Guestbook.MAX_REMEMBERED);
        return octets(out.put(flag(spied)));
    }

    private void putSettings(ByteBuffer out, VwifiModel model) {
        out.put(flag(model.loss()));
        if (version.numbering() > 4) {
            putDistance(out, model.scale());
        }
    }

    /// How far two are apart.
    byte[] distance(double metres) {
        ByteBuffer out = buffer(MAX_FIXED_LENGTH).putInt(0);
        putDistance(out, metres);
        return octets(out);
    }

    /// One of the two is not known.
    ///
    /// @param which 1 or 2
    byte[] unknown(int which) {
        return octets(buffer(Integer.BYTES).putInt(-which));
    }

    private void putDistance(ByteBuffer out, double metres) {
        if (version.distanceLength() == Float.BYTES) {
            out.putFloat((float) metres);
        } else {
            out.putDouble(metres);
        }
    }

    private static byte flag(boolean on) {
        return (byte) (on ? 1 : 0);
    }

    private static ByteBuffer buffer(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] octets(ByteBuffer out) {
        byte[] octets = new byte[out.position()];
        out.flip().get(octets);
        return octets;
    }
}
