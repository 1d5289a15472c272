package io.airloom.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a process holds of the machine.
///
/// @param heapOctets of Java heap in use; −1 if unknown
/// @param residentOctets of memory, without what it only shares with guests; −1 if unknown
/// @param descriptors open
/// @param mappings of its address space
public record ProcessFigures(
        long heapOctets, long residentOctets, long descriptors, long mappings) {
    private static final double MEBIBYTE = 1 << 20;

    /// Looks at a process.
    static ProcessFigures of(long pid, long heapOctets) {
        Path process = Path.of("/proc", Long.toString(pid));
        long resident = -1;
        long descriptors = -1;
        long mappings = -1;
        try {
            resident = anonymous(process.resolve("status"));
            try (Stream<Path> files = Files.list(process.resolve("fd"))) {
                descriptors = files.count();
            }
            try (Stream<String> lines =
                    Files.lines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
                mappings = lines.count();
            }
        } catch (IOException e) {
            // Not ours to look at, or gone: what is not known stays −1.
        }
        return new ProcessFigures(heapOctets, resident, descriptors, mappings);
    }

    private static long anonymous(Path status) throws IOException {
        try (Stream<String> lines = Files.lines(status, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .map(kibibytes -> kibibytes << 10)
                    .findFirst()
                    .orElse(-1);
        }
    }

    @Override
    public String toString() {
        return "heap %.1f MiB, resident %.0f MiB, %d descriptors, %d mappings"
                .formatted(heapOctets / MEBIBYTE, residentOctets / MEBIBYTE, descriptors, mappings);
    }
}
