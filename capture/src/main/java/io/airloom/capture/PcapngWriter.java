package io.airloom.capture;

import io.airloom.ieee80211.FrameView;
import io.airloom.ieee80211.MacAddress;
import io.airloom.ieee80211.Radiotap;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes frames as pcapng: one section, one interface for each radio, nanosecond time stamps.
///
/// Every block goes out with one write, so that whoever is killed leaves whole blocks and at most
/// one that is cut, at the end, which every reader of pcapng copes with. When a write fails (a full
/// disk, a reader that went away), the file is cut back to its last whole block, nothing more is
/// written, and whatever comes is only counted: {@link #failure()} says why.
///
/// One thread.
public final class PcapngWriter implements AutoCloseable {
    private static final int NANOSECONDS = 9;
    private static final int NO_SNAP_LENGTH = 0;
    private static final int NANOS_PER_MICRO = 1_000;

    private final CaptureSink sink;
    private final BlockBuffer block = new BlockBuffer();
    private final MemorySegment header = Arena.ofAuto().allocate(Radiotap.MAX_LENGTH, 8);
    private final FrameView view = new FrameView();
    private final List<Interface> interfaces = new ArrayList<>();
    private long wholeLength;
    private long frames;
    private long unrecorded;
    private long lastEpochNanos;
    private @Nullable IOException failure;

    /// What the statistics at the end tell of an interface.
    private static final class Interface {
        long frames;
        long lost;
    }

    /// What is to be said of a frame beside its octets.
    ///
    /// @param interfaceId of {@link #addInterface}
    /// @param epochNanos when it was sent, ns since 1970
    /// @param radiotap how it was sent
    /// @param originalLength octets that it had, if not all are here
    /// @param lostBefore frames that are missing right before it
    /// @param comment empty if there is nothing to say
    public record Note(
            int interfaceId,
            long epochNanos,
            Radiotap radiotap,
            int originalLength,
            long lostBefore,
            String comment) {

        /// What is to be said of a frame that was on the air.
        static Note of(int interfaceId, AirFrame frame, long lostBefore) {
            Radiotap radiotap =
                    new Radiotap(
                            frame.epochNanos() / NANOS_PER_MICRO,
                            frame.freqMhz(),
                            frame.rateIndex(),
                            frame.rateFlags(),
                            // The only strength that a sender ever hears of.
                            frame.acknowledged() ? frame.ackSignalDbm() : Radiotap.UNKNOWN,
                            Radiotap.UNKNOWN,
                            frame.isLost(),
                            !frame.ackExpected(),
                            Math.max(0, frame.tries() - 1));
            return new Note(
                    interfaceId,
                    frame.epochNanos(),
                    radiotap,
                    frame.originalLength(),
                    lostBefore,
                    comment(frame, lostBefore));
        }

        /// What went wrong with a frame, in words; empty if nothing did.
        private static String comment(AirFrame frame, long lostBefore) {
            StringBuilder words = new StringBuilder();
            if (frame.isLost()) {
                int tries = frame.tries();
                add(words, "not acknowledged in " + tries + (tries == 1 ? " try" : " tries"));
            }
            if (frame.drops() > 0) {
                int drops = frame.drops();
                add(words, "dropped by " + drops + (drops == 1 ? " receiver" : " receivers"));
            } else if (frame.copies() == 0 && !frame.acknowledged()) {
                add(words, "heard by nobody");
            }
            if (lostBefore > 0) {
                String frames = lostBefore == 1 ? " frame" : " frames";
                add(words, lostBefore + frames + " before it missing");
            }
            return words.toString();
        }

        private static void add(StringBuilder words, String phrase) {
            words.append(words.isEmpty() ? "" : "; ").append(phrase);
        }
    }

    /// Starts a capture, which is then owned by this writer.
    PcapngWriter(CaptureSink sink) {
        this.sink = sink;
        block.begin(Pcapng.SECTION_HEADER)
                .put32(Pcapng.BYTE_ORDER_MAGIC)
                .put16(1)
                .put16(0)
                // The length of the section is not known beforehand.
                .put64(-1)
                .option(Pcapng.SHB_USER_APPLICATION, "Airloom")
                .endOptions();
        write(block.finish());
    }

