package io.airloom.cli;

import io.airloom.image.Cache;
import io.airloom.image.EnvironmentException;
import io.airloom.image.Reason;
import io.airloom.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Where runs keep their files.
final class RunFolders {
    private RunFolders() {}

    /// `matrix-wpa3-5GHz`: says which run of which lab.
    static String name(String lab, Topology topology) {
        List<String> words = new ArrayList<>(List.of(lab));
        words.addAll(topology.choices().values());
        return String.join("-", words);
    }

    /// As [#name] for each of several runs, and different for each: files may be copies of one
    /// another, or have the same name in two folders. The second of a name is `…-2`.
    static List<String> names(List<Topology> topologies) {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (Topology topology : topologies) {
            String name = name(topology.name(), topology);
            String free = name;
            for (int number = 2; !names.add(free); number++) {
                free = name + "-" + number;
            }
        }
        return List.copyOf(names);
    }

    /// A folder, made; one below it for a run among others.
    ///
    /// @throws EnvironmentException if it cannot be made
    static Path of(Path folder, Topology topology, boolean amongOthers) {
        return made(amongOthers ? folder.resolve(name(topology.name(), topology)) : folder);
    }

    /// Makes a folder.
    ///
    /// @throws EnvironmentException if that does not work
    static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot make the folder " + folder + ": " + Reason.of(e),
                    "name another one",
                    e);
        }
    }

    /// Removes a folder with all that is in it.
    ///
    /// @throws EnvironmentException if that does not work
    static void remove(Path folder) {
        try {
            Cache.removeTree(folder);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot remove " + folder + ": " + Reason.of(e), "remove it by hand", e);
        }
    }

    /// `dir/a.pcapng` as `dir/a-wpa3-5GHz.pcapng`.
    static Path beside(Path file, Topology topology) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot < 1 ? name : name.substring(0, dot);
        String extension = dot < 1 ? "" : name.substring(dot);
        return file.resolveSibling(name(stem, topology) + extension);
    }
}
