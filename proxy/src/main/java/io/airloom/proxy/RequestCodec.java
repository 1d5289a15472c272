package io.airloom.proxy;

import io.airloom.proxy.Decoded.Malformed;
import io.airloom.proxy.Decoded.Whole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes requests.
///
/// ```
/// SCAN        33 octets   u8 length of the SSID, 32 octets SSID
/// CONNECT     76 and the key
///             u8 length of the SSID, 32 octets SSID, 6 octets BSSID, u8 authentication type,
///             u8 WPA versions, u8 number of AKM suites, 2 × u32 AKM suite, u8 number of pairwise
///             ciphers, 5 × u32 cipher, u32 group cipher, u8 length of the key, the key
/// DISCONNECT  8 octets    u64 session
/// ```
public final class RequestCodec {
    static final int SCAN_LENGTH = 1 + Ssid.MAX_LENGTH;
    static final int DISCONNECT_LENGTH = 8;

    /// A CONNECT without a key.
    static final int CONNECT_LENGTH = 76;

    private static final int BSSID = 33;
    private static final int AUTH_TYPE = 39;
    private static final int WPA_VERSIONS = 40;
    private static final int AKM_COUNT = 41;
    private static final int AKMS = 42;
    private static final int CIPHER_COUNT = 50;
    private static final int CIPHERS = 51;
    private static final int GROUP_CIPHER = 71;
    private static final int KEY_LENGTH = 75;

    private RequestCodec() {}

    /// Whether a body may follow this header. What may not needs not be read: a request with it is
    /// refused as it is.
    ///
    /// @return what is wrong, with its offset in the message; null if nothing is
    public static @Nullable Malformed<Request> refusal(Header header) {
        if (header.version() != Header.VERSION) {
            return new Malformed<>("version " + header.version() + ", not 1", 5);
        }
        Operation operation = Operation.of(header.operation());
        long length = header.bodyLength();
        boolean fits;
        switch (operation) {
            case SCAN_REQUEST -> fits = length == SCAN_LENGTH;
            case CONNECT_REQUEST ->
                    fits =
                            length >= CONNECT_LENGTH
                                    && length <= CONNECT_LENGTH + NetworkKey.MAX_LENGTH;
            case DISCONNECT_REQUEST -> fits = length == DISCONNECT_LENGTH;
            case null, default -> {
                return new Malformed<>("operation " + header.operation() + " is no request", 0);
            }
        }
        return fits ? null : new Malformed<>("a body of " + length + " octets for " + operation, 1);
    }

    /// Reads the body of a request; offsets are those in the body.
    ///
    /// @param header one without a [#refusal]
    /// @param body as many octets as the header says; a key in it is the caller's to wipe
    public static Decoded<Request> decode(Header header, byte[] body) {
        if (refusal(header) != null || body.length != header.bodyLength()) {
            throw new IllegalArgumentException(header + " body=" + body.length);
        }
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        if (header.operation() == Operation.DISCONNECT_REQUEST.code()) {
            return new Whole<>(new Request.Disconnect(in.getLong(0)));
        }
        int ssidLength = u8(in, 0);
        if (ssidLength > Ssid.MAX_LENGTH) {
            return new Malformed<>("an SSID of " + ssidLength + " octets", 0);
        }
        Ssid ssid = Ssid.of(Arrays.copyOfRange(body, 1, 1 + ssidLength));
        return header.operation() == Operation.SCAN_REQUEST.code()
                ? new Whole<>(new Request.Scan(ssid))
                : connect(ssid, in);
    }

    private static Decoded<Request> connect(Ssid ssid, ByteBuffer in) {
        int akms = u8(in, AKM_COUNT);
        if (akms > Request.Connect.MAX_AKM_SUITES) {
            return new Malformed<>(akms + " AKM suites", AKM_COUNT);
        }
        int ciphers = u8(in, CIPHER_COUNT);
        if (ciphers > Request.Connect.MAX_PAIRWISE_CIPHERS) {
            return new Malformed<>(ciphers + " pairwise ciphers", CIPHER_COUNT);
        }
        int keyLength = u8(in, KEY_LENGTH);
        if (CONNECT_LENGTH + keyLength != in.capacity()) {
            return new Malformed<>(
                    "a key of %d octets in a body of %d".formatted(keyLength, in.capacity()),
                    KEY_LENGTH);
        }
        byte[] key = new byte[keyLength];
        in.get(CONNECT_LENGTH, key);
        try {
            return new Whole<>(
                    new Request.Connect(
                            ssid,
                            Octets.address(in, BSSID),
                            u8(in, AUTH_TYPE),
                            u8(in, WPA_VERSIONS),
                            suites(in, AKMS, akms),
                            suites(in, CIPHERS, ciphers),
                            in.getInt(GROUP_CIPHER),
                            NetworkKey.copyOf(key)));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static List<Integer> suites(ByteBuffer in, int offset, int count) {
        List<Integer> suites = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            suites.add(in.getInt(offset + Integer.BYTES * i));
        }
        return suites;
    }

    private static int u8(ByteBuffer in, int offset) {
        return Byte.toUnsignedInt(in.get(offset));
    }

    /// The whole message of a request. That of a CONNECT has its key, and is the caller's to wipe.
    public static byte[] encode(Request request) {
        return switch (request) {
            case Request.Scan(Ssid ssid) ->
                    Header.message(Operation.SCAN_REQUEST, SCAN_LENGTH, out -> put(out, ssid));
            case Request.Connect connect ->
                    Header.message(
                            Operation.CONNECT_REQUEST,
                            CONNECT_LENGTH + connect.key().length(),
                            out -> put(out, connect));
            case Request.Disconnect(long session) ->
                    Header.message(
                            Operation.DISCONNECT_REQUEST,
                            DISCONNECT_LENGTH,
                            out -> out.putLong(session));
        };
    }

    private static void put(ByteBuffer out, Request.Connect connect) {
        put(out, connect.ssid());
        Octets.putAddress(out, connect.bssid());
        out.put((byte) connect.authType()).put((byte) connect.wpaVersions());
        put(out, connect.akmSuites(), Request.Connect.MAX_AKM_SUITES);
        put(out, connect.pairwiseCiphers(), Request.Connect.MAX_PAIRWISE_CIPHERS);
        byte[] key = connect.key().copy();
        out.putInt(connect.groupCipher()).put((byte) key.length).put(key);
        Arrays.fill(key, (byte) 0);
    }

    private static void put(ByteBuffer out, Ssid ssid) {
        out.put((byte) ssid.length()).put(Arrays.copyOf(ssid.octets(), Ssid.MAX_LENGTH));
    }

    private static void put(ByteBuffer out, List<Integer> suites, int room) {
        out.put((byte) suites.size());
        for (int i = 0; i < room; i++) {
            out.putInt(i < suites.size() ? suites.get(i) : 0);
        }
    }
}
