package io.airloom.topology;

import io.airloom.image.EnvironmentException;
import io.airloom.image.InputFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files that nodes get, without running anything.
public final class Rendering {
    /// In the place of a secret that each run makes anew.
    private static final String SECRET = "(made anew for each run)";

    private Rendering() {}

    /// All files of a node, by absolute path.
    ///
    /// @param program the command line that runs Airloom, without its arguments; empty if nobody
    ///   knows it
    /// @throws InputFileException if one cannot be read or refers to what is not there
    public static SortedMap<String, NodeFile> of(
            NodeSpec node, Topology topology, List<String> program) {
        SortedMap<String, NodeFile> files = new TreeMap<>(NodeFiles.of(node, topology, program));
        if (node.radio().needsAgent()) {
            files.putAll(AgentFiles.of(node, SECRET));
        }
        return files;
    }

    /// Writes files below a folder that is empty or not there.
    ///
    /// @throws EnvironmentException if it is neither, or cannot be written to
    public static void write(Map<String, NodeFile> files, Path folder) {
        try {
            if (Files.exists(folder) && !isEmpty(folder)) {
                throw new EnvironmentException(
                        folder + " is there and is not an empty folder", "name another folder");
            }
            Files.createDirectories(folder);
            for (Map.Entry<String, NodeFile> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey().substring(1));
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue().content());
                Files.setPosixFilePermissions(target, permissions(file.getValue().mode()));
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write to " + folder + ": " + e, "name another folder with --out", e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().isEmpty();
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                set.add(all[bit]);
            }
        }
        return set;
    }
}
