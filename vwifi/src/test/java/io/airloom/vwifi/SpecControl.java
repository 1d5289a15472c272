package io.airloom.vwifi;

import io.airloom.linux.LinuxException;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// A vwifi-ctrl, written from the specification (vwifi.md §4) alone.
final class SpecControl {
    private static final int PATIENCE = 4000;

    private final VwifiFixture fixture;

    SpecControl(VwifiFixture fixture) {
        this.fixture = fixture;
    }

    /// Says an order with arguments of 32 bits, each in a packet of its own, and hangs up behind
    /// them if no answer is to come.
    ByteBuffer order(int order, int... arguments) {
        UnixSocket socket = begin();
        send(socket, SpecClient.little(4).putInt(order));
        for (int argument : arguments) {
            fixture.settle();
            send(socket, SpecClient.little(4).putInt(argument));
        }
        return answer(socket);
    }

    /// Says an order with any arguments.
    ByteBuffer orderWith(int order, byte[] arguments) {
        UnixSocket socket = begin();
        send(socket, SpecClient.little(4).putInt(order));
        fixture.settle();
        if (arguments.length > 0) {
            send(socket, SpecClient.little(arguments.length).put(arguments));
        }
        return answer(socket);
    }

    /// Says an order and hangs up, as who wants no answer.
    void orderAndHangUp(int order, byte[] arguments) {
        UnixSocket socket = begin();
        send(socket, SpecClient.little(4 + arguments.length).putInt(order).put(arguments));
        socket.shutdownOutput();
        answer(socket);
    }

    UnixSocket begin() {
        UnixSocket[] pair = fixture.pair();
        fixture.server.control(pair[0]);
        return pair[1];
    }

    static void send(StreamSocket socket, ByteBuffer octets) {
        byte[] out = SpecClient.octets(octets);
        if (socket.send(out, 0, out.length) != out.length) {
            throw new AssertionError("the server takes no order");
        }
    }

    /// All that comes until the server hangs up.
    ByteBuffer answer(StreamSocket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[65_536];
        for (int i = 0; i < PATIENCE; i++) {
            fixture.loop.poll(1_000_000);
            fixture.air.flush(System::nanoTime);
            try {
                int n = socket.receive(piece, 0, piece.length);
                if (n == 0) {
                    break;
                }
                all.write(piece, 0, Math.max(n, 0));
            } catch (LinuxException e) {
                break;
            }
        }
        socket.close();
        fixture.settle();
        return ByteBuffer.wrap(all.toByteArray()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }
}
