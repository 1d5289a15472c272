package io.airloom.vwifi;

import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A vwifi-client or a spy, written from the specification (vwifi.md §2) alone: it shares no codec
/// with the server.
final class SpecClient {
    /// A record as it came.
    record Heard(int power, String frame, int freqMhz) {}

    private static final HexFormat HEX = HexFormat.of();

    private static final int FAMILY = 0x1f;

    final StreamSocket socket;
    final boolean sized;
    private byte[] pending = {};
    private boolean over;

    /// @param sized does it speak as v1.5 to v3?
    SpecClient(StreamSocket socket, boolean sized) {
        this.socket = socket;
        this.sized = sized;
    }

    /// Sends a frame as the kernel hands it to a client.
    void send(int power, byte[] frame, int freqMhz) {
        sendMessage(power, kernelMessage(frame, freqMhz));
    }

    void sendMessage(int power, byte[] message) {
        ByteBuffer out = little(3 + message.length);
        out.put((byte) power);
        if (sized) {
            out.putShort((short) message.length);
        }
        sendRaw(octets(out.put(message)));
    }

    void sendRaw(byte[] octets) {
        int sent = 0;
        while (sent < octets.length) {
            int n = socket.send(octets, sent, octets.length - sent);
            if (n == StreamSocket.WOULD_BLOCK) {
                throw new AssertionError("nobody takes what the client sends");
            }
            sent += n;
        }
    }

    /// Attributes in the order of hwsim.md §4.1.
    static byte[] kernelMessage(byte[] frame, int freqMhz) {
        ByteBuffer out = little(200 + frame.length);
        out.putInt(0).putShort((short) FAMILY).putShort((short) 0).putInt(0).putInt(0);
        out.put((byte) 2).put((byte) 1).putShort((short) 0);
        out.putShort((short) 10).putShort((short) 2);
        out.put(frame, 10, 6).putShort((short) 0);
        out.putShort((short) (4 + frame.length)).putShort((short) 3).put(frame);
        while (out.position() % 4 != 0) {
            out.put((byte) 0);
        }
        boolean group = (frame[4] & 1) != 0;
        out.putShort((short) 8).putShort((short) 4).putInt(group ? 3 : 1);
        out.putShort((short) 8).putShort((short) 19).putInt(freqMhz);
        out.putShort((short) 12).putShort((short) 7);
        out.put(new byte[] {4, 3, 2, 3, -1, 0, -1, 0});
        out.putShort((short) 16).putShort((short) 21).put(new byte[12]);
        out.putShort((short) 12).putShort((short) 8).putLong(77);
        out.putInt(0, out.position());
        return octets(out);
    }

    /// Everything that came, octet for octet.
    byte[] raw() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(pending);
        pending = new byte[0];
        byte[] piece = new byte[64 * 1024];
        try {
            while (!over) {
                int n = socket.receive(piece, 0, piece.length);
                if (n == StreamSocket.WOULD_BLOCK) {
                    break;
                }
                over = n == 0;
                all.write(piece, 0, n);
            }
        } catch (LinuxException e) {
            over = true;
        }
        return all.toByteArray();
    }

    /// Was it hung up on?
    boolean isOver() {
        pending = raw();
        return over;
    }

    /// The whole records that came, read as the client reads them: power, 16 octets, the rest.
    List<Heard> heard() {
        List<Heard> heard = new ArrayList<>();
        byte[] all = raw();
        ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        int head = sized ? 3 : 1;
        while (in.remaining() >= head + 16) {
            int start = in.position();
            int power = in.get();
            int size = sized ? in.getShort() & 0xffff : in.getInt(start + 1);
            if (in.remaining() < size) {
                in.position(start);
                break;
            }
            heard.add(parse(power, in.slice(start + head, size).order(ByteOrder.LITTLE_ENDIAN)));
            in.position(start + head + size);
        }
        pending = new byte[in.remaining()];
        in.get(pending);
        return heard;
    }

    private static Heard parse(int power, ByteBuffer message) {
        if (message.getInt(0) != message.limit() || message.get(16) != 2) {
            throw new AssertionError("received no frame data in message");
        }
        byte[] frame = null;
        int freqMhz = 0;
        boolean transmitter = false;
        int at = 20;
        while (at < message.limit()) {
            int length = message.getShort(at) & 0xffff;
            switch (message.getShort(at + 2)) {
                case 2 -> transmitter = length == 10;
                case 3 -> {
                    frame = new byte[length - 4];
                    message.get(at + 4, frame);
                }
                case 19 -> freqMhz = message.getInt(at + 4);
                default -> throw new AssertionError("not minimal: " + message.getShort(at + 2));
            }
            at += (length + 3) & ~3;
        }
        if (!transmitter || frame == null) {
            throw new AssertionError("a client needs transmitter and frame");
        }
        return new Heard(power, HEX.formatHex(frame), freqMhz);
    }

    static ByteBuffer little(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] octets(ByteBuffer out) {
        byte[] octets = new byte[out.position()];
        out.flip().get(octets);
        return octets;
    }
}
