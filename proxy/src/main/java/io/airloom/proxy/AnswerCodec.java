package io.airloom.proxy;

import io.airloom.proxy.Decoded.Malformed;
import io.airloom.proxy.Decoded.Whole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Reads and writes what the host says: answers, and notifications on connections of their own.
///
/// ```
/// SCAN_RESPONSE        u8 complete (layout C only), u32 number of networks, u32 length of the body,
///                      the networks, then the elements of each in the same order
///     a network        6 octets BSSID, u16 capabilities, s32 dBm, u16 beacon interval (TU),
///                      u32 kHz, u32 length of its elements, u32 where they are, from its own start
/// CONNECT_RESPONSE     u16 status, 6 octets BSSID, u64 session
/// DISCONNECT_RESPONSE  nothing; an octet of 0 from the service of Windows
/// DISCONNECTED         u64 session
/// SIGNAL               s8 dBm
/// INVALID              nothing
/// ```
///
/// A reader takes a body that is whole and says what it should; a driver takes more, which is no
/// reason to write it.
public final class AnswerCodec {
    /// Most octets of a body that is written: a guest's kernel has to find them in one piece.
    public static final int MAX_BODY_LENGTH = 128 * 1024;

    static final int BSS_LENGTH = 26;

    private static final int CONNECTED_LENGTH = 16;
    private static final int DISCONNECTED_LENGTH = 8;

    private AnswerCodec() {}

    /// The whole message of an answer.
    ///
    /// @param layout how the guest reads scan results
    /// @throws IllegalArgumentException if scan results are longer than [#MAX_BODY_LENGTH]
    public static byte[] encode(Answer answer, ScanLayout layout) {
        return switch (answer) {
            case Answer.Invalid() -> Header.message(Operation.INVALID, 0, _ -> {});
            case Answer.Connected(int status, long bssid, long session) ->
                    Header.message(
                            Operation.CONNECT_RESPONSE,
                            CONNECTED_LENGTH,
                            out -> {
                                out.putShort((short) status);
                                Octets.putAddress(out, bssid);
                                out.putLong(session);
                            });
            case Answer.Disconnected() -> Header.message(Operation.DISCONNECT_RESPONSE, 0, _ -> {});
            case ScanResults results -> encode(results, layout);
        };
    }

    /// The whole message of a notification. Scan results are always in layout C: drivers of the
    /// other one know none.
    ///
    /// @throws IllegalArgumentException if scan results are longer than [#MAX_BODY_LENGTH]
    public static byte[] encode(Notification notification) {
        return switch (notification) {
            case Notification.Disconnected(long session) ->
                    Header.message(
                            Operation.DISCONNECTED,
                            DISCONNECTED_LENGTH,
                            out -> out.putLong(session));
            case Notification.Signal(int dbm) ->
                    Header.message(Operation.SIGNAL, 1, out -> out.put((byte) dbm));
            case ScanResults results -> encode(results, ScanLayout.C);
        };
    }

    /// Octets that a network takes in scan results.
    public static int length(Bss bss) {
        return BSS_LENGTH + bss.elements().length();
    }

    private static byte[] encode(ScanResults results, ScanLayout layout) {
        long length = layout.fixedLength();
        for (Bss bss : results.networks()) {
            length += length(bss);
        }
        if (length > MAX_BODY_LENGTH) {
            throw new IllegalArgumentException("scan results of " + length + " octets");
        }
        int bodyLength = (int) length;
        return Header.message(
                Operation.SCAN_RESPONSE, bodyLength, out -> put(out, results, layout, bodyLength));
    }

    private static void put(ByteBuffer out, ScanResults results, ScanLayout layout, int length) {
        List<Bss> networks = results.networks();
        if (layout == ScanLayout.C) {
            out.put((byte) (results.isComplete() ? 1 : 0));
        }
        out.putInt(networks.size()).putInt(length);
        int elements = 0;
        for (int i = 0; i < networks.size(); i++) {
            Bss bss = networks.get(i);
            Octets.putAddress(out, bss.bssid());
            out.putShort((short) bss.capabilities()).putInt(bss.rssiDbm());
            out.putShort((short) bss.beaconIntervalTu()).putInt((int) bss.centerFreqKhz());
            out.putInt(bss.elements().length());
            out.putInt(BSS_LENGTH * (networks.size() - i) + elements);
            elements += bss.elements().length();
        }
        networks.forEach(bss -> out.put(bss.elements().octets()));
    }

