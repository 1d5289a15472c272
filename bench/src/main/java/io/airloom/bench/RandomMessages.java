package io.airloom.bench;

import io.airloom.hwsim.HwsimCommand;
import io.airloom.hwsim.HwsimKernelEncoder;
import io.airloom.ieee80211.MacAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// Messages of a kernel that has gone mad: good ones at first, of which some octets, lengths and
/// numbers are changed. Most frames go to nobody on a channel of their own, so that the bystanders
/// are not flooded: that would be no violation.
final class RandomMessages {
    private static final int CAPACITY = 4096;
    private static final int MAX_FRAME = 700;
    private static final int OWN_FREQ_MHZ = 5180;

    /// Numbers at which checks are wrong, if they are.
    private static final int[] EDGES = {
        0, 1, 3, 4, 5, 7, 8, 15, 16, 19, 20, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xfffc, 0xffff, -1
    };

    private final MemorySegment message = Arena.ofAuto().allocate(CAPACITY, 8);
    private final MemorySegment frame = Arena.ofAuto().allocate(CAPACITY, 8);

    MemorySegment memory() {
        return message;
    }

    /// Writes the next message into [#memory()].
    ///
    /// @return its length, 1 to 4096
    int next(SplittableRandom random) {
        int dice = random.nextInt(100);
        int length;
        if (dice < 75) {
            length = frame(random);
        } else if (dice < 90) {
            length = address(random);
        } else {
            length = 1 + random.nextInt(400);
            fill(message, length, random);
            message.set(Culprit.U32, 0, length);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            length = mutate(length, random);
        }
        return length;
    }

    private int frame(SplittableRandom random) {
        int length = random.nextInt(MAX_FRAME);
        fill(frame, length, random);
        boolean common = random.nextInt(8) != 0;
        if (common) {
            // Management or data, version 0: what the air looks into.
            frame.set(Culprit.U16, 0, (short) (random.nextInt(1 << 16) & 0xfff8 & ~4));
        }
        MacAddress.write(frame, 4, receiver(random));
        MacAddress.write(frame, 10, BenchGuest.address(random.nextInt(4), 0));
        return HwsimKernelEncoder.frame(
                message,
                0,
                CAPACITY,
                Culprit.FAMILY,
                key(random),
                frame,
                0,
                length,
                random.nextInt(8),
                random.nextInt(50) == 0 ? BenchGuest.FREQ_MHZ : OWN_FREQ_MHZ,
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextBoolean());
    }

    private static long receiver(SplittableRandom random) {
        return switch (random.nextInt(64)) {
            case 0 -> MacAddress.BROADCAST;
            case 1 -> BenchGuest.address(0, 0);
            case 2 -> BenchGuest.address(1, 0);
            default -> BenchGuest.address(9, 0);
        };
    }

    private int address(SplittableRandom random) {
        return HwsimKernelEncoder.macAddress(
                message,
                0,
                CAPACITY,
                Culprit.FAMILY,
                random.nextInt(3) == 0 ? HwsimCommand.DEL_MAC_ADDR : HwsimCommand.ADD_MAC_ADDR,
                key(random),
                0x02_55_00_00_00_00L + random.nextInt(64));
    }

    private static long key(SplittableRandom random) {
        return Culprit.KEY + (random.nextInt(16) == 0 ? random.nextInt(1 << 16) : 0);
    }

    private int mutate(int length, SplittableRandom random) {
        int at = random.nextInt(length);
        switch (random.nextInt(5)) {
            case 0 -> message.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            case 1 -> message.set(Culprit.U16, at & ~3, (short) edge(random));
            case 2 -> message.set(Culprit.U32, 0, length + random.nextInt(9) - 4);
            case 3 -> message.set(Culprit.U32, at & ~3, edge(random));
            default -> {
                return 1 + random.nextInt(length);
            }
        }
        return length;
    }

    static int edge(SplittableRandom random) {
        return EDGES[random.nextInt(EDGES.length)];
    }

    private static void fill(MemorySegment memory, int length, SplittableRandom random) {
        for (int i = 0; i < length; i += Long.BYTES) {
            memory.set(Culprit.U64, i, random.nextLong());
        }
    }
}
