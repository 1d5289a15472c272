package io.airloom.machine;

import io.airloom.image.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds a folder for the memory of UML machines, which is a file without a name: it goes with the
/// machine. Best is a file system in memory; it must not be mounted `noexec`, and must have room,
/// or the machine dies when it uses what it was promised. In containers `/dev/shm` often fails in
/// both.
final class UmlMemory {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private UmlMemory() {}

    /// The folder to use.
    ///
    /// @param neededMib what all machines of a lab have together
    /// @param otherwise a folder on a disk; slower
    /// @throws EnvironmentException if there is none
    static Path folder(long neededMib, Path otherwise) {
        List<String> mounts;
        try {
            mounts = Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            mounts = List.of();
        }
        List<String> refused = new ArrayList<>();
        for (Path folder : List.of(SHARED_MEMORY, otherwise)) {
            String problem = problem(folder, neededMib, mounts);
            if (problem.isEmpty()) {
                return folder;
            }
            refused.add(folder + " " + problem);
        }
        throw new EnvironmentException(
                "no place for the memory of UML machines: " + String.join(", ", refused),
                "make room, give the nodes less memory, or name another folder:"
                        + " AIRLOOM_JAVA_OPTS=-Djava.io.tmpdir=FOLDER");
    }

    /// Why a folder will not do; empty if it will.
    static String problem(Path folder, long neededMib, List<String> mounts) {
        if (!Files.isWritable(folder)) {
            return "cannot be written to";
        }
        if (isNoExec(folder, mounts)) {
            return "is mounted noexec";
        }
        long mib = folder.toFile().getUsableSpace() >> 20;
        return mib >= neededMib
                ? ""
                : "has %,d MiB of room, %,d are needed".formatted(mib, neededMib);
    }

    /// @param mounts lines of `/proc/mounts`: device, place, type, options, …
    static boolean isNoExec(Path folder, List<String> mounts) {
        String options = "";
        int depth = -1;
        for (String line : mounts) {
            String[] words = line.split(" ", -1);
            if (words.length >= 4) {
                Path place = Path.of(words[1].replace("\\040", " "));
                // A later mount on the same place hides the earlier one.
                if (folder.startsWith(place) && place.getNameCount() >= depth) {
                    depth = place.getNameCount();
                    options = words[3];
                }
            }
        }
        return Arrays.asList(options.split(",", -1)).contains("noexec");
    }
}