    /// Reads an answer; offsets are those in the body.
    ///
    /// @param body as many octets as the header says
    public static Decoded<Answer> answer(Header header, byte[] body, ScanLayout layout) {
        ByteBuffer in = body(header, body);
        Operation operation = Operation.of(header.operation());
        if (header.version() != Header.VERSION) {
            return new Malformed<>("version " + header.version() + ", not 1", 0);
        }
        return switch (operation) {
            case INVALID ->
                    body.length == 0
                            ? new Whole<>(new Answer.Invalid())
                            : lengthOf(operation, body.length);
            case SCAN_RESPONSE -> Decoded.of(results(in, layout));
            case CONNECT_RESPONSE ->
                    body.length == CONNECTED_LENGTH
                            ? new Whole<>(
                                    new Answer.Connected(
                                            Short.toUnsignedInt(in.getShort(0)),
                                            Octets.address(in, 2),
                                            in.getLong(8)))
                            : lengthOf(operation, body.length);
            case DISCONNECT_RESPONSE ->
                    body.length <= 1
                            ? new Whole<>(new Answer.Disconnected())
                            : lengthOf(operation, body.length);
            case null, default ->
                    new Malformed<>("operation " + header.operation() + " is no answer", 0);
        };
    }

    /// Reads a notification; offsets are those in the body.
    ///
    /// @param body as many octets as the header says
    public static Decoded<Notification> notification(Header header, byte[] body) {
        ByteBuffer in = body(header, body);
        Operation operation = Operation.of(header.operation());
        if (header.version() != Header.VERSION) {
            return new Malformed<>("version " + header.version() + ", not 1", 0);
        }
        return switch (operation) {
            case SCAN_RESPONSE -> Decoded.of(results(in, ScanLayout.C));
            case DISCONNECTED ->
                    body.length == DISCONNECTED_LENGTH
                            ? new Whole<>(new Notification.Disconnected(in.getLong(0)))
                            : lengthOf(operation, body.length);
            case SIGNAL ->
                    body.length == 1
                            ? new Whole<>(new Notification.Signal(in.get(0)))
                            : lengthOf(operation, body.length);
            case null, default ->
                    new Malformed<>("operation " + header.operation() + " is no notification", 0);
        };
    }

    private static ByteBuffer body(Header header, byte[] body) {
        if (body.length != header.bodyLength()) {
            throw new IllegalArgumentException(header + " body=" + body.length);
        }
        return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static <T> Decoded<T> lengthOf(Operation operation, int length) {
        return new Malformed<>("a body of " + length + " octets for " + operation, 0);
    }

    private static Decoded<ScanResults> results(ByteBuffer in, ScanLayout layout) {
        int fixed = layout.fixedLength();
        int length = in.capacity();
        if (length < fixed) {
            return lengthOf(Operation.SCAN_RESPONSE, length);
        }
        int countOffset = fixed - 2 * Integer.BYTES;
        long count = Integer.toUnsignedLong(in.getInt(countOffset));
        if (count > (length - fixed) / BSS_LENGTH) {
            return new Malformed<>(count + " networks in " + length + " octets", countOffset);
        }
        List<Bss> networks = new ArrayList<>();
        // Networks may share their elements, but not so that a short message fills our memory.
        long left = length;
        for (int i = 0; i < count; i++) {
            int entry = fixed + BSS_LENGTH * i;
            long elementsLength = Integer.toUnsignedLong(in.getInt(entry + 18));
            long elements = entry + Integer.toUnsignedLong(in.getInt(entry + 22));
            if (elements < fixed + BSS_LENGTH * count || elements + elementsLength > length) {
                return new Malformed<>(
                        "elements at %d to %d".formatted(elements, elements + elementsLength),
                        entry + 18);
            }
            left -= BSS_LENGTH + elementsLength;
            if (left < 0) {
                return new Malformed<>("networks share their elements", entry + 18);
            }
            byte[] octets = new byte[(int) elementsLength];
            in.get((int) elements, octets);
            networks.add(bss(in, entry, octets));
        }
        boolean complete = layout == ScanLayout.B || in.get(0) != 0;
        return new Whole<>(new ScanResults(complete, networks));
    }

    private static Bss bss(ByteBuffer in, int entry, byte[] elements) {
        return new Bss(
                Octets.address(in, entry),
                Short.toUnsignedInt(in.getShort(entry + 6)),
                in.getInt(entry + 8),
                Short.toUnsignedInt(in.getShort(entry + 12)),
                Integer.toUnsignedLong(in.getInt(entry + 14)),
                ElementBlob.of(elements));
    }
}
