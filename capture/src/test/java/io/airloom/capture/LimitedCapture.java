package io.airloom.capture;

import io.airloom.ieee80211.Radiotap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Writes frames into a file until that fails: a process of its own, since it lives under a limit
/// of the size of files.
final class LimitedCapture {
    private LimitedCapture() {}

    public static void main(String[] args) throws IOException {
        int frames = Integer.parseInt(args[1]);
        MemorySegment frame = Samples.segment(new byte[100]);
        Radiotap radiotap = new Radiotap(0, 2_412, 0, 0, -30, Radiotap.UNKNOWN, false, true, 0);
        try (PcapngWriter writer = new PcapngWriter(CaptureSink.open(Path.of(args[0])))) {
            writer.addInterface("ap1", "");
            for (int i = 0; i < frames; i++) {
                writer.frame(new PcapngWriter.Note(0, i, radiotap, 100, 0, ""), frame, 0, 100);
            }
            System.out.println("stopped: " + writer.failure().getMessage());
            System.out.println("frames: " + writer.frames());
        }
    }
}
