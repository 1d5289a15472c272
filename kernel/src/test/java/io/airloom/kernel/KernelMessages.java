package io.airloom.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Octets as kernels send them.
final class KernelMessages {
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// One message with its padding.
    static byte[] message(int type, int flags, int sequence, int port, byte[] body) {
        int length = NetlinkMessages.HEADER_LENGTH + body.length;
        return buffer((int) Attributes.align(length))
                .putInt(length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(port)
                .put(body)
                .array();
    }

    /// An error's body, with the header of a request of `length` octets.
    static byte[] error(int error, int length) {
        return buffer(20).putInt(error).putInt(length).putInt(0x10).putInt(1).putInt(2).array();
    }

    static byte[] attribute(int type, byte... value) {
        int length = Attributes.HEADER_LENGTH + value.length;
        return buffer((int) Attributes.align(length))
                .putShort((short) length)
                .putShort((short) type)
                .put(value)
                .array();
    }

    static byte[] attribute(int type, String text) {
        return attribute(type, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    static byte[] join(byte[]... parts) {
        KernelMessages all = new KernelMessages();
        for (byte[] part : parts) {
            all.octets.writeBytes(part);
        }
        return all.octets.toByteArray();
    }
}
