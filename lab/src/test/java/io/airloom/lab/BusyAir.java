package io.airloom.lab;

import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.Air;
import io.airloom.medium.Delivery;
import io.airloom.medium.Outcome;
import io.airloom.medium.Radio;
import io.airloom.medium.Receiver;
import io.airloom.medium.Transmission;
import io.airloom.vhost.AirOptions;
import io.airloom.vhost.AirThread;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;

/// An air with a radio `ap1` that sends what tests want it to.
final class BusyAir implements AutoCloseable {
    static final long ADDRESS = 0x0200_0000_0100L;
    private static final int BEACON = 0x80;

    final AirThread thread;
    private final AtomicReference<Air> air = new AtomicReference<>();
    private final Radio radio;

    BusyAir() {
        this(AirOptions.ideal());
    }

    BusyAir(AirOptions options) {
        thread = AirThread.start(options);
        thread.attach((_, opened) -> {
            air.set(opened);
            return () -> {};
        });
        radio = thread.call(() -> air.get().join("ap1", ADDRESS, new Deaf()));
    }

    /// Sends beacons of so many octets.
    void beacons(int count, int length) {
        MemorySegment frame = Arena.ofAuto().allocate(length);
        frame.set(ValueLayout.JAVA_BYTE, 0, (byte) BEACON);
        MacAddress.write(frame, 4, MacAddress.BROADCAST);
        MacAddress.write(frame, 10, ADDRESS);
        MacAddress.write(frame, 16, ADDRESS);
        thread.call(() -> {
            for (int i = 0; i < count; i++) {
                Transmission beacon =
                        new Transmission()
                                .frame(frame, 0, length)
                                .sent(2412, false, System.nanoTime())
                                .marked(0, i + 1);
                air.get().transmit(radio, beacon);
            }
            return count;
        });
    }

    @Override
    public void close() {
        thread.close();
    }

    private static final class Deaf implements Receiver {
        @Override
        public Delivery receive(
                Radio from, Radio to, Transmission transmission, int signalDbm, int rateIndex) {
            return Delivery.DELIVERED;
        }

        @Override
        public void transmitted(Radio from, Transmission transmission, Outcome outcome) {}

        @Override
        public void flush() {}
    }
}
