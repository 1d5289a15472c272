package io.airloom.medium;

import java.util.List;

/// An access point, a station and another one on one air, all with the same key, for tests.
abstract class AirFixture {
    static final long AP = 0x0200_0000_0100L;
    static final long STA = 0x0200_0000_0200L;
    static final long KEY = 0x4200_0000_0000L;

    final Air air = new Air();
    final FakeReceiver apGuest = new FakeReceiver(air);
    final FakeReceiver staGuest = new FakeReceiver(air);
    final FakeReceiver otherGuest = new FakeReceiver(air);
    final Radio ap = air.join("ap1", KEY, apGuest);
    final Radio sta = air.join("sta1", KEY, staGuest);
    final Radio other = air.join("sta2", KEY, otherGuest);

    /// The radio sends a beacon from an address, and what others got of it is forgotten.
    void hear(Radio radio, long address, int freqMhz) {
        air.transmit(radio, Frames.beacon(address, freqMhz));
        for (FakeReceiver guest : List.of(apGuest, staGuest, otherGuest)) {
            guest.receptions.clear();
            guest.statuses.clear();
        }
    }

    FakeReceiver.Status lastStatus(FakeReceiver guest) {
        return guest.statuses.getLast();
    }

    long value(AirCounter counter) {
        return air.counters().value(counter);
    }

    long drops() {
        long drops = 0;
        for (AirCounter counter : AirCounter.values()) {
            drops += counter.isDrop() ? value(counter) : 0;
        }
        return drops;
    }
}
