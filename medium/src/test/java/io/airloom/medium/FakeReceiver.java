package io.airloom.medium;

import java.util.ArrayList;
import java.util.List;

/// A receiver that takes everything, or answers as it is told, and remembers all of it.
final class FakeReceiver implements Receiver {
    record Reception(Radio to, long cookie, int signalDbm, int rateIndex) {}

    record Status(Radio from, long cookie, boolean acknowledged, int ackSignalDbm, String tries) {}

    final List<Reception> receptions = new ArrayList<>();
    final List<Status> statuses = new ArrayList<>();
    final Air air;
    Delivery answer = Delivery.DELIVERED;
    Runnable meanwhile = () -> {};
    int flushes;
    private boolean dirty;

    FakeReceiver(Air air) {
        this.air = air;
    }

    @Override
    public Delivery receive(
            Radio from, Radio to, Transmission transmission, int signalDbm, int rateIndex) {
        meanwhile.run();
        if (answer == Delivery.DELIVERED) {
            receptions.add(new Reception(to, transmission.cookie(), signalDbm, rateIndex));
            flushLater();
        }
        return answer;
    }

    @Override
    public void transmitted(Radio from, Transmission transmission, Outcome outcome) {
        StringBuilder tries = new StringBuilder();
        for (int leg = 0; leg < outcome.legs(); leg++) {
            tries.append(tries.isEmpty() ? "" : " ")
                    .append(transmission.rateIndex(leg))
                    .append('×')
                    .append(outcome.tries(leg));
        }
        statuses.add(
                new Status(
                        from,
                        transmission.cookie(),
                        outcome.acknowledged(),
                        outcome.ackSignalDbm(),
                        tries.toString()));
        flushLater();
    }

    @Override
    public void flush() {
        dirty = false;
        flushes++;
    }

    private void flushLater() {
        if (!dirty) {
            dirty = true;
            air.flushLater(this);
        }
    }
}
