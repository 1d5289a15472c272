package io.airloom.ieee80211;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A frame of the sample files: what it is, its octets, and the line that it must become.
record SampleFrame(String title, String hex, String line) {
    static final Names NAMES =
            address ->
                    address == 0x0200_0000_0100L
                            ? "ap1"
                            : address == 0x0200_0000_0200L ? "sta1" : null;

    /// Frames that real guests sent.
    static List<SampleFrame> golden() {
        return read("golden.txt");
    }

    /// Frames made by hand, good and bad.
    static List<SampleFrame> made() {
        return read("made.txt");
    }

    /// Frames made by hand that hold as little as may be, an octet less, or odd content.
    static List<SampleFrame> corners() {
        return read("corners.txt");
    }

    static List<SampleFrame> all() {
        List<SampleFrame> all = new ArrayList<>(golden());
        all.addAll(made());
        all.addAll(corners());
        return all;
    }

    /// What a person would see of a summary, as the sample files have it.
    static String line(FrameSummary summary) {
        String from = summary.from().isEmpty() ? "?" : summary.from();
        return from + "  " + summary.text();
    }

    byte[] octets() {
        return Frames.octets(hex);
    }

    @Override
    public String toString() {
        return title;
    }

    private static List<SampleFrame> read(String name) {
        try (InputStream stream = SampleFrame.class.getResourceAsStream(name)) {
            List<SampleFrame> frames = new ArrayList<>();
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String block : text.split("\n\n", -1)) {
                String[] lines = block.strip().split("\n", -1);
                if (lines[0].startsWith("#")) {
                    continue;
                }
                String hex = lines[1].strip();
                frames.add(new SampleFrame(lines[0], hex.equals("-") ? "" : hex, lines[2].strip()));
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
