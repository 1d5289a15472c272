package io.airloom.capture;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The sample frames of the room `ieee80211`, which are files in its tests.
final class Samples {
    private static final Path FILES =
            Path.of(System.getProperty("basedir", "."))
                    .resolve("../ieee80211/src/test/resources/io/airloom/ieee80211");

    /// @param title what it is
    /// @param hex its octets
    /// @param line what it is in words
    record Sample(String title, String hex, String line) {
        byte[] octets() {
            return HexFormat.of().parseHex(hex);
        }

        int freqMhz() {
            String[] words = title.split(" ", -1);
            return Integer.parseInt(words[words.length - 2]);
        }
    }

    private Samples() {}

    /// Frames of real guests.
    static List<Sample> golden() throws IOException {
        return read("golden.txt");
    }

    /// Frames made by hand, good and bad.
    static List<Sample> made() throws IOException {
        return read("made.txt");
    }

    static MemorySegment segment(byte[] octets) {
        MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, octets.length));
        MemorySegment.copy(octets, 0, segment, ValueLayout.JAVA_BYTE, 0, octets.length);
        return segment;
    }

    private static List<Sample> read(String name) throws IOException {
        List<Sample> samples = new ArrayList<>();
        String text = Files.readString(FILES.resolve(name), StandardCharsets.UTF_8);
        for (String block : text.split("\n\n", -1)) {
            String[] lines = block.strip().split("\n", -1);
            if (!lines[0].startsWith("#")) {
                String hex = lines[1].strip();
                samples.add(new Sample(lines[0], hex.equals("-") ? "" : hex, lines[2].strip()));
            }
        }
        return samples;
    }
}
