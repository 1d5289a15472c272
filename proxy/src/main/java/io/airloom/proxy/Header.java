package io.airloom.proxy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// What every message begins with, 7 octets: `u8 operation`, `u32 length of the body`, `u16
/// version`. Any octets are a header; whether it is a good one is for who reads the body.
///
/// @param operation 0 to 255, see [Operation]
/// @param bodyLength octets that follow, 0 to 2^32 − 1
/// @param version 0 to 65535; there is only [#VERSION]
public record Header(int operation, long bodyLength, int version) {
    /// Octets of a header.
    public static final int LENGTH = 7;

    /// The only version that exists. (The layout of scan results changed without it: [ScanLayout].)
    public static final int VERSION = 1;

    private static final int BODY_LENGTH = 1;
    private static final int VERSION_OFFSET = 5;

    /// Reads a header.
    ///
    /// @param octets at least seven
    public static Header read(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        return new Header(
                Byte.toUnsignedInt(buffer.get(0)),
                Integer.toUnsignedLong(buffer.getInt(BODY_LENGTH)),
                Short.toUnsignedInt(buffer.getShort(VERSION_OFFSET)));
    }

    /// A whole message.
    ///
    /// @param body writes as many octets as that says
    static byte[] message(Operation operation, int bodyLength, Consumer<ByteBuffer> body) {
        byte[] message = new byte[LENGTH + bodyLength];
        ByteBuffer out = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) operation.code()).putInt(bodyLength).putShort((short) VERSION);
        body.accept(out);
        assert !out.hasRemaining() : out;
        return message;
    }
}
