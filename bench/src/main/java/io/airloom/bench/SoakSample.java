package io.airloom.bench;

import java.util.Locale;

/// What a process with an air had at one moment of a long run.
///
/// @param seconds since the run began
/// @param frames sent so far
/// @param heapBytes in use after a collection
/// @param descriptors open, of the whole process
/// @param mappings of the process (lines of `/proc/self/maps`)
/// @param residentKib of memory
/// @param airSeconds processor time of the air's thread so far
public record SoakSample(
        double seconds,
        long frames,
        long heapBytes,
        int descriptors,
        int mappings,
        long residentKib,
        double airSeconds) {
    private static final double MEBIBYTE = 1 << 20;
    private static final double KIBIBYTE = 1 << 10;

    /// The head of a table of [#row()].
    public static String head() {
        return "  seconds       frames  heap MiB  descriptors  mappings   RSS MiB  air's CPU s";
    }

    /// One line of the table.
    public String row() {
        return String.format(
                Locale.ROOT,
                "%9.0f %,12d %9.2f %12d %9d %9.1f %12.1f",
                seconds,
                frames,
                heapBytes / MEBIBYTE,
                descriptors,
                mappings,
                residentKib / KIBIBYTE,
                airSeconds);
    }
}