    /// Adds an interface.
    ///
    /// @return its number, for {@link Note}
    public int addInterface(String name, String description) {
        block.begin(Pcapng.INTERFACE_DESCRIPTION)
                .put16(Pcapng.LINK_RADIOTAP)
                .put16(0)
                .put32(NO_SNAP_LENGTH)
                .option(Pcapng.IF_NAME, name)
                .option(Pcapng.IF_DESCRIPTION, description)
                .option8(Pcapng.IF_TIME_RESOLUTION, NANOSECONDS)
                .endOptions();
        write(block.finish());
        interfaces.add(new Interface());
        return interfaces.size() - 1;
    }

    /// Adds a frame: an MPDU without FCS.
    ///
    /// @param length octets that are here, at most {@link
    ///   io.airloom.medium.TapRecord#MAX_FRAME_LENGTH}
    /// @return false if it could not be written
    public boolean frame(Note note, MemorySegment segment, long offset, int length) {
        int headerLength = note.radiotap().write(header, 0);
        block.begin(Pcapng.ENHANCED_PACKET)
                .put32(note.interfaceId())
                .putTime(note.epochNanos())
                .put32(headerLength + length)
                .put32(headerLength + Math.max(length, note.originalLength()))
                .copy(header, 0, headerLength)
                .copy(segment, offset, length)
                .pad();
        if (!note.comment().isEmpty()) {
            block.option(Pcapng.OPTION_COMMENT, note.comment());
        }
        block.option32(Pcapng.EPB_FLAGS, Pcapng.OUTBOUND | castFlag(segment, offset, length));
        if (note.lostBefore() > 0) {
            block.option64(Pcapng.EPB_DROP_COUNT, note.lostBefore());
        }
        block.endOptions();
        Interface counts = interfaces.get(note.interfaceId());
        counts.lost += note.lostBefore();
        lastEpochNanos = note.epochNanos();
        if (!write(block.finish())) {
            unrecorded++;
            return false;
        }
        frames++;
        counts.frames++;
        return true;
    }

    /// Adds the counts of every interface; nothing should follow.
    ///
    /// @param lostAtEnd frames that are missing after the last one, counted to the first interface
    public void statistics(long lostAtEnd) {
        for (int id = 0; id < interfaces.size(); id++) {
            Interface counts = interfaces.get(id);
            block.begin(Pcapng.INTERFACE_STATISTICS)
                    .put32(id)
                    .putTime(lastEpochNanos)
                    .option64(Pcapng.ISB_RECEIVED, counts.frames)
                    .option64(Pcapng.ISB_DROPPED, counts.lost + (id == 0 ? lostAtEnd : 0))
                    .endOptions();
            write(block.finish());
        }
    }

    /// Frames written.
    public long frames() {
        return frames;
    }

    /// Frames that came after the failure.
    public long unrecorded() {
        return unrecorded;
    }

    /// Octets of whole blocks written.
    public long length() {
        return wholeLength;
    }

    /// Why nothing is written any more, or null while all is well.
    public @Nullable IOException failure() {
        return failure;
    }

    /// Closes the file. A failure to do so is one like any other.
    @Override
    public void close() {
        try {
            sink.close();
        } catch (IOException e) {
            fail(e);
        }
    }

    private boolean write(ByteBuffer octets) {
        if (failure != null) {
            return false;
        }
        int length = octets.remaining();
        try {
            while (octets.hasRemaining()) {
                sink.write(octets);
            }
            wholeLength += length;
            return true;
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    private void fail(IOException cause) {
        if (failure != null) {
            return;
        }
        failure = cause;
        try {
            sink.truncate(wholeLength);
        } catch (IOException e) {
            // What is cut stays cut; readers cope with that at the end of a file.
            cause.addSuppressed(e);
        }
    }

    private int castFlag(MemorySegment segment, long offset, int length) {
        view.wrap(segment, offset, length);
        long receiver = view.receiverAddress();
        if (receiver == MacAddress.BROADCAST) {
            return Pcapng.BROADCAST;
        }
        if (receiver == MacAddress.NONE) {
            return 0;
        }
        return MacAddress.isGroup(receiver) ? Pcapng.MULTICAST : Pcapng.UNICAST;
    }
}
