package io.airloom.vwifi;

import io.airloom.linux.EventLoop;
import io.airloom.linux.StreamSocket;
import io.airloom.linux.UnixSocket;
import io.airloom.medium.Air;
import io.airloom.medium.AirCounter;
import io.airloom.medium.Delivery;
import io.airloom.medium.IdealPropagation;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.Transmission;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// An air with a vwifi server, whose loop the test turns.
abstract class VwifiFixture {
    static final int CHANNEL_1 = 2412;
    static final int CHANNEL_6 = 2437;
    static final long AP = 0x74f8_f601_0000L;
    static final long STA = 0x74f8_f602_0000L;
    static final long OTHER = 0x74f8_f603_0000L;
    static final long ALL = 0xffff_ffff_ffffL;

    final EventLoop loop = new EventLoop(0);
    final VwifiModel model = new VwifiModel(new IdealPropagation(), 2026);
    final Air air = new Air(model);
    final List<String> notes = new ArrayList<>();
    final List<StreamSocket> sockets = new ArrayList<>();
    VwifiServer server = server(VwifiOptions.defaults());

    VwifiServer server(VwifiOptions options) {
        return new VwifiServer(loop, air, model, options, new Notes());
    }

    @AfterEach
    void closeAll() {
        server.close();
        sockets.forEach(StreamSocket::close);
        loop.close();
    }

    /// One end for the server, the other is the test's.
    UnixSocket[] pair() {
        UnixSocket[] pair = UnixSocket.pair();
        sockets.add(pair[1]);
        return pair;
    }

    SpecClient client(int cid) {
        UnixSocket[] pair = pair();
        server.client(pair[0], cid);
        return new SpecClient(pair[1], false);
    }

    SpecClient oldClient(int cid) {
        UnixSocket[] pair = pair();
        server.client(pair[0], cid);
        return new SpecClient(pair[1], true);
    }

    SpecClient spy(int cid) {
        UnixSocket[] pair = pair();
        server.spy(pair[0], cid);
        return new SpecClient(pair[1], false);
    }

    /// Turns the loop until there is nothing to do.
    void settle() {
        while (loop.poll(0) > 0) {
            air.flush(System::nanoTime);
        }
        air.flush(System::nanoTime);
    }

    long value(VwifiCounter counter) {
        return server.counters().value(counter);
    }

    long value(AirCounter counter) {
        return air.counters().value(counter);
    }

    // ---- frames

    static byte[] frame(int frameControl, long address1, long address2, int length) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        frame.put(0, (byte) frameControl);
        putAddress(frame, 4, address1);
        putAddress(frame, 10, address2);
        for (int i = 24; i < length; i++) {
            frame.put(i, (byte) i);
        }
        return frame.array();
    }

    private static void putAddress(ByteBuffer frame, int at, long address) {
        for (int i = 0; i < 6 && at + i < frame.limit(); i++) {
            frame.put(at + i, (byte) (address >>> (40 - 8 * i)));
        }
    }

    static byte[] beacon(long from) {
        return frame(0x80, ALL, from, 60);
    }

    static byte[] probe(long from) {
        return frame(0x40, ALL, from, 42);
    }

    static byte[] data(long to, long from) {
        return frame(0x08, to, from, 41);
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /// A guest of another kind, with one radio.
    final class Other implements Receiver {
        final List<Integer> signals = new ArrayList<>();
        final List<Boolean> acknowledged = new ArrayList<>();
        final Radio radio;

        Other(String name) {
            radio = air.join(name, 1, this);
        }

        void send(byte[] frame, int freqMhz) {
            MemorySegment memory = Arena.ofAuto().allocate(frame.length);
            MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
            boolean group = (frame[4] & 1) != 0;
            Transmission transmission = new Transmission().frame(memory, 0, frame.length);
            transmission.sent(freqMhz, !group, System.nanoTime()).marked(0, 1);
            for (int leg = 0; leg < Transmission.LEGS; leg++) {
                transmission.leg(leg, leg == 0 ? 4 : -1, 3, 0);
            }
            air.transmit(radio, transmission);
            settle();
        }

        @Override
        public Delivery receive(
                Radio from, Radio to, Transmission heard, int signalDbm, int rateIndex) {
            signals.add(signalDbm);
            return Delivery.DELIVERED;
        }

        @Override
        public void transmitted(Radio from, Transmission sent, Outcome outcome) {
            acknowledged.add(outcome.acknowledged());
        }

        @Override
        public void flush() {}
    }

    private final class Notes implements VwifiListener {
        @Override
        public void connected(String name) {
            notes.add("+" + name);
        }

        @Override
        public void disconnected(String name, String reason, boolean violation) {
            notes.add((violation ? "!" : "-") + name + ": " + reason);
        }

        @Override
        public void noted(String text) {
            notes.add(text);
        }
    }
}
