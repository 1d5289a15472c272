package io.airloom.agent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/// The frames on their way: those that the kernel has handed out, and waits to hear about (hwsim.md
/// §5). Whoever takes a frame out of the table answers it, so each is answered exactly once: by the
/// host's verdict, or by its deadline, or by the end of the connection.
///
/// Of fixed size: a frame's place is one of [#WINDOW] that its key and cookie lead to. The kernel
/// itself keeps no more than 200 frames of a radio, so even the frames of some radios whose host is
/// stuck are scattered thinly.
///
/// One thread at a time puts frames in; any thread takes them out. No thread waits, and nothing is
/// allocated. A place's state counts up: even is free, odd is taken. Only the thread that puts in
/// makes it odd, after it has written the fields; who takes out reads the fields and then makes the
/// state even by a compare-and-set from the value that it saw before. If that succeeds, the place
/// was not given to another frame meanwhile, so what was read belongs to that frame.
final class VerdictTable {
    /// Frames that it takes at most.
    static final int PLACES = 4096;

    /// Places that a frame may have.
    static final int WINDOW = 16;

    /// What [#take] returns for a frame that is not on its way.
    static final long UNKNOWN = Long.MIN_VALUE;

    private final AtomicLongArray states = new AtomicLongArray(PLACES);
    private final long[] keys = new long[PLACES];
    private final long[] cookies = new long[PLACES];
    private final long[] rates = new long[PLACES];
    private final int[] flags = new int[PLACES];
    private final long[] captured = new long[PLACES];
    private final AtomicInteger count = new AtomicInteger();

    /// Answers a frame that nobody acknowledged.
    interface Answer {
        void unacknowledged(long key, long cookie, int flags, long rates);
    }

    /// Frames on their way.
    int size() {
        return count.get();
    }

    /// A frame sets out.
    ///
    /// @param frameRates the tries that the kernel asked for
    /// @param capturedNanos when it was taken; its time runs from there
    /// @return false if there is no place for it
    boolean add(long key, long cookie, int frameFlags, long frameRates, long capturedNanos) {
        int start = place(key, cookie);
        for (int i = 0; i < WINDOW; i++) {
            int place = (start + i) % PLACES;
            long state = states.getAcquire(place);
            if ((state & 1) == 0) {
                keys[place] = key;
                cookies[place] = cookie;
                flags[place] = frameFlags;
                rates[place] = frameRates;
                captured[place] = capturedNanos;
                count.incrementAndGet();
                states.setRelease(place, state + 1);
                return true;
            }
        }
        return false;
    }

    /// The frame's verdict is there, or it does not set out after all: takes it out.
    ///
    /// @return when it was captured, or [#UNKNOWN] if it is not in the table (any more)
    long take(long key, long cookie) {
        int start = place(key, cookie);
        for (int i = 0; i < WINDOW; i++) {
            int place = (start + i) % PLACES;
            long state = states.getAcquire(place);
            if ((state & 1) == 1 && keys[place] == key && cookies[place] == cookie) {
                long time = captured[place];
                if (states.compareAndSet(place, state, state + 1)) {
                    count.decrementAndGet();
                    return time;
                }
            }
        }
        return UNKNOWN;
    }

    /// Takes out and answers every frame that was captured at `capturedNanos` or before.
    ///
    /// @return how many there were
    int expire(long capturedNanos, Answer answer) {
        int expired = 0;
        for (int place = 0; place < PLACES && count.get() > 0; place++) {
            long state = states.getAcquire(place);
            if ((state & 1) == 1 && captured[place] - capturedNanos <= 0) {
                long key = keys[place];
                long cookie = cookies[place];
                int frameFlags = flags[place];
                long frameRates = rates[place];
                if (states.compareAndSet(place, state, state + 1)) {
                    count.decrementAndGet();
                    answer.unacknowledged(key, cookie, frameFlags, frameRates);
                    expired++;
                }
            }
        }
        return expired;
    }

    private static int place(long key, long cookie) {
        long mixed = (key ^ cookie * 0xC2B2_AE3D_27D4_EB4FL) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 48) & (PLACES - 1);
    }
}
