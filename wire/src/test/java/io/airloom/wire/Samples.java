package io.airloom.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One message of each type, and any number of them.
final class Samples {
    static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    static final byte[] OTHER_NONCE = {9, 9, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    static final byte[] PROOF = new byte[32];

    private Samples() {}

    static MemorySegment buffer() {
        return Arena.ofAuto().allocate(1 << 15);
    }

    static MemorySegment segmentOf(byte[] octets) {
        MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, octets.length));
        MemorySegment.copy(octets, 0, segment, ValueLayout.JAVA_BYTE, 0, octets.length);
        return segment;
    }

    static byte[] hello(String name) {
        MemorySegment b = buffer();
        return octets(b, WireEncoder.hello(b, 0, -5, 3, NONCE, 0x1122334455667788L, name));
    }

    static byte[] challenge() {
        MemorySegment b = buffer();
        return octets(b, WireEncoder.challenge(b, 0, 7, 0, NONCE, OTHER_NONCE, true));
    }

    /// A message of each type.
    static List<byte[]> oneOfEach() {
        MemorySegment b = buffer();
        List<byte[]> all = new ArrayList<>();
        all.add(hello("sta1"));
        all.add(challenge());
        all.add(octets(b, WireEncoder.proof(b, 0, 1, PROOF)));
        all.add(octets(b, WireEncoder.welcome(b, 0, 2, PROOF, 5, 2, 500_000, 10_000)));
        all.add(frames(MessageBatch.up(), 20, 33, 2_400));
        all.add(frames(MessageBatch.down(), 21, 20));
        all.add(octets(b, WireEncoder.ping(b, 0, 3, -77, 100)));
        all.add(octets(b, WireEncoder.pong(b, 0, 4, 3, 80)));
        WireEncoder.receipt(b, 0, 0, 10, 20, 30);
        WireEncoder.receipt(b, 0, 1, 11, 21, 31);
        all.add(octets(b, WireEncoder.receipts(b, 0, 5, 2)));
        all.add(octets(b, WireEncoder.create(b, 0, 6, 9, 0x0241_0000_0500L)));
        all.add(octets(b, WireEncoder.created(b, 0, 7, 9, 0, 0x4241_0000_0500L)));
        all.add(octets(b, WireEncoder.bye(b, 0, 8, Farewell.FULL, "no room")));
        return all;
    }

    /// A batch with netlink messages of these lengths, each octet of which is its number.
    static byte[] frames(MessageBatch batch, int... lengths) {
        MemorySegment b = buffer();
        batch.open(b, 0, AgentProtocol.MAX_LENGTH);
        for (int i = 0; i < lengths.length; i++) {
            long at = batch.claim(lengths[i], 1_000 + i);
            b.asSlice(at, lengths[i]).fill((byte) i);
            WireLayout.write32(b, at, lengths[i]);
            batch.commit();
        }
        return octets(b, batch.close(42));
    }

    static byte[] octets(MemorySegment segment, int length) {
        byte[] octets = new byte[length];
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, octets, 0, length);
        return octets;
    }

    static byte[] concat(List<byte[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /// So many messages of any types.
    static List<byte[]> some(Random random, int count) {
        List<byte[]> each = oneOfEach();
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(each.get(random.nextInt(each.size())));
        }
        return some;
    }

    static byte[] copyOf(WireMessage message) {
        byte[] octets = new byte[message.length()];
        MemorySegment.copy(
                message.segment(),
                ValueLayout.JAVA_BYTE,
                message.offset(),
                octets,
                0,
                octets.length);
        return octets;
    }

    static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = Arrays.copyOf(octets, octets.length);
        changed[at] = (byte) value;
        return changed;
    }
}
