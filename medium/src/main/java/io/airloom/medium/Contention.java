package io.airloom.medium;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The frames of an air on which each try takes its time, on the channel that it shares with those
/// radios of that frequency that it hears ([SharedChannel]).
///
/// A try is what EDCA makes it (IEEE 802.11-2020 §10.23.2): a free channel for SIFS and the
/// category's slots, a number of further slots that is drawn and doubles with each retry, then the
/// frame at its rate, and its acknowledgement, with RTS and CTS before them if the sender asks. A
/// frame that finds the channel free goes without drawing; one that comes right after its radio's
/// last one does so, too, though a radio would still count then. No aggregation, no bursts.
///
/// **Nobody fills it alone.** A radio may have as many frames here as there are free places,
/// [#PER_RADIO] at most, and [#PER_QUEUE] of one category: what more it sends is lost, as in the
/// full queue of a chip.
///
/// Nothing is allocated per frame, but a small object when the first one comes to an empty queue.
///
/// Times are those of the announcements. What is due is done when somebody asks, in the order of
/// its times, however late that is.
final class Contention {
    /// Frames of a category that a radio may have waiting; as in common chips.
    static final int PER_QUEUE = 64;

    /// Frames of a radio. mac80211_hwsim gives up those over 200 (hwsim.md §5).
    static final int PER_RADIO = 192;

    /// Frequencies in use at once.
    static final int MAX_CHANNELS = 128;

    private static final int SLOTS = Flight.SLOTS;
    private static final int SLOT_LENGTH = Transmission.MAX_COPIED_LENGTH;
    private static final long BACKOFF = 0x6261_636b_6f66_6621L;

    private final long seed;
    private final SharedChannel.Hearing hearing;
    private final SharedChannel.Ended ended = this::take;
    private final List<SharedChannel> channels = new ArrayList<>();
    private MemorySegment frames = MemorySegment.NULL;
    private @Nullable WaitingFrame free;
    private @Nullable WaitingFrame firstEnded;
    private @Nullable WaitingFrame lastEnded;
    private int made;
    private int size;

    /// @param seed of the slots that are drawn
    Contention(long seed, SharedChannel.Hearing hearing) {
        this.seed = seed ^ BACKOFF;
        this.hearing = hearing;
    }

    /// Frames that wait or are on the air.
    int size() {
        return size;
    }

    /// How each frequency was used. Allocates.
    List<ChannelUse> use() {
        return channels.stream().map(SharedChannel::use).toList();
    }

    /// Takes a copy of a frame of at most {@link Transmission#MAX_COPIED_LENGTH} octets.
    ///
    /// @return false if there is no room for it
    boolean add(Radio from, Transmission transmission) {
        if (from.travelling() >= Math.min(PER_RADIO, SLOTS - size)) {
            return false;
        }
        SharedChannel channel = channel(transmission.freqMhz(), transmission.announcedNanos());
        if (channel == null) {
            return false;
        }
        WaitingFrame frame = free();
        frame.transmission.copy(transmission, frames, frame.offset);
        AccessCategory category = AccessCategory.of(frame.transmission);
        Contender contender = channel.find(from, category);
        if (contender != null && contender.size() >= PER_QUEUE) {
            frame.next = free;
            free = frame;
            return false;
        }
        frame.waitFor(from);
        size++;
        channel.add(contender, frame, category, transmission.announcedNanos());
        return true;
    }

    /// The next frame that is over by now, each once and in the order of their ends; null if there
    /// is none. To be given back ([#release]).
    @Nullable WaitingFrame next(long nowNanos) {
        while (firstEnded == null) {
            SharedChannel channel = earliest();
            if (channel == null || channel.dueNanos() > nowNanos) {
                return null;
            }
            channel.advance(ended);
        }
        WaitingFrame frame = firstEnded;
        firstEnded = frame.next;
        lastEnded = firstEnded == null ? null : lastEnded;
        return frame;
    }

    /// Nobody needs the frame any more.
    void release(WaitingFrame frame) {
        frame.done();
        frame.next = free;
        free = frame;
        size--;
    }

    /// A radio has left.
    void left(Radio radio) {
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).left(radio);
        }
    }

    /// How long until {@link #next} has something; at most 0 if it has already, {@link
    /// Long#MAX_VALUE} if nothing waits.
    long nanosUntilNext(long nowNanos) {
        if (firstEnded != null) {
            return 0;
        }
        long wake = Long.MAX_VALUE;
        for (int i = 0; i < channels.size(); i++) {
            wake = Math.min(wake, channels.get(i).wakeNanos());
        }
        return wake == Long.MAX_VALUE ? wake : wake - nowNanos;
    }

    private @Nullable SharedChannel earliest() {
        SharedChannel earliest = null;
        for (int i = 0; i < channels.size(); i++) {
            SharedChannel channel = channels.get(i);
            if (earliest == null || channel.dueNanos() < earliest.dueNanos()) {
                earliest = channel;
            }
        }
        return earliest;
    }

    private void take(WaitingFrame frame) {
        if (lastEnded == null) {
            firstEnded = frame;
        } else {
            lastEnded.next = frame;
        }
        lastEnded = frame;
    }

    /// The channel of a frequency; null if too many others are in use.
    private @Nullable SharedChannel channel(int freqMhz, long nowNanos) {
        int quiet = -1;
        for (int i = 0; i < channels.size(); i++) {
            SharedChannel channel = channels.get(i);
            if (channel.freqMhz() == freqMhz) {
                return channel;
            }
            quiet = channel.isQuiet() ? i : quiet;
        }
        SharedChannel channel = new SharedChannel(freqMhz, nowNanos, seed, hearing);
        if (channels.size() < MAX_CHANNELS) {
            channels.add(channel);
        } else if (quiet >= 0) {
            channels.set(quiet, channel);
        } else {
            return null;
        }
        return channel;
    }

    private WaitingFrame free() {
        WaitingFrame frame = free;
        if (frame != null) {
            free = frame.next;
            frame.next = null;
            return frame;
        }
        if (made == 0) {
            frames = Arena.ofAuto().allocate((long) SLOTS * SLOT_LENGTH, 8);
        }
        return new WaitingFrame((long) made++ * SLOT_LENGTH);
    }
}
