package io.airloom.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes frames that somebody has chosen as pcapng, an interface for each sender. Each frame is
/// flushed as it comes. One thread.
public final class FrameRecorder implements AutoCloseable {
    private final PcapngWriter writer;
    private final Map<String, Integer> interfaces = new HashMap<>();
    private long lostBefore;

    /// Starts a capture.
    ///
    /// @param out is closed at the end
    public FrameRecorder(OutputStream out) {
        this.writer = new PcapngWriter(CaptureSink.of(out));
    }

    /// Adds a frame.
    ///
    /// @return false if `out` takes no more
    public boolean write(AirFrame frame) {
        int id = interfaceOf(frame.node());
        PcapngWriter.Note note = PcapngWriter.Note.of(id, frame, lostBefore);
        lostBefore = 0;
        MemorySegment octets = MemorySegment.ofArray(frame.octets());
        return writer.frame(note, octets, 0, frame.octets().length);
    }

    private int interfaceOf(String node) {
        Integer known = interfaces.get(node);
        if (known != null) {
            return known;
        }
        if (interfaces.size() >= Capture.MAX_INTERFACES - 1) {
            return interfaces.computeIfAbsent(
                    "", _ -> writer.addInterface("others", "radios beyond the limit"));
        }
        int added = writer.addInterface(node, "hwsim radio");
        interfaces.put(node, added);
        return added;
    }

    /// Frames are missing before the next one.
    public void lost(long frames) {
        lostBefore += frames;
    }

    /// Frames written so far.
    public long frames() {
        return writer.frames();
    }

    /// Why nothing is written any more; null while all is well.
    public @Nullable IOException failure() {
        return writer.failure();
    }

    /// Adds the counts of each interface and closes the stream.
    @Override
    public void close() {
        try (writer) {
            writer.statistics(lostBefore);
        }
    }
}
