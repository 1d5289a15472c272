package io.airloom.capture;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.airloom.ieee80211.MacAddress;
import io.airloom.medium.TapHandler;
import io.airloom.medium.TapRecord;
import io.airloom.medium.TapRing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Records what goes over the air into a pcapng file, from a {@link TapRing}, on a thread of its
/// own.
///
/// Each transmission is recorded once, on the interface of the radio that sent it. Nothing here
/// slows the air down: what the thread cannot write in time, the ring drops and counts, and the
/// file tells where (a comment and `epb_dropcount` on the next frame, `isb_ifdrop` at the end).
///
/// ```
///  air ──▶ TapRing ──▶ this thread ──▶ PcapngWriter ──▶ file, FIFO, standard output
/// ```
public final class Capture implements AutoCloseable {
    /// Interfaces of a file; radios beyond this many share the last one.
    static final int MAX_INTERFACES = PcapngReader.MAX_INTERFACES;

    private static final int RECORDS_AT_ONCE = 4_096;

    private static final long IDLE_NANOS = 2_000_000;
    private static final long PATIENCE_MILLIS = 3_000;

    /// What may still be in a ring when it is read for the last time.
    private static final int MAX_FINAL_RECORDS = 1 << 22;

    private final Path file;
    private final TapRing ring;
    private final CaptureListener listener;
    private final Thread thread;
    private @Nullable CaptureSink opened;
    private volatile boolean waitingForReader;
    private volatile boolean stopping;
    private volatile long frames;
    private volatile long unrecorded;

    private Capture(Path file, TapRing ring, CaptureListener listener) {
        this.file = file;
        this.ring = ring;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("airloom-capture").unstarted(this::run);
    }

    /// Opens the file and starts to record.
    ///
    /// A FIFO is opened by the thread, since that waits for the reader; meanwhile the ring keeps
    /// what it can.
    ///
    /// @param file a new or regular file, which is overwritten; a FIFO; or `-` for standard output
    /// @throws IOException if the file cannot be written
    public static Capture start(Path file, TapRing ring, CaptureListener listener)
            throws IOException {
        Capture capture = new Capture(file, ring, listener);
        if (CaptureSink.isFifo(file)) {
            capture.waitingForReader = true;
        } else {
            capture.opened = CaptureSink.open(file);
        }
        capture.thread.start();
        return capture;
    }

    /// Records into somewhere else, for tests.
    static Capture start(CaptureSink sink, TapRing ring, CaptureListener listener) {
        Capture capture = new Capture(Path.of("test"), ring, listener);
        capture.opened = sink;
        capture.thread.start();
        return capture;
    }

    /// The file, as it was named.
    public Path file() {
        return file;
    }

    /// Frames recorded so far.
    public long frames() {
        return frames;
    }

    /// Frames that were not recorded because the file could not be written, so far. Those that the
    /// ring had no room for are the ring's to tell.
    public long unrecorded() {
        return unrecorded;
    }

    /// Is the thread still there?
    boolean isAlive() {
        return thread.isAlive();
    }

    /// Records what is still in the ring, adds the statistics and closes the file. A reader of a
    /// FIFO that reads no more is waited for only a few seconds. Take the ring off the air before.
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            if (waitingForReader) {
                // Opened for both, a FIFO waits for nobody, and lets the thread go on.
                try (FileChannel _ = FileChannel.open(file, READ, WRITE)) {
                    thread.join(PATIENCE_MILLIS);
                } catch (IOException e) {
                    // The FIFO is gone, and nobody can let the thread go; it is a daemon.
                    return;
                }
            }
            thread.join(PATIENCE_MILLIS);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        CaptureSink sink = opened;
        if (sink == null) {
            try {
                sink = CaptureSink.open(file);
            } catch (IOException e) {
                listener.stopped(file, reason(e));
                return;
            } finally {
                waitingForReader = false;
            }
        }
        PcapngWriter writer = new PcapngWriter(sink);
        Recorder recorder = new Recorder(writer);
        try (writer) {
            while (!stopping) {
                if (ring.poll(recorder, RECORDS_AT_ONCE) == 0) {
                    LockSupport.parkNanos(IDLE_NANOS);
                }
                recorder.report();
            }
            ring.poll(recorder, MAX_FINAL_RECORDS);
            writer.statistics(Math.max(0, ring.lost() - recorder.reportedLost));
        }
        // Some file systems tell only at the end that there was no room.
        recorder.report();
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /// Turns the ring's records into blocks.
    private final class Recorder implements TapHandler {
        private final PcapngWriter writer;
        private final Map<Integer, Integer> interfaceByRadio = new HashMap<>();
        private final Map<String, Integer> interfaceByName = new HashMap<>();
        private long lostBefore;
        private long reportedLost;
        private boolean told;

        Recorder(PcapngWriter writer) {
            this.writer = writer;
        }

        @Override
        public void joined(int radioId, String name, long key) {
            interfaceByRadio.put(radioId, interfaceOf(name, MacAddress.toString(key)));
        }

        /// A radio that comes back gets its interface again.
        private int interfaceOf(String name, String key) {
            Integer known = interfaceByName.get(name + " " + key);
            if (known != null) {
                return known;
            }
            if (interfaceByName.size() >= MAX_INTERFACES - 1) {
                return interfaceByName.computeIfAbsent(
                        "", _ -> writer.addInterface("others", "radios beyond the limit"));
            }
            int added = writer.addInterface(name, "hwsim radio " + key);
            interfaceByName.put(name + " " + key, added);
            return added;
        }

        @Override
        public void left(int radioId) {
            interfaceByRadio.remove(radioId);
        }

        @Override
        public void lost(long records) {
            lostBefore += records;
            reportedLost += records;
        }

        @Override
        public void frame(TapRecord record) {
            Integer id = interfaceByRadio.get(record.radioId());
            if (id == null) {
                // The ring tells of a radio before its frames; a frame without one is not ours.
                lostBefore++;
                return;
            }
            PcapngWriter.Note note = PcapngWriter.Note.of(id, AirFrame.fateOf(record), lostBefore);
            lostBefore = 0;
            writer.frame(note, record.frame(), record.frameOffset(), record.frameLength());
        }

        /// Lets others see the counts, and tells once if nothing can be written any more.
        void report() {
            frames = writer.frames();
            unrecorded = writer.unrecorded();
            IOException failure = writer.failure();
            if (failure != null && !told) {
                told = true;
                listener.stopped(file, reason(failure));
            }
        }
    }
}
