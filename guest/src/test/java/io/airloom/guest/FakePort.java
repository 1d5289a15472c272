package io.airloom.guest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A port that keeps what is sent, answers as it is told, and minds that it is used in order.
final class FakePort implements MessagePort {
    static final int BUFFER_LENGTH = 3776;

    final List<byte[]> sent = new ArrayList<>();
    IntFunction<Claim> answer = length -> length <= BUFFER_LENGTH ? Claim.OK : Claim.TOO_SHORT;
    int signals;
    private final MemorySegment memory = Arena.ofAuto().allocate(BUFFER_LENGTH + 16);
    private int claimed = -1;

    @Override
    public Claim claim(int length) {
        assertUnclaimed();
        Claim claim = answer.apply(length);
        if (claim == Claim.OK) {
            claimed = length;
            memory.fill((byte) 0xa5);
        }
        return claim;
    }

    @Override
    public MemorySegment segment() {
        return memory;
    }

    @Override
    public long offset() {
        return 5;
    }

    @Override
    public boolean commit(int length) {
        if (length != claimed) {
            throw new AssertionError("claimed " + claimed + ", committed " + length);
        }
        claimed = -1;
        sent.add(memory.asSlice(offset(), length).toArray(ValueLayout.JAVA_BYTE));
        for (long i = offset() + length; i < memory.byteSize(); i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, i) != (byte) 0xa5) {
                throw new AssertionError("written behind the claim");
            }
        }
        return true;
    }

    @Override
    public void signal() {
        assertUnclaimed();
        signals++;
    }

    void refuse() {
        answer = length -> Claim.NO_BUFFER;
    }

    void accept() {
        answer = length -> Claim.OK;
    }

    private void assertUnclaimed() {
        if (claimed >= 0) {
            throw new AssertionError("a claim of " + claimed + " octets is open");
        }
    }
}
